import type { ValueMap } from '../../viewer/surface/sampleMap.ts'

/** The maps between which a place lies, from 0, and how much of the second counts there. */
export type Between = { readonly from: number; readonly to: number; readonly share: number }

/** Places are told apart to so many parts of the way between two points. */
const STEPS = 100

/** Which maps make the picture at `position`, which is 1 at the first of `count` points. */
export function betweenPoints(position: number, count: number): Between {
  const place = Math.round(STEPS * (Math.max(1, Math.min(count, position)) - 1)) / STEPS, from = Math.floor(place)
  return { from, to: Math.min(count - 1, from + 1), share: place - from }
}

/** (1 − share) · a + share · b, voxel by voxel; of share 0 or 1 the map itself. Both have the same box. */
export function blended(a: ValueMap, b: ValueMap, share: number): ValueMap {
  if (share === 0 || share === 1) return share === 0 ? a : b
  const voxels = new Float32Array(a.voxels.length)
  for (let i = 0; i < voxels.length; i++) voxels[i] = a.voxels[i] + share * (b.voxels[i] - a.voxels[i])
  return { ...a, voxels }
}

/** Voxels for half the finest detail: a little more than Shannon's two, so that surfaces are smooth. */
const VOXELS_A_DETAIL = 3
const LEAST_BOX = 48
const MOST_BOX = 128

/** Side at which a walk's maps are shown: they were filtered at `lowpassA`, so that finer sampling shows nothing more and moves more slowly. */
export function morphBox({ box, pixelSizeA, lowpassA }: { readonly box: number; readonly pixelSizeA: number; readonly lowpassA: number }): number {
  const enough = 2 * Math.ceil((VOXELS_A_DETAIL * box * pixelSizeA) / lowpassA / 2)
  return Math.min(box, Math.max(LEAST_BOX, Math.min(MOST_BOX, enough)))
}
