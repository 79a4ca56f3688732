import type { ValueMap } from '../../viewer/surface/sampleMap.ts'

const BINS = 4096

/**
 * The density above which a map's voxels fill so many Å³. A map at reduced sampling has lost its finest and thereby its greatest densities:
 * at the whole map's level little of it would be seen, round the same volume it looks as the whole one will.
 */
export function levelEnclosing({ voxels, pixelSizeA }: ValueMap, volumeA3: number): number {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < voxels.length; i++) {
    low = Math.min(low, voxels[i])
    high = Math.max(high, voxels[i])
  }
  const wanted = volumeA3 / pixelSizeA ** 3, width = (high - low) / BINS
  if (wanted <= 0 || !(width > 0)) return high
  const count = new Uint32Array(BINS)
  for (let i = 0; i < voxels.length; i++) count[Math.min(BINS - 1, Math.floor((voxels[i] - low) / width))]++
  let bin = BINS
  for (let above = 0; bin > 0 && above + count[bin - 1] <= wanted; bin--) above += count[bin - 1]
  return low + bin * width
}
