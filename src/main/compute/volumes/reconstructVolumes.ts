import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Volume } from '../../../preload/contract/records.ts'
import { finishMaps, type Reconstruction } from '../stages/maps/finishMaps.ts'
import { STAGE, type HalfMaps } from '../stages/maps/halfMaps.ts'
import type { Pool } from '../threads/pool.ts'
import type { VolumeParticles } from './importVolumes.ts'
import { VolumeReader } from './volumeReader.ts'

export type AverageInput = {
  readonly particles: VolumeParticles
  /** [count] 1 … K; 0 is junk and goes into no map. */
  readonly classNumber: Int32Array
  /** [count] 0 or 1. */
  readonly half: Uint8Array
  /** [count] what each map is multiplied by in a sum, and what it adds to the divisor. */
  readonly weights: { readonly map: Float64Array; readonly total: Float64Array }
  /** K. */
  readonly classes: number
}

/** `mask`: the user's; null: made from the maps. */
export type ReconstructVolumesInput = AverageInput & { readonly outputDir: string; readonly mask: Volume | null }

/**
 * The maps of all classes: averages of the full-size maps of their particles; FSC with a soft mask, resolution, B-factor, filtered map and local
 * resolution. Writes, whole or not at all and only when everything is computed, the files that stages/reconstruct.ts writes. A class without
 * particles gets empty maps and a warning.
 */
export async function reconstructVolumes(input: ReconstructVolumesInput, ctx: StageContext, pool: Pool): Promise<Reconstruction> {
  const { box, pixelSize } = input.particles
  return finishMaps(await averageVolumes(input, ctx), { box, pixelSize, outputDir: input.outputDir, mask: input.mask }, ctx, pool)
}

/** Weighted averages of the full-size maps, which are read again one at a time, each half apart. */
export async function averageVolumes({ particles, classNumber, half, weights, classes }: AverageInput, ctx: StageContext): Promise<HalfMaps> {
  const reader = new VolumeReader(particles)
  const sums = Array.from({ length: classes }, () => [0, 1].map(() => ({ map: new Float32Array(particles.box ** 3), total: 0, count: 0 })))
  for (let row = 0; row < particles.count; row++) {
    if (classNumber[row] === 0) continue
    const sum = sums[classNumber[row] - 1][half[row]], weight = weights.map[row], map = reader.read(row)
    for (let i = 0; i < map.length; i++) sum.map[i] += weight * map[i]
    sum.total += weights.total[row]
    sum.count++
    await nextTurn()
    ctx.signal.throwIfAborted()
    ctx.report({ stage: STAGE, done: row + 1, total: particles.count })
  }
  for (const { map, total } of sums.flat()) for (let i = 0; i < map.length; i++) map[i] /= total || 1
  return sums.map(([first, second]) => ({ maps: [first.map, second.map], particles: [first.count, second.count] }))
}
