import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readAssignment } from '../../../src/main/core/assignments.ts'
import { readCs, writeCs } from '../../../src/main/formats/cs.ts'
import { agreementOf, joinLabels } from '../../../src/main/core/compareAssignments.ts'
import { scoreAgainst } from '../../../src/main/core/scoring.ts'

const folder = mkdtempSync(join(tmpdir(), 'cgr-compare-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const star = (name: string, rows: readonly (readonly [string, number])[]): string =>
  file(name, `# version 30001\n\ndata_particles\n\nloop_\n_rlnImageName #1\n_rlnClassNumber #2\n${rows.map(row => row.join(' ')).join('\n')}\n\n`)

describe('readAssignment', () => {
  test('a .cs file: a particle of posterior zero is junk', () => {
    const cs = readCs(join(import.meta.dirname, '../../../../shared/data/interop/cryosparc_P12_J24_001_particles.cs'))
    const path = join(folder, 'classified.cs'), rows = Array.from({ length: 2019 }, (_, row) => row)
    writeCs(path, cs, [
      { name: 'alignments3D/class', dtype: '<u4', values: rows.map(row => (row === 3 ? 2 : row % 2)) },
      { name: 'alignments3D/class_posterior', dtype: '<f4', values: rows.map(row => (row === 3 ? 0 : 0.9)) },
    ])
    expect(readAssignment(path).labels.slice(0, 5)).toEqual(['0', '1', '0', 'junk', '0'])
  })
  test('a star file: class 0 is junk, images are known by slice and stack whatever the zeros', () => {
    const { labels, keys } = readAssignment(star('a.star', [['000001@s.mrcs', 2], ['2@s.mrcs', 0]]))
    expect(labels).toEqual(['2', 'junk'])
    expect(keys).toEqual({ index: ['1', '2'], image: ['1@s.mrcs', '2@s.mrcs'] })
  })
  test('a csv file: classes count from anything, -1 is junk, indices are kept', () => {
    expect(readAssignment(file('a.csv', 'index,class\n3,0\n1,1\n2,-1\n'))).toMatchObject({ labels: ['0', '1', 'junk'], keys: { index: ['3', '1', '2'] } })
    expect(readAssignment(file('b.csv', '\uFEFF"class"\r\nopen\r\nclosed\r\n'))).toMatchObject({ labels: ['open', 'closed'], keys: { index: ['1', '2'] } })
  })
  test('a csv file with quoted cells: commas, quotes and line breaks in them', () => {
    expect(readAssignment(file('q.csv', 'index,note,class\n1,"a, b","up, ""bent"""\n2,"two\nlines",down\n')).labels).toEqual(['up, "bent"', 'down'])
    expect(() => readAssignment(file('open.csv', 'index,class\n1,"up\n2,down\n'))).toThrow(/open\.csv, line 3: quotes that do not close/)
    expect(() => readAssignment(file('late.csv', 'index,note,class\n1,"two\nlines",down\n2,\n'))).toThrow(/late\.csv, line 4: 2 cells under 3 headings/)
  })
  test('a csv file of posteriors: the most probable class, counted from 1; none for junk', () => {
    expect(readAssignment(file('p.csv', 'index,class_1,class_2\n1,0.2,0.8\n2,0,0\n3,0.6,0.4\n')).labels).toEqual(['2', 'junk', '1'])
  })
  test('a real cryoSPARC file is keyed by uid', () => {
    const { labels, keys } = readAssignment(join(import.meta.dirname, '../../../../shared/data/interop/cryosparc_P12_J24_001_particles.cs'))
    expect(keys.uid).toHaveLength(labels.length)
    expect(new Set(keys.uid).size).toBe(labels.length)
    expect(Number(keys.uid![0]) > 2 ** 53).toBe(true)
  })
  test.each([
    ['no heading', '1,2\n2,1\n', /line 1: columns "1,2"/],
    ['an index that is none', 'index,class\n0,1\n', /line 2: index "0"/],
    ['a short line', 'index,class\n1,1\n2\n', /line 3: 1 cells under 2 headings/],
    ['no rows', 'index,class\n', /no particles/],
    ['no class', 'index,class\n1,\n', /line 2: no class/],
    ['a posterior that is none', 'index,a,b\n1,0.5,x\n', /line 2: a posterior is not a number/],
  ])('refuses a csv file with %s', (_, text, message) => {
    expect(() => readAssignment(file('bad.csv', text))).toThrow(message)
  })
  test('refuses files that are absent, of another kind or without classes', () => {
    expect(() => readAssignment(join(folder, 'none.star'))).toThrow(/no such file/)
    expect(() => readAssignment(file('a.txt', 'x'))).toThrow(/not an assignment/)
    expect(() => readAssignment(file('n.star', 'data_\nloop_\n_rlnImageName #1\n1@a.mrcs\n'))).toThrow(/no column _rlnClassNumber/)
  })
})

describe('joinLabels', () => {
  test('goes by image where both know it, so that order and missing rows do not matter', () => {
    const a = readAssignment(star('a.star', [['1@s.mrcs', 1], ['2@s.mrcs', 2], ['3@s.mrcs', 1]]))
    const b = readAssignment(star('b.star', [['000003@s.mrcs', 5], ['000001@s.mrcs', 6]]))
    expect(joinLabels(a, b)).toEqual({ by: 'image', a: ['1', '1'], b: ['6', '5'], onlyA: 1, onlyB: 0 })
  })
  test('goes by row number otherwise', () => {
    const a = readAssignment(star('a.star', [['1@s.mrcs', 1], ['2@s.mrcs', 2]]))
    const b = readAssignment(file('b.csv', 'index,class\n2,7\n9,7\n'))
    expect(joinLabels(a, b)).toEqual({ by: 'index', a: ['2'], b: ['7'], onlyA: 1, onlyB: 1 })
  })
  test('refuses particles that are listed twice, and files of different particles', () => {
    const a = readAssignment(star('a.star', [['1@s.mrcs', 1], ['01@s.mrcs', 2]]))
    expect(() => joinLabels(a, a)).toThrow(/row 2: the particle with image 1@s.mrcs is listed a second time/)
    expect(() => joinLabels(readAssignment(star('b.star', [['1@x.mrcs', 1]])), readAssignment(star('c.star', [['1@y.mrcs', 1]])))).toThrow(/no particle \(by image\)/)
  })
})

describe('agreementOf', () => {
  test('junk is matched with nothing but junk, and decides nothing where the truth says so', () => {
    const truth = ['0', '0', '1', '1', 'junk', 'junk']
    const found = ['2', 'junk', '1', '1', 'junk', '1']
    const scored = agreementOf(truth, found, true)
    expect(scored.matching).toEqual({ 0: '2', 1: '1', junk: 'junk' })
    expect([scored.agreement, scored.particles]).toEqual([0.75, 4])
    expect(scored.table.counts).toEqual([[0, 1, 1], [2, 0, 0], [1, 0, 1]])
    expect(agreementOf(truth, found, false).agreement).toBeCloseTo(4 / 6, 12)
  })
  test('a class that is all junk on the other side stays unmatched', () => {
    expect(agreementOf(['0', '0', '1'], ['junk', 'junk', '1'], true)).toMatchObject({ agreement: 1 / 3, matching: { 1: '1' } })
  })
})

test('scoring: particles that the truth leaves out do not count, good ones taken for junk are wrong', () => {
  const truth = readAssignment(file('truth.csv', 'index,class\n1,0\n2,0\n3,1\n4,1\n9,1\n'))
  const { truth: score, notInInput } = scoreAgainst(truth, { count: 6, classes: 2, classNumber: Int32Array.of(2, 0, 1, 1, 1, 0), posteriors: Float32Array.of(0, 1, 0, 0, 0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0, 0), rules: [] }, 'particles.star')
  expect(score).toMatchObject({ particles: 4, accuracy: 0.75, confusion: { truthLabels: ['0', '1'], classLabels: ['1', '2', 'junk'], counts: [[0, 1, 1], [2, 0, 0]] } })
  expect(notInInput).toBe(1)
})
