import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Volume } from '../../../preload/contract/records.ts'
import type { Pool } from '../threads/pool.ts'
import { finishMaps, type Reconstruction } from './maps/finishMaps.ts'
import { halfMaps } from './maps/halfMaps.ts'
import type { SortedParticles } from './maps/sliceParts.ts'

export type ReconstructInput = SortedParticles & {
  /** Images are multiplied by it, so that density comes out positive. */
  readonly sign: 1 | -1
  /** K. */
  readonly classes: number
  readonly outputDir: string
  /** The user's; null: made from the maps. */
  readonly mask: Volume | null
}

/**
 * The maps of all classes from the full-size images of their particles: half-maps, FSC with a soft mask, resolution, B-factor, filtered map and
 * local resolution, in the box and pixel size of the first optics group. Writes, whole or not at all and only when everything is computed,
 * mask.mrc and for class 1 run_class001.mrc, run_half1_class001_unfil.mrc, run_half2_class001_unfil.mrc, run_class001_fsc.star and
 * run_class001_locres.mrc, and so on. Same particles, same bits, whatever the number of threads. Throws a Failure for a mask that does
 * not fit, an image that cannot be read and a folder that cannot be written; a class without particles gets empty maps and a warning.
 */
export async function reconstruct(input: ReconstructInput, ctx: StageContext, pool: Pool): Promise<Reconstruction> {
  const { box, pixelSize } = input.particles.optics[0]
  const halves = await halfMaps(input, { classes: input.classes, sign: input.sign, box, pixelSize }, ctx, pool)
  return finishMaps(halves, { box, pixelSize, outputDir: input.outputDir, mask: input.mask }, ctx, pool)
}
