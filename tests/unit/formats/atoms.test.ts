import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readAtoms, type Atoms } from '../../../src/main/formats/atoms.ts'
import { failureOf, scratchFolder, shared } from './support.ts'

const folder = scratchFolder()
const path = join(folder, 'x')
const read = (text: string | Uint8Array): Atoms => {
  writeFileSync(path, text)
  return readAtoms(path)
}
/** A PDB line with its columns where the format puts them. */
const pdb = (fields: Partial<Record<'record' | 'name' | 'alt' | 'residueName' | 'chain' | 'residue' | 'x' | 'element', string>>): string => {
  const { record = 'ATOM', name = ' CA ', alt = ' ', residueName = 'ALA', chain = 'A', residue = '1', x = '1.000', element = 'C' } = fields
  return `${record.padEnd(6)}${'1'.padStart(5)} ${name}${alt}${residueName.padStart(3)} ${chain}${residue.padStart(4)}    ${x.padStart(8)}${'2.000'.padStart(8)}${'-3.500'.padStart(8)}  1.00 10.00          ${element.padStart(2)}\n`
}

describe('real entries', () => {
  test('1AO6, chain A', () => {
    const atoms = readAtoms(shared('1ao6.pdb'))
    const lines = readFileSync(shared('1ao6.pdb'), 'utf8').split('\n').filter(line => line.startsWith('ATOM'))
    expect(atoms.count).toBe(lines.length)
    expect([atoms.element[0], atoms.chain[0], atoms.residue[0], ...atoms.position.subarray(0, 3)]).toEqual(['N', 'A', 5, 56.653, 51.017, 34.141])
    expect(atoms.residue.at(-1)).toBe(582)
  })
  test('6VXX, packed', () => {
    const atoms = readAtoms(shared('6vxx.pdb.gz'))
    expect([atoms.count, [...new Set(atoms.chain)], [...new Set(atoms.element)].toSorted()]).toEqual([22812, ['A', 'B', 'C'], ['C', 'N', 'O', 'S']])
    expect([...atoms.position.subarray(0, 3)]).toEqual([171.646, 251.874, 224.877])
  })
})

describe('PDB', () => {
  test('first model, first alternative, no water, elements from the name where the columns are empty', () => {
    const atoms = read([
      'MODEL        1\n', pdb({ alt: 'B', x: '1.5' }), pdb({ alt: 'A', x: '2.5' }), pdb({ alt: 'A', residue: '2' }), pdb({ record: 'HETATM', residueName: 'HOH', name: ' O  ' }),
      pdb({ name: ' N  ', element: '  ', residue: '-3' }), pdb({ record: 'HETATM', name: 'FE  ', element: '', residueName: 'HEM' }), pdb({ name: '1HB ', element: '' }), 'ENDMDL\n', 'MODEL        2\n', pdb({}),
    ].join(''))
    expect([atoms.count, atoms.element, [...atoms.residue]]).toEqual([5, ['C', 'C', 'N', 'FE', 'H'], [1, 2, -3, 1, 1]])
    expect([atoms.position[0], atoms.position[2]]).toEqual([1.5, -3.5])
  })
  test.each([
    ['a cut line', pdb({}) + pdb({}).slice(0, 40), 'line 2: the line ends in column 40'],
    ['a word for a number', pdb({ x: 'abc' }), 'line 1: coordinate "abc"'],
    ['NaN', pdb({ x: 'nan' }), 'line 1: coordinate "nan"'],
    ['no coordinate', pdb({ x: '' }), 'line 1: coordinate ""'],
    ['a strange residue number', pdb({ residue: 'A0' }), 'line 1: residue number "A0"'],
    ['no atoms', 'HEADER\nEND\n', 'no atoms'],
    ['nothing', '', 'no atoms'],
    ['bytes', '\0\0', 'NUL byte'],
  ])('%s', (_, text, words) => {
    expect(failureOf(() => read(text), path).line).toContain(words)
  })
})

describe('mmCIF', () => {
  const head = '# made by hand\ndata_X\n_entry.id X\n_struct.title\n;a title\n_atom_site.trap\nloop_\n;\nloop_\n_other.a\n1\n#\nloop_\n'
  const labels = ['group_PDB', 'type_symbol', 'label_atom_id', 'label_alt_id', 'label_comp_id', 'label_asym_id', 'label_seq_id', 'auth_asym_id', 'auth_seq_id', 'Cartn_x', 'Cartn_y', 'Cartn_z', 'pdbx_PDB_model_num']
  const loop = `${head}${labels.map(label => `_atom_site.${label}\n`).join('')}`
  test('authors’ numbers, quotes, rows over two lines, text fields, first model and alternative', () => {
    const atoms = read(`${loop}ATOM C CA . ALA A 1 X 101 1.0 2.0 3.0 1\nHETATM Fe "FE'" A HEM B . X 5 4 5\n6 1\nHETATM Fe "FE'" B HEM B . X 5 4.5 5 6 1\nHETATM O O . HOH C . X 9 0 0 0 1\nATOM C CA . ALA A 1 X 101 9 9 9 2\n#\nloop_\n_atom_site_x.y\n7\n`)
    expect([atoms.element, atoms.chain, [...atoms.residue], [...atoms.position]]).toEqual([['C', 'FE'], ['X', 'X'], [101, 5], [1, 2, 3, 4, 5, 6]])
  })
  test('the same atoms as the PDB file they were written from, packed too', () => {
    const lines = gunzipSync(readFileSync(shared('6vxx.pdb.gz'))).toString().split('\n').filter(line => line.startsWith('ATOM'))
    const rows = lines.map(line => `ATOM ${line.slice(76, 78).trim()} "${line.slice(12, 16).trim()}" . ${line.slice(17, 20)} ${line[21]} 1 ${line[21]} ${line.slice(22, 26)} ${line.slice(30, 38)} ${line.slice(38, 46)} ${line.slice(46, 54)} 1`)
    const [fromCif, fromPdb] = [read(gzipSync(`${loop}${rows.join('\n')}\n`)), readAtoms(shared('6vxx.pdb.gz'))]
    expect({ ...fromCif, source: '' }).toEqual({ ...fromPdb, source: '' })
  })
  test.each([
    ['cut in a row', `${loop}ATOM C CA . ALA A 1 X 101 1.0 2.0 3.0 1\nATOM C CA`, 'line 28: 3 values for 13 labels'],
    ['no coordinates', 'data_X\nloop_\n_atom_site.id\n1\n', 'line 4: atom_site has no Cartn_x, Cartn_y, Cartn_z'],
    ['a text without end', `${loop}ATOM\n;never\n`, 'line 28: a text that begins'],
    ['no loop', 'data_X\n_entry.id X\n', 'no atom_site loop'],
    ['unknown coordinate', `${loop}ATOM C CA . ALA A 1 X 101 ? 2.0 3.0 1\n`, 'line 27: coordinate ""'],
    ['labels without rows', loop, 'no atoms'],
  ])('%s', (_, text, words) => {
    expect(failureOf(() => read(text), path).line).toContain(words)
  })
})
