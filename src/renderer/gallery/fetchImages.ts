import { imageBatch } from './batches.ts'
import type { ImageBatch } from './batches.ts'

/** What the host says went wrong: a Failure as JSON, or a line of text. */
async function reasonOf(response: Response): Promise<string> {
  const text = await response.text()
  try {
    const { message, advice } = JSON.parse(text) as { readonly message?: string; readonly advice?: string }
    if (message) return advice ? `${message}; ${advice}` : message
  } catch {
    // Not JSON: the text itself is the reason.
  }
  return text.slice(0, 300) || `the host answered ${response.status}`
}

/** Images of `count` particles from `address`. */
export async function fetchImages(address: string, count: number, signal: AbortSignal): Promise<ImageBatch> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw new Error(await reasonOf(response))
  return imageBatch(new Uint8Array(await response.arrayBuffer()), count)
}
