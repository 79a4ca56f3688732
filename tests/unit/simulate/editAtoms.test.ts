import { expect, test } from 'vitest'
import type { Atoms } from '../../../src/main/formats/atoms.ts'
import { applyState } from '../../../src/main/simulate/editAtoms.ts'
import { bundledStructure } from '../../../src/main/simulate/structures.ts'
import { parseStates } from '../../../src/main/simulate/states.ts'

const hsa = bundledStructure('hsa')
const edited = (text: string): Atoms => applyState(hsa, parseStates(text)[0])
const at = (atoms: Atoms, i: number): number[] => [...atoms.position.subarray(3 * i, 3 * i + 3)]
const apart = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((value, k) => value - b[k]))
const centre = (atoms: Atoms, from: number, to: number): number[] => {
  const rows = [...atoms.residue.keys()].filter(i => atoms.residue[i] >= from && atoms.residue[i] <= to)
  return [0, 1, 2].map(k => rows.reduce((sum, i) => sum + atoms.position[3 * i + k], 0) / rows.length)
}
/** Root mean square displacement of residues. */
const moved = (atoms: Atoms, from: number, to: number): number => {
  const rows = [...atoms.residue.keys()].filter(i => atoms.residue[i] >= from && atoms.residue[i] <= to)
  return Math.sqrt(rows.reduce((sum, i) => sum + apart(at(atoms, i), at(hsa, i)) ** 2, 0) / rows.length)
}

test('the bundled structures are the entries that they are named after', () => {
  expect(hsa.count).toBe(4599)
  const spike = bundledStructure('spike')
  expect(spike.count).toBe(22812)
  expect([...new Set(spike.chain)]).toEqual(['A', 'B', 'C'])
  // First atom of 1AO6: N of serine 5.
  expect([hsa.element[0], hsa.residue[0], ...at(hsa, 0)]).toEqual(['N', 5, 56.65, 51.02, 34.14])
})

test('a hinge moves its range as one rigid body and nothing else, and leaves the input as it was', () => {
  const before = hsa.position.slice()
  const open = edited('rotate A:5-197 20')
  expect(hsa.position).toEqual(before)
  expect(moved(open, 198, 600)).toBe(0)
  expect(moved(open, 5, 197)).toBeGreaterThan(5)
  for (const [i, j] of [[0, 700], [33, 1200], [500, 1400]]) expect(apart(at(open, i), at(open, j))).toBeCloseTo(apart(at(hsa, i), at(hsa, j)), 9)
  // Next to the hinge almost nothing moves.
  expect(moved(open, 197, 197)).toBeLessThan(2.5)
})

const distance = (atoms: Atoms): number => apart(centre(atoms, 5, 197), centre(atoms, 198, 600))

test('positive angles open, negative ones close, and back again is where it was', () => {
  expect(distance(edited('rotate A:5-197 20'))).toBeGreaterThan(distance(hsa) + 1)
  expect(distance(edited('rotate A:5-197 -20'))).toBeLessThan(distance(hsa) - 1)
  expect(moved(edited('rotate A:5-197 20 about A:198 A:300, rotate A:5-197 -20 about A:198 A:300'), 5, 600)).toBeLessThan(1e-9)
})

test('an axis is right-handed and runs through its points', () => {
  const turned = edited('rotate A:5-5 90 about 0/0/0 0/0/2')
  const [x, y, z] = at(hsa, 0)
  const now = at(turned, 0)
  expect(now[0]).toBeCloseTo(-y, 9)
  expect(now[1]).toBeCloseTo(x, 9)
  expect(now[2]).toBeCloseTo(z, 9)
  // A residue on its own axis stays where it is.
  expect(apart(centre(edited('rotate A:5-100 70 about A:50 A:300'), 50, 50), centre(hsa, 50, 50))).toBeLessThan(1e-9)
})

test('missing and kept atoms add up to all', () => {
  const without = edited('drop A:5-105+A:300-320')
  const only = edited('keep A:5-105+A:300-320')
  expect(without.count + only.count).toBe(hsa.count)
  expect(without.residue.some(residue => residue <= 105)).toBe(false)
  expect(only.element).toHaveLength(only.count)
  expect(at(only, 0)).toEqual(at(hsa, 0))
})

test.each([
  ['drop B', 'no chain B', 'its chains are A'],
  ['drop A:900-950', 'no chain A with residues 900-950', 'its chains are A'],
  ['drop A', 'nothing is left', ''],
  ['rotate A 20', 'a whole chain has no hinge', 'about'],
  ['rotate A:5-9 20 about A:7 A:7', 'no direction', ''],
])('"%s" is refused in one line', (text, what, fix) => {
  expect(() => edited(text)).toThrow(what)
  try {
    edited(text)
  } catch (error) {
    expect((error as { line: string }).line).toContain(fix)
  }
})
