import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { resourcePath } from '../numerics/resources.ts'
import type { Atoms } from '../formats/atoms.ts'

/** Structures that come with the program; tables made by scripts/structures.ts from PDB entries (CC0). */
export const BUNDLED = {
  hsa: 'human serum albumin, PDB entry 1AO6, chain A',
  spike: 'SARS-CoV-2 spike ectodomain, closed, PDB entry 6VXX, chains A, B and C',
} as const
export type BundledName = keyof typeof BUNDLED

export const isBundled = (name: string): name is BundledName => Object.hasOwn(BUNDLED, name)

export function bundledStructure(name: BundledName): Atoms {
  const path = resourcePath('structures', `${name}.csv.gz`)
  const rows = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n').filter(line => !line.startsWith('#')).slice(1)
  const cells = rows.map(row => row.split(','))
  return {
    count: cells.length,
    source: name,
    element: cells.map(row => row[0]),
    chain: cells.map(row => row[1]),
    residue: Int32Array.from(cells, row => Number(row[2])),
    position: Float64Array.from(cells.flatMap(row => row.slice(3, 6)), Number),
  }
}
