/**
 * Whether continuous motion is told from states: `node bench/continuity.ts [--particles 2000] [--seeds 1,2] [--only NAME] [FOLDER]` embeds a hinge
 * of 25 angles, three angles of it, the spike with no, one and two RBDs up, and a rigid molecule, at the true poses, as a Markdown
 * table. "polished": poses wrong by 3° and 0.5 px, polished by a run of three classes. Sets that are in FOLDER already are not made again.
 */
import { existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { createProject } from '../src/main/app/projects/importInto.ts'
import { startEmbedding } from '../src/main/core/startEmbedding.ts'
import { startRun } from '../src/main/core/startRun.ts'
import { DEFAULT_SIMULATION, type SimulateOptions } from '../src/main/simulate/options.ts'
import { simulate } from '../src/main/simulate/simulate.ts'
import { DEFAULT_PARAMETERS } from '../src/preload/contract/parameters.ts'
import { SETS } from './sets.ts'

const turned = (angle: number): string => `rotate A:5-197 ${angle} about A:198 A:100`
const hsa = { structures: ['hsa'], box: 32 }, hinge = { ...hsa, states: Array.from({ length: 25 }, (_, i) => turned(2 * i - 24)).join('; ') }, three = { ...hsa, states: 'hsa3' }
const wrong = { angleError: 3, shiftError: 0.5 }
const CASES: readonly (Partial<SimulateOptions> & { readonly name: string; readonly isPolished?: true })[] = [
  { name: 'hinge, 25 angles', ...hinge, snr: 0.3 }, { name: 'hinge, 25 angles', ...hinge, snr: 0.1 }, { name: 'hinge, 25 angles, polished', ...hinge, ...wrong, snr: 0.3, isPolished: true },
  { name: 'hinge, 3 angles', ...three, snr: 0.3 }, { name: 'hinge, 3 angles', ...three, snr: 0.1 }, { name: 'hinge, 3 angles, polished', ...three, ...wrong, snr: 0.3, isPolished: true },
  { name: 'spike3', ...SETS.spike3 }, { name: 'rigid', ...hsa, states: 'as-is', snr: 0.1 },
]

const { values, positionals: [folder = join(tmpdir(), 'cgr-continuity')] } = parseArgs({ allowPositionals: true, options: { particles: { type: 'string', default: '2000' }, seeds: { type: 'string', default: '1,2' }, only: { type: 'string', default: '' } } })
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }

stdout.write('| set | SNR | seed | verdict | states | gain of a continuum, nats per particle | gain of component 1 | seconds |\n|---|---|---|---|---|---|---|---|\n')
for (const { name, isPolished, ...options } of CASES.filter(one => one.name.includes(values.only))) for (const seed of values.seeds.split(',').map(Number)) {
  const output = join(folder, `${name}-${options.snr}-${seed}-${values.particles}`), input = join(output, 'particles.star'), outputDir = join(output, 'project')
  const simulation = { ...DEFAULT_SIMULATION, structures: ['hsa'], states: 'as-is', ...options, particles: Number(values.particles), seed, output }
  if (!existsSync(input)) await simulate(simulation, quiet)
  rmSync(outputDir, { recursive: true, force: true })
  if (isPolished) await startRun({ input, root: null, passthrough: null, outputDir, parameters: { ...DEFAULT_PARAMETERS, classes: 3, network: 'off', threads: 2 } }, { intent: 'new', truthPath: null }, quiet)
  else createProject(outputDir, { path: input, root: null, passthrough: null })
  const { motion, evidence, seconds } = await startEmbedding({ input, root: null, passthrough: null, outputDir, threads: 2, components: 4 }, quiet)
  const { kind, states, gain, error } = motion!
  stdout.write(`| ${[name, options.snr, seed, kind, kind === 'states' ? states : '–', `${gain.toFixed(4)} ± ${error.toFixed(4)}`, evidence[0].toFixed(3), seconds.toFixed(0)].join(' | ')} |\n`)
}
