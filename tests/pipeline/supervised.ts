import { readFileSync, writeFileSync } from 'node:fs'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { startTraining, type TrainingRequest } from '../../src/main/core/startTraining.ts'
import { DEFAULT_PARAMETERS } from '../../src/preload/contract/parameters.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import type { TrainParameters, TrainReport } from '../../src/preload/contract/supervised.ts'
import { context, type SimulatedSet } from './sets.ts'

/** HSA with domain I in two places, bright enough for little data; 40 particles a micrograph. */
export const BRIGHT = { states: 'hsa2', box: 32, pixelSize: 5.08, snr: 0.3, particles: 800 } as const

/** As small as it gets and still learns: real TensorFlow takes most of the time. */
export const SMALL = {
  box: 32, maxResolution: null, mask: null, seed: 1, backend: 'auto', nodes: 64, neighbours: 12, correlationThreshold: DEFAULT_PARAMETERS.correlationThreshold, threads: 2,
} as const satisfies TrainParameters

/** `index,class` of some particles, drawn at random: by their truth, or by other names. Gives their rows. */
export function writeLabels(path: string, { truth }: SimulatedSet, count: number, takesPart: (row: number) => boolean = () => true, name: (state: number) => string = String): number[] {
  const rows = Array.from(seededRandom(4).permutation(truth.length)).filter(row => truth[row] >= 0 && takesPart(row)).slice(0, count)
  writeFileSync(path, `index,class\n${rows.map(row => `${row + 1},${name(truth[row])}`).join('\n')}\n`)
  return rows
}

export async function train(request: Pick<TrainingRequest, 'input' | 'labels' | 'outputDir'> & Partial<Pick<TrainingRequest, 'run'>>, parameters: Partial<TrainParameters> = {}, ctx: StageContext = context()): Promise<TrainReport> {
  return (await startTraining({ root: null, passthrough: null, run: null, ...request, parameters: { ...SMALL, ...parameters } }, 'new', ctx)).report
}

/** Classes of a run_data.star, by row. */
export function classesIn(path: string): Int32Array {
  const lines = readFileSync(path, 'utf8').split('\n'), heads = lines.filter(line => line.startsWith('_rln')).map(line => line.split(/\s+/)[0])
  const column = heads.slice(heads.lastIndexOf('_rlnImageName')).indexOf('_rlnClassNumber')
  return Int32Array.from(lines.filter(line => /^\s*\d+@/.test(line)), line => Number(line.trim().split(/\s+/)[column]))
}

/** Fraction of some rows whose class number is one more than the true state. */
export function accuracyOf(classNumber: Int32Array, { truth }: SimulatedSet, rows: readonly number[]): number {
  return rows.filter(row => classNumber[row] === truth[row] + 1).length / rows.length
}
