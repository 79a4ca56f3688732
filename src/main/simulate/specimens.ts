import { Failure } from '../../preload/contract/failure.ts'
import { type Atoms, readAtoms } from '../formats/atoms.ts'
import { type AtomProjector, atomProjector, type Scatterers, scatterers } from './atomProjector.ts'
import { centreOf } from './atomWeights.ts'
import { applyState } from './editAtoms.ts'
import { hingesOf, movingState } from './motion.ts'
import type { SimulateOptions } from './options.ts'
import type { Copy } from './particle.ts'
import { bundledStructure, isBundled } from './structures.ts'
import { parseStates } from './states.ts'

/** What is imaged: one structure per state and a foreign one for junk, and the sampling that suits them. */
export type Specimens = {
  readonly pixelSize: number
  /** Each state at its own angles. */
  readonly states: readonly Scatterers[]
  readonly foreign: Scatterers
  /** Hinges that move; 0 without motion. */
  readonly hinges: number
  /** The atoms of one copy: a state, with its hinges where the copy has them, or the foreign structure. */
  atomsOf(copy: Copy): Scatterers
  /** Of the sphere that holds every state, px. */
  readonly diameter: number
  readonly projector: AtomProjector
}

const FILL = 0.6

export function prepareSpecimens(options: SimulateOptions): Specimens {
  const [first, ...others] = options.structures.map(loadStructure)
  const edits = parseStates(options.states)
  if (others.length > 0 && edits.some(edit => edit.length > 0)) {
    throw new Failure('usage', '--states: several model files are states already', 'give one structure with --states, or several files without')
  }
  const tables = others.length > 0 ? [first, ...others] : edits.map(edit => applyState(first, edit))
  if (options.occupancies && options.occupancies.length !== tables.length) {
    throw new Failure('usage', `--occupancies: ${options.occupancies.length} numbers for ${tables.length} states`, 'give one for every state')
  }
  // One frame for all states: nothing is aligned, so that only what the states change moves.
  const centre = centreOf(first)
  const diameter = 2 * Math.max(...tables.map(table => radius(table, centre)))
  const pixelSize = options.pixelSize ?? Math.ceil((100 * diameter) / (FILL * options.box)) / 100
  if (diameter > options.box * pixelSize) {
    throw new Failure('usage', `--box: the particle, ${Math.round(diameter)} Å, is larger than the box, ${Math.round(options.box * pixelSize)} Å`, `use a pixel size of at least ${(diameter / (FILL * options.box)).toFixed(2)} Å`)
  }
  const states = tables.map(table => scatterers(table, centre, pixelSize))
  const junk = foreignStructure(options)
  const foreign = scatterers(junk, centreOf(junk), pixelSize)
  const hinges = options.motion > 0 ? hingesOf(edits) : []
  const moving = hinges.length > 0 ? edits.map(edit => movingState(first, edit, hinges, centre, pixelSize)) : []
  return {
    pixelSize, states, foreign,
    hinges: hinges.length,
    atomsOf: ({ state, turns }) => (state < 0 ? foreign : turns.length > 0 ? moving[state](turns) : states[state]),
    diameter: diameter / pixelSize,
    projector: atomProjector(options.box, (0.225 * (options.resolution ?? 2 * pixelSize)) / pixelSize),
  }
}

const loadStructure = (name: string): Atoms => (isBundled(name) ? bundledStructure(name) : readAtoms(name))

/** A protein of about the size of albumin that is not what is sorted: albumin, or one S1 of the spike instead of it. */
function foreignStructure({ structures }: SimulateOptions): Atoms {
  return structures.includes('hsa') ? applyState(bundledStructure('spike'), parseStates('keep A:14-685')[0]) : bundledStructure('hsa')
}

function radius(atoms: Atoms, centre: readonly number[]): number {
  let largest = 0
  for (let i = 0; i < atoms.count; i++) {
    const [x, y, z] = [0, 1, 2].map(k => atoms.position[3 * i + k] - centre[k])
    largest = Math.max(largest, Math.hypot(x, y, z))
  }
  return largest
}
