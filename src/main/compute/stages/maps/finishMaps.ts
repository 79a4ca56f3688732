import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StageContext } from '../../../../preload/contract/progress.ts'
import type { Volume } from '../../../../preload/contract/records.ts'
import type { FscCurve } from '../../../../preload/contract/report.ts'
import { writeVolume } from '../../../formats/mrc.ts'
import type { MeasuredMap } from '../../threads/measureMap.ts'
import type { Pool } from '../../threads/pool.ts'
import { maskFromMaps } from './classMask.ts'
import { writeFscStar } from './fscStar.ts'
import { type HalfMaps, STAGE, waitedFor } from './halfMaps.ts'
import { mapWarnings } from './mapWarnings.ts'

export type ReconstructedClass = {
  readonly number: number
  readonly particles: number
  readonly resolutionA: number
  readonly bfactor: number | null
  readonly fsc: FscCurve
  /** File names in the output folder. */
  readonly map: string
  readonly halfMaps: [string, string]
  readonly localResolution: string
  /** Average of the half-maps, unfiltered. */
  readonly volume: Volume
}

export type Reconstruction = { readonly classes: readonly ReconstructedClass[]; readonly mask: Volume; readonly warnings: readonly string[] }

const MASK_FILE = 'mask.mrc'

export type FinishInput = {
  readonly box: number
  readonly pixelSize: number
  readonly outputDir: string
  /** The user's, as checkedMask gives it; null: made from the maps. */
  readonly mask: Volume | null
}

/**
 * From half-maps to the files of every class: mask, FSC, resolution, B-factor, filtered map, local resolution. Nothing is
 * written before everything is computed.
 */
export async function finishMaps(halves: HalfMaps, { box, pixelSize, outputDir, mask }: FinishInput, ctx: StageContext, pool: Pool): Promise<Reconstruction> {
  const volumes = halves.map(({ maps: [first, second] }): Volume => ({ box, pixelSize, data: first.map((value, i) => (value + second[i]) / 2) }))
  const inserted = halves.reduce((sum, { particles: [first, second] }) => sum + first + second, 0)
  const report = (note: string): void => ctx.report({ stage: STAGE, done: inserted, total: inserted, note })
  ctx.signal.throwIfAborted()
  report('mask, FSC and local resolution')
  // Needs no mask, which is made here meanwhile.
  const localResolutions = waitedFor(pool.map('localResolutionMap', halves.map(({ maps }) => ({ box, pixelSize, halves: maps }))))
  const made = mask ? { mask, found: true } : maskFromMaps(volumes.map(volume => volume.data), box, pixelSize)
  const measured = await pool.map('measureMap', halves.map(({ maps }, k) => ({ box, pixelSize, halves: maps, mask: made.mask.data, label: `class ${k + 1}` })))
  const local = await localResolutions
  const warnings = halves.flatMap(({ particles }, k) => mapWarnings(k + 1, particles, measured[k]))
  if (!made.found) warnings.unshift('no particle stands out in the average map: the mask is a ball')

  report('writing maps')
  writeVolume(join(outputDir, MASK_FILE), made.mask)
  const classes: ReconstructedClass[] = []
  for (const [k, half] of halves.entries()) {
    await nextTurn()
    ctx.signal.throwIfAborted()
    classes.push(writeClass(outputDir, k + 1, half, volumes[k], measured[k], local[k]))
  }
  return { classes, mask: made.mask, warnings }
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
