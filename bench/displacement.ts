/**
 * How small a motion may be for two states to be told apart: domain I of albumin as it is and turned by 2°, 5°, 10° and 20°,
 * SNR 0.05, by this program and by RELION's Class3D, as a Markdown table:
 * `npm run build && node bench/displacement.ts [--angles 2,5,10,20] [--particles 10000] [--seed 1] [--iterations 25] [--no-relion] [FOLDER]`.
 * Half the particles are right by chance. Sets that are in FOLDER already are not simulated again.
 */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { applyState } from '../src/main/simulate/editAtoms.ts'
import { DEFAULT_SIMULATION, SimulateOptions } from '../src/main/simulate/options.ts'
import { simulate } from '../src/main/simulate/simulate.ts'
import { parseStates } from '../src/main/simulate/states.ts'
import { bundledStructure } from '../src/main/simulate/structures.ts'
import { runProgram } from './program.ts'
import { relionClass3d } from './relionClass3d.ts'

const DOMAIN = { from: 5, to: 197 }
const turned = (angle: number): string => `rotate A:${DOMAIN.from}-${DOMAIN.to} ${angle} about A:198 A:100`

const rootMean = (squares: Float64Array): number => Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length)

/** Root mean square displacement of the atoms between the two states in Å, in the frame that both are imaged in: not superposed. */
function displacement(angle: number): { domain: number; whole: number } {
  const still = bundledStructure('hsa')
  const { position } = applyState(still, parseStates(turned(angle))[0])
  const squares = Float64Array.from({ length: still.count }, (_, i) => [0, 1, 2].reduce((sum, k) => sum + (position[3 * i + k] - still.position[3 * i + k]) ** 2, 0))
  return { domain: rootMean(squares.filter((_, i) => still.residue[i] >= DOMAIN.from && still.residue[i] <= DOMAIN.to)), whole: rootMean(squares) }
}

const { values, positionals: [folder = join(tmpdir(), 'cgr-displacement')] } = parseArgs({
  allowPositionals: true, allowNegative: true,
  options: {
    angles: { type: 'string', default: '2,5,10,20' }, particles: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' },
    iterations: { type: 'string', default: '25' }, relion: { type: 'boolean', default: true },
  },
})
const [particles, seed, iterations] = [values.particles, values.seed, values.iterations].map(Number)
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
/** Standard error of an accuracy of so many particles. */
const accuracyText = (accuracy: number): string => `${accuracy.toFixed(4)} ± ${Math.sqrt((accuracy * (1 - accuracy)) / particles).toFixed(4)}`

stdout.write(`N = ${particles}, SNR 0.05, seed ${seed}\n\n| angle, ° | RMSD of domain I, Å | RMSD of all atoms, Å | cgr: accuracy | K advised | seconds | RELION: accuracy | seconds |\n|---|---|---|---|---|---|---|---|\n`)
for (const angle of values.angles.split(',').map(Number)) {
  const input = join(folder, `turned-${angle}-${particles}-${seed}`)
  const { domain, whole } = displacement(angle)
  const set = { structures: ['hsa'], states: `as-is; ${turned(angle)}`, pixelSize: 2.5, resolution: 8, snr: 0.05, particles, seed }
  if (!existsSync(join(input, 'particles.star'))) await simulate(SimulateOptions.parse({ ...DEFAULT_SIMULATION, ...set, output: input, overwrite: true }), quiet)
  const ours = await runProgram([join(input, 'particles.star'), '-k', '2', '--truth', join(input, 'truth.csv'), '--seed', String(seed), '--threads', '2'], join(input, 'cgr'))
  const theirs = values.relion ? relionClass3d(input, 2, { iterations, seed }) : null
  const row = [
    angle, domain.toFixed(2), whole.toFixed(2), accuracyText(ours.report.truth!.accuracy), ours.report.classNumber.advised, ours.wallSeconds.toFixed(0),
    theirs ? accuracyText(theirs.accuracy) : '–', theirs ? theirs.seconds.toFixed(0) : '–',
  ]
  stdout.write(`| ${row.join(' | ')} |\n`)
}
