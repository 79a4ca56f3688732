import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { StageContext } from '../../../src/preload/contract/progress.ts'
import { openStack } from '../../../src/main/formats/mrc.ts'
import { findBlock, numberColumns, readStar } from '../../../src/main/formats/star.ts'
import { DEFAULT_SIMULATION, SimulateOptions } from '../../../src/main/simulate/options.ts'
import { simulate, type SimulationSummary } from '../../../src/main/simulate/simulate.ts'

export const context = (signal = new AbortController().signal): StageContext => ({ signal, report: () => {}, log: () => {}, warn: () => {} })

/** Small sets are enough for physics: two states of albumin, 40 particles of 32 px. */
export const SMALL = { ...DEFAULT_SIMULATION, structures: ['hsa'], states: 'hsa2', box: 32, particles: 40, particlesPerMicrograph: 10 } as const

/** Optics without a CTF: amplitude contrast 1 at a vanishing wavelength, so that an image is the projection itself. */
export const NO_CTF = { snr: null, defocus: [10000, 10000], astigmatism: 0, amplitudeContrast: 1, sphericalAberration: 0, voltage: 1e9 } satisfies Partial<SimulateOptions>

/** A folder of simulated sets, by name, that goes when the test file is done. */
export function simulatedSets() {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-simulate-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const path = (name: string, file: string): string => join(folder, name, file)
  return {
    folder, path,
    make: (name: string, changes: Partial<SimulateOptions> = {}): Promise<SimulationSummary> =>
      simulate(SimulateOptions.parse({ ...SMALL, output: join(folder, name), ...changes }), context()),
    hash: (name: string, file: string): string => createHash('sha256').update(readFileSync(path(name, file))).digest('hex'),
    images(name: string): { count: number; box: number; data: Float32Array } {
      const stack = openStack(path(name, 'particles.mrcs'))
      const data = new Float32Array(stack.count * stack.box ** 2)
      stack.readMany(0, stack.count, data)
      stack.close()
      return { count: stack.count, box: stack.box, data }
    },
    columns(name: string, names: readonly string[], file = 'particles.star'): Float64Array[] {
      const star = readStar(path(name, file))
      return numberColumns(star, findBlock(star, 'particles')!.tables[0], names)
    },
    csv: (name: string, file: string): number[][] => readFileSync(path(name, file), 'utf8').trim().split('\n').slice(1).map(line => line.split(',').map(Number)),
  }
}

function moments(values: ArrayLike<number>): { mean: number; variance: number } {
  let [sum, squares] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    sum += values[i]
    squares += values[i] ** 2
  }
  const average = sum / values.length
  return { mean: average, variance: squares / values.length - average ** 2 }
}
export const mean = (values: ArrayLike<number>): number => moments(values).mean
export const spread = (values: ArrayLike<number>): number => Math.sqrt(moments(values).variance)
