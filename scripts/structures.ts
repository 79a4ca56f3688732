/**
 * Makes resources/structures from the PDB entries in ../shared/data: `node scripts/structures.ts`.
 * Only what a simulation needs is kept: element, chain, residue number and coordinates of the protein's atoms.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const sources = [
  { name: 'hsa', file: '1ao6.pdb', chains: 'A', entry: '1AO6', title: 'human serum albumin, chain A' },
  { name: 'spike', file: '6vxx.pdb.gz', chains: 'ABC', entry: '6VXX', title: 'SARS-CoV-2 spike ectodomain, closed, chains A, B, C, without sugars' },
]

mkdirSync(join(root, 'resources', 'structures'), { recursive: true })
for (const { name, file, chains, entry, title } of sources) {
  const bytes = readFileSync(join(root, '..', 'shared', 'data', file))
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')
  // Columns of the PDB format, version 3.3: chain 22, residue 23-26, x y z 31-54, element 77-78.
  const rows = text.split('\n').filter(line => line.startsWith('ATOM') && chains.includes(line[21])).map(line => {
    const coordinates = [30, 38, 46].map(at => Number(line.slice(at, at + 8)).toFixed(2))
    return [line.slice(76, 78).trim(), line[21], Number(line.slice(22, 26)), ...coordinates].join(',')
  })
  const table = [`# PDB entry ${entry}, ${title}; CC0, https://www.rcsb.org/structure/${entry}`, 'element,chain,residue,x,y,z', ...rows, ''].join('\n')
  writeFileSync(join(root, 'resources', 'structures', `${name}.csv.gz`), gzipSync(table, { level: 9 }))
  process.stdout.write(`${name}: ${rows.length} atoms\n`)
}
