import { Failure } from '../../preload/contract/failure.ts'
import { radians } from '../../preload/contract/units.ts'
import type { Atoms } from '../formats/atoms.ts'
import { matrixFromRotationVector } from '../numerics/rotations.ts'
import { selectAtoms } from './atomWeights.ts'
import type { Point, ResidueRange, State, StateEdit } from './states.ts'

type Vector = readonly [number, number, number]

/** The structure in one of its states. `atoms` is left as it was. Throws a usage Failure where a selection is empty. */
export function applyState(atoms: Atoms, state: State): Atoms {
  return state.reduce(applyEdit, atoms)
}

function applyEdit(atoms: Atoms, edit: StateEdit): Atoms {
  const selected = selection(atoms, edit.atoms)
  if (edit.kind === 'rotate') return rotate(atoms, selected, edit)
  const kept = selectAtoms(atoms, edit.kind === 'keep' ? selected : selected.map(value => 1 - value))
  if (kept.count === 0) throw new Failure('usage', `--states: nothing is left of ${atoms.source}`, 'drop less')
  return kept
}

/** 1 for every atom of the ranges. */
function selection(atoms: Atoms, ranges: readonly ResidueRange[]): Uint8Array {
  const selected = new Uint8Array(atoms.count)
  for (const range of ranges) {
    let found = false
    for (let i = 0; i < atoms.count; i++) {
      if (atoms.chain[i] !== range.chain || atoms.residue[i] < range.from || atoms.residue[i] > range.to) continue
      selected[i] = 1
      found = true
    }
    if (found) continue
    const residues = Number.isFinite(range.from) ? ` with residues ${range.from}-${range.to}` : ''
    throw new Failure('usage', `--states: ${atoms.source} has no chain ${range.chain}${residues}`, `its chains are ${[...new Set(atoms.chain)].join(', ')}`)
  }
  return selected
}

function rotate(atoms: Atoms, selected: Uint8Array, edit: Extract<StateEdit, { kind: 'rotate' }>): Atoms {
  const [origin, axis] = edit.about.length === 2 ? axisThrough(atoms, edit.about) : hinge(atoms, selected, edit.atoms)
  const length = Math.hypot(...axis)
  if (length < 1e-6) throw new Failure('usage', '--states: the axis of a rotation has no direction', 'name two different points with "about"')
  const turn = radians(edit.angle) / length
  const m = matrixFromRotationVector(axis[0] * turn, axis[1] * turn, axis[2] * turn)
  const position = atoms.position.slice()
  for (let i = 0; i < atoms.count; i++) {
    if (selected[i] === 0) continue
    const [x, y, z] = [0, 1, 2].map(k => atoms.position[3 * i + k] - origin[k])
    for (let k = 0; k < 3; k++) position[3 * i + k] = origin[k] + m[3 * k] * x + m[3 * k + 1] * y + m[3 * k + 2] * z
  }
  return { ...atoms, position }
}

function axisThrough(atoms: Atoms, points: readonly Point[]): [Vector, Vector] {
  const [p, q] = points.map(point => ('at' in point ? point.at : mean(atoms, selection(atoms, [point.residue]))))
  return [p, subtract(q, p)]
}

/** The hinge of a moved range: through its neighbours in sequence, at right angles to the moved part and the rest, opening for positive angles. */
function hinge(atoms: Atoms, selected: Uint8Array, ranges: readonly ResidueRange[]): [Vector, Vector] {
  const neighbours = new Uint8Array(atoms.count)
  for (const range of ranges) {
    const outside = [...atoms.residue.keys()].filter(i => atoms.chain[i] === range.chain && selected[i] === 0)
    const before = outside.reduce((best, i) => (atoms.residue[i] < range.from ? Math.max(best, atoms.residue[i]) : best), -Infinity)
    const after = outside.reduce((best, i) => (atoms.residue[i] > range.to ? Math.min(best, atoms.residue[i]) : best), Infinity)
    for (const i of outside) if (atoms.residue[i] === before || atoms.residue[i] === after) neighbours[i] = 1
  }
  if (!neighbours.includes(1)) throw new Failure('usage', '--states: a whole chain has no hinge', 'name the axis: "rotate A 20 about 0/0/0 0/0/1"')
  const origin = mean(atoms, neighbours)
  const moved = subtract(mean(atoms, selected), origin)
  const rest = subtract(mean(atoms, selected.map(value => 1 - value)), origin)
  return [origin, cross(rest, moved)]
}

function mean(atoms: Atoms, selected: Uint8Array): Vector {
  const sum: [number, number, number] = [0, 0, 0]
  let count = 0
  for (let i = 0; i < atoms.count; i++) {
    if (selected[i] === 0) continue
    count++
    for (let k = 0; k < 3; k++) sum[k] += atoms.position[3 * i + k]
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
