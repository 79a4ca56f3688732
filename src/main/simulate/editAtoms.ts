import { Failure } from '../../preload/contract/failure.ts'
import { radians } from '../../preload/contract/units.ts'
import type { Atoms } from '../formats/atoms.ts'
import { matrixFromRotationVector } from '../numerics/rotations.ts'
import { gather, rowsOf, selectAtoms } from './atomWeights.ts'
import type { Point, ResidueRange, Rotation, State } from './states.ts'

type Vector = readonly [number, number, number]

/** A rotation with its atoms looked up: `axis` gives a point of the axis and its direction where the atoms are now. */
type Turn = { readonly rows: Uint32Array; readonly axis: (position: Float64Array) => readonly [Vector, Vector] }

/** A structure in one of its states, its selections looked up, so that its angles can be set again and again. */
export type Conformer = {
  readonly atoms: Atoms
  /** Coordinates of `atoms` in Å, [count × 3], with other angles for the state's rotations: degrees, in the order of its edits. */
  position(angles: readonly number[]): Float64Array
}

/** The structure in one of its states. `atoms` is left as it was. Throws a usage Failure where a selection is empty. */
export const applyState = (atoms: Atoms, state: State): Atoms => conformer(atoms, state).atoms

/** The same, to be made with other angles as well. */
export function conformer(atoms: Atoms, state: State): Conformer {
  const present = new Uint8Array(atoms.count).fill(1)
  const turns: Turn[] = []
  const angles: number[] = []
  for (const edit of state) {
    const selected = selection(atoms, present, edit.atoms)
    if (edit.kind === 'rotate') {
      turns.push({ rows: rowsOf(selected), axis: edit.about.length === 2 ? axisThrough(atoms, present, edit.about) : hinge(atoms, present, selected, edit) })
      angles.push(edit.angle)
      continue
    }
    const stays = edit.kind === 'keep' ? 1 : 0
    for (let i = 0; i < present.length; i++) if (selected[i] !== stays) present[i] = 0
    if (!present.includes(1)) throw new Failure('usage', `--states: nothing is left of ${atoms.source}`, 'drop less')
  }
  const rows = rowsOf(present)
  const position = (to: readonly number[]): Float64Array => {
    const moved = atoms.position.slice()
    turns.forEach((turn, i) => rotate(moved, turn, to[i]))
    return rows.length === atoms.count ? moved : gather(moved, rows)
  }
  return { atoms: { ...selectAtoms(atoms, rows), position: position(angles) }, position }
}

/** 1 for every atom of the ranges that is present. */
function selection(atoms: Atoms, present: Uint8Array, ranges: readonly ResidueRange[]): Uint8Array {
  const selected = new Uint8Array(atoms.count)
  for (const range of ranges) {
    let found = false
    for (let i = 0; i < atoms.count; i++) {
      if (present[i] === 0 || atoms.chain[i] !== range.chain || atoms.residue[i] < range.from || atoms.residue[i] > range.to) continue
      selected[i] = 1
      found = true
    }
    if (found) continue
    const residues = Number.isFinite(range.from) ? ` with residues ${range.from}-${range.to}` : ''
    const chains = new Set(atoms.chain.filter((_, i) => present[i] === 1))
    throw new Failure('usage', `--states: ${atoms.source} has no chain ${range.chain}${residues}`, `its chains are ${[...chains].join(', ')}`)
  }
  return selected
}

function rotate(position: Float64Array, { rows, axis: axisOf }: Turn, angle: number): void {
  const [origin, axis] = axisOf(position)
  const length = Math.hypot(...axis)
  if (length < 1e-6) throw new Failure('usage', '--states: the axis of a rotation has no direction', 'name two different points with "about"')
  const turn = radians(angle) / length
  const m = matrixFromRotationVector(axis[0] * turn, axis[1] * turn, axis[2] * turn)
  for (const i of rows) {
    const x = position[3 * i] - origin[0]
    const y = position[3 * i + 1] - origin[1]
    const z = position[3 * i + 2] - origin[2]
    for (let k = 0; k < 3; k++) position[3 * i + k] = origin[k] + m[3 * k] * x + m[3 * k + 1] * y + m[3 * k + 2] * z
  }
}

function axisThrough(atoms: Atoms, present: Uint8Array, points: readonly Point[]): Turn['axis'] {
  const [from, to] = points.map((point): ((position: Float64Array) => Vector) => {
    if ('at' in point) return () => point.at
    const rows = rowsOf(selection(atoms, present, [point.residue]))
    return position => mean(position, rows)
  })
  return position => {
    const origin = from(position)
    return [origin, subtract(to(position), origin)]
  }
}

/** The hinge of a moved range: through its neighbours in sequence, at right angles to the moved part and the rest, opening for positive angles. */
function hinge(atoms: Atoms, present: Uint8Array, selected: Uint8Array, { atoms: ranges }: Rotation): Turn['axis'] {
  const neighbours = new Uint8Array(atoms.count)
  const others = present.map((value, i) => value - selected[i])
  for (const range of ranges) {
    const outside = rowsOf(others).filter(i => atoms.chain[i] === range.chain)
    const before = outside.reduce((best, i) => (atoms.residue[i] < range.from ? Math.max(best, atoms.residue[i]) : best), -Infinity)
    const after = outside.reduce((best, i) => (atoms.residue[i] > range.to ? Math.min(best, atoms.residue[i]) : best), Infinity)
    for (const i of outside) if (atoms.residue[i] === before || atoms.residue[i] === after) neighbours[i] = 1
  }
  if (!neighbours.includes(1)) throw new Failure('usage', '--states: a whole chain has no hinge', 'name the axis: "rotate A 20 about 0/0/0 0/0/1"')
  const [at, moved, rest] = [neighbours, selected, others].map(rowsOf)
  return position => {
    const origin = mean(position, at)
    return [origin, cross(subtract(mean(position, rest), origin), subtract(mean(position, moved), origin))]
  }
}

function mean(position: Float64Array, rows: Uint32Array): Vector {
  let [x, y, z] = [0, 0, 0]
  for (const i of rows) {
    x += position[3 * i]
    y += position[3 * i + 1]
    z += position[3 * i + 2]
  }
  return [x / rows.length, y / rows.length, z / rows.length]
}

const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
