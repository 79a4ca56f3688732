import type { Atoms } from '../formats/atoms.ts'

/** Some of the atoms, as a new table. */
export function selectAtoms(atoms: Atoms, kept: Uint32Array): Atoms {
  return {
    count: kept.length,
    source: atoms.source,
    element: Array.from(kept, i => atoms.element[i]),
    chain: Array.from(kept, i => atoms.chain[i]),
    residue: Int32Array.from(kept, i => atoms.residue[i]),
    position: gather(atoms.position, kept),
  }
}

/** The numbers of the atoms for which `keep` is 1, ascending. */
export function rowsOf(keep: Uint8Array): Uint32Array {
  const rows = new Uint32Array(keep.length)
  let count = 0
  for (let i = 0; i < keep.length; i++) if (keep[i] === 1) rows[count++] = i
  return rows.slice(0, count)
}

/** The coordinates of some atoms, [rows × 3], in a new array. */
export function gather(position: Float64Array, rows: Uint32Array): Float64Array {
  const out = new Float64Array(3 * rows.length)
  rows.forEach((from, to) => out.set(position.subarray(3 * from, 3 * from + 3), 3 * to))
  return out
}

const SYMBOLS = `H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr
Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt
Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U`.toUpperCase().split(/\s+/)
const ATOMIC_NUMBER: ReadonlyMap<string, number> = new Map([...SYMBOLS.map((symbol, i) => [symbol, i + 1] as const), ['D', 1]])

/** Electrons of the neutral atom; an element that is not known counts as carbon, the commonest. */
export const electrons = (element: string): number => ATOMIC_NUMBER.get(element.toUpperCase()) ?? 6

/** Centre weighted by electrons. */
export function centreOf(atoms: Atoms): [number, number, number] {
  const sum = [0, 0, 0]
  let weight = 0
  for (let i = 0; i < atoms.count; i++) {
    const w = electrons(atoms.element[i])
    weight += w
    for (let axis = 0; axis < 3; axis++) sum[axis] += w * atoms.position[3 * i + axis]
  }
  return [sum[0] / weight, sum[1] / weight, sum[2] / weight]
}
