import { reasonOf } from '../api/reasonOf.ts'
import { imageBatch } from './batches.ts'
import type { ImageBatch } from './batches.ts'

/** Images of `count` particles from `address`. */
export async function fetchImages(address: string, count: number, signal: AbortSignal): Promise<ImageBatch> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw new Error(await reasonOf(response))
  return imageBatch(new Uint8Array(await response.arrayBuffer()), count)
}
