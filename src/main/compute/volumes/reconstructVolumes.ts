import { setImmediate as nextTurn } from 'node:timers/promises'
import { join } from 'node:path'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Volume } from '../../../preload/contract/records.ts'
import { writeVolume } from '../../formats/mrc.ts'
import { checkedMask, maskFromMaps } from '../stages/maps/classMask.ts'
import { writeFscStar } from '../stages/maps/fscStar.ts'
import type { HalfMaps } from '../stages/maps/halfMaps.ts'
import { mapWarnings } from '../stages/maps/mapWarnings.ts'
import type { ReconstructedClass, Reconstruction } from '../stages/reconstruct.ts'
import type { MeasuredMap } from '../threads/measureMap.ts'
import type { Pool } from '../threads/pool.ts'
import type { VolumeParticles } from './importVolumes.ts'
import { VolumeReader } from './volumeReader.ts'

export type ReconstructVolumesInput = {
  readonly particles: VolumeParticles
  /** [count] 1 … K; 0 is junk and goes into no map. */
  readonly classNumber: Int32Array
  /** [count] 0 or 1. */
  readonly half: Uint8Array
  /** [count] what each map is multiplied by in a sum, and what it adds to the divisor. */
  readonly weights: { readonly map: Float64Array; readonly total: Float64Array }
  /** K. */
  readonly classes: number
  readonly outputDir: string
  /** The user's; null: made from the maps. */
  readonly mask: Volume | null
}

const STAGE = 'reconstruct'
const MASK_FILE = 'mask.mrc'

/**
 * The maps of all classes: weighted averages of the full-size maps of their particles, read again one at a time, each half apart; FSC with a soft
 * mask, resolution, B-factor, filtered map and local resolution. Writes, whole or not at all and only when everything is computed, the files that
 * stages/reconstruct.ts writes. A class without particles gets empty maps and a warning.
 */
export async function reconstructVolumes(input: ReconstructVolumesInput, ctx: StageContext, pool: Pool): Promise<Reconstruction> {
  const { box, pixelSize } = input.particles
  const given = input.mask && checkedMask(input.mask, box, pixelSize)
  const halves = await averages(input, ctx)
  const volumes = halves.map(({ maps: [first, second] }): Volume => ({ box, pixelSize, data: first.map((value, i) => (value + second[i]) / 2) }))
  const [local, made] = [pool.map('localResolutionMap', halves.map(({ maps }) => ({ box, pixelSize, halves: maps }))), given ? { mask: given, found: true } : maskFromMaps(volumes.map(volume => volume.data), box, pixelSize)]
  const [localResolutions, measured] = await Promise.all([local, pool.map('measureMap', halves.map(({ maps }, k) => ({ box, pixelSize, halves: maps, mask: made.mask.data, label: `class ${k + 1}` })))])
  const warnings = halves.flatMap(({ particles }, k) => mapWarnings(k + 1, particles, measured[k]))
  if (!made.found) warnings.unshift('no particle stands out in the average map: the mask is a ball')

  writeVolume(join(input.outputDir, MASK_FILE), made.mask)
  const classes: ReconstructedClass[] = []
  for (const [k, half] of halves.entries()) {
    await nextTurn()
    ctx.signal.throwIfAborted()
    classes.push(writeClass(input.outputDir, k + 1, half, volumes[k], measured[k], localResolutions[k]))
  }
  return { classes, mask: made.mask, warnings }
}

async function averages({ particles, classNumber, half, weights, classes }: ReconstructVolumesInput, ctx: StageContext): Promise<HalfMaps> {
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

function writeClass(outputDir: string, number: number, half: HalfMaps[number], volume: Volume, measured: MeasuredMap, localResolution: Float32Array): ReconstructedClass {
  const name = `class${String(number).padStart(3, '0')}`
  const map = `run_${name}.mrc`
  const files: [string, string] = [`run_half1_${name}_unfil.mrc`, `run_half2_${name}_unfil.mrc`]
  const localFile = `run_${name}_locres.mrc`
  const write = (file: string, data: Float32Array): void => writeVolume(join(outputDir, file), { ...volume, data })
  files.forEach((file, i) => write(file, half.maps[i]))
  write(map, measured.filtered)
  write(localFile, localResolution)
  writeFscStar(join(outputDir, `run_${name}_fsc.star`), { ...measured, halfMaps: files, mask: MASK_FILE })
  return {
    number, particles: half.particles[0] + half.particles[1], resolutionA: measured.resolutionA, bfactor: measured.bfactor, fsc: measured.fsc,
    map, halfMaps: files, localResolution: localFile, volume,
  }
}
