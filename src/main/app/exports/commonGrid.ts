import type { Volume } from '../../../preload/contract/records.ts'
import { cropVolume } from '../maps/cropVolume.ts'

/** Pixel sizes that differ by no more are one, rounded differently. */
const TOLERANCE = 0.005
/** Larger maps are Fourier-cropped to it: where FSC 0.5 lies is seen in a quarter of the time that a box of 256 takes. */
const LARGEST_BOX = 160

const alike = (a: number, b: number): boolean => Math.abs(a / b - 1) <= TOLERANCE

/** The map in a box of `box` voxels over the same length, if that is smaller. */
const cropped = ({ box: n, pixelSize, data }: Volume, box: number): Volume =>
  (box < n ? { box, pixelSize: (pixelSize * n) / box, data: cropVolume(data, n, box) } : { box: n, pixelSize, data })

/** The middle of a map, about the same origin. */
function middleOf({ box: n, pixelSize, data }: Volume, box: number): Volume {
  if (box >= n) return { box: n, pixelSize, data }
  const out = new Float32Array(box ** 3), first = (n >> 1) - (box >> 1)
  for (let z = 0; z < box; z += 1) for (let y = 0; y < box; y += 1) {
    const from = ((z + first) * n + y + first) * n + first
    out.set(data.subarray(from, from + box), (z * box + y) * box)
  }
  return { box, pixelSize, data: out }
}

/**
 * Both maps on one grid: the finer one Fourier-cropped to the other's pixel size, then the larger one cut to the other's box. Null where
 * no whole number of voxels does that within 0.5 %, or one of them has no pixel size.
 */
export function onCommonGrid(a: Volume, b: Volume): readonly [Volume, Volume] | null {
  if (!(a.pixelSize > 0 && b.pixelSize > 0)) return null
  const coarsest = Math.max(a.pixelSize, b.pixelSize)
  const [coarseA, coarseB] = [a, b].map(map => cropped(map, Math.round((map.box * map.pixelSize) / coarsest)))
  if (!alike(coarseA.pixelSize, coarseB.pixelSize)) return null
  const box = Math.min(coarseA.box, coarseB.box)
  const [cutA, cutB] = [middleOf(coarseA, box), middleOf(coarseB, box)]
  return [cropped(cutA, LARGEST_BOX), cropped(cutB, LARGEST_BOX)]
}
