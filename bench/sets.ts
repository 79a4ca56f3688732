/**
 * The seven benchmark sets, on which the accuracies of bench/RESULTS.md are measured, and the sets on which the Gaussian model is
 * wrong: `node bench/sets.ts NAME DIR [SEED] [PARTICLES]` writes one.
 */
import { argv, exit, stderr, stdout } from 'node:process'
import { DEFAULT_SIMULATION, SimulateOptions } from '../src/main/simulate/options.ts'
import { simulate } from '../src/main/simulate/simulate.ts'

type Set = Partial<SimulateOptions> & Pick<SimulateOptions, 'structures' | 'states' | 'snr'>

const hsa = { structures: ['hsa'], pixelSize: 2.5, resolution: 8 }
const spike = { structures: ['spike'], pixelSize: 4.5, resolution: 10 }
const spike3 = { ...spike, states: 'spike3', snr: 0.05 } satisfies Set

export const SETS = {
  hsa2: { ...hsa, states: 'hsa2', snr: 0.03 },
  hsa3: { ...hsa, states: 'hsa3', snr: 0.03 },
  spike2: { ...spike, states: 'spike2', snr: 0.02 },
  spike3,
  parts4: { ...spike, states: 'parts4', snr: 0.03 },
  /** Poses as a poor refinement gives them. */
  spike3e: { ...spike3, angleError: 3, shiftError: 0.5 },
  /** Everything at once that real sets have. */
  reallike: { ...spike3, occupancies: [0.6, 0.3, 0.1], snr: 0.08, noise: 'coloured', contrastSpread: 0.15, junk: 0.1, angleError: 2, shiftError: 0.4 },
} as const satisfies Record<string, Set>

/** spike3 with one thing at a time that images of independent noise around a class's projection do not have. */
export const MISFIT_SETS = {
  /** The particles of spike3e; for the written poses to stay wrong, they must not be polished. */
  poses: { ...spike3, angleError: 3, shiftError: 0.5 },
  junk10: { ...spike3, junk: 0.1 },
  crowded: { ...spike3, neighbours: 0.3 },
  breathing: { ...spike3, motion: 8 },
  contrast30: { ...spike3, contrastSpread: 0.3 },
} as const satisfies Record<string, Set>

export type SetName = keyof typeof SETS
export type MisfitSetName = keyof typeof MISFIT_SETS

const ALL = { ...SETS, ...MISFIT_SETS }

export const setOptions = (name: SetName | MisfitSetName, output: string, seed: number, particles = 4000): SimulateOptions =>
  SimulateOptions.parse({ ...DEFAULT_SIMULATION, ...ALL[name], output, overwrite: true, seed, particles })

if (import.meta.main) {
  const [name, output, seed = '1', particles = '4000'] = argv.slice(2)
  if (name === undefined || output === undefined || !Object.hasOwn(ALL, name)) {
    stderr.write(`usage: node bench/sets.ts ${Object.keys(ALL).join('|')} DIR [SEED] [PARTICLES]\n`)
    exit(2)
  }
  const context = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
  stdout.write(`${JSON.stringify(await simulate(setOptions(name as SetName | MisfitSetName, output, Number(seed), Number(particles)), context))}\n`)
}
