import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { rowNumbers, readAssignment } from '../../../src/main/core/assignments.ts'
import type { Assignment } from '../../../src/main/core/assignments.ts'
import { finder } from '../../../src/main/core/compareAssignments.ts'
import { columnOf, comparePairs, referenceOf, testPairs } from '../../../src/main/core/compareMany.ts'
import { codedLabels } from '../../../src/main/numerics/assignment.ts'

const list = (labels: string, image?: readonly string[]): Assignment =>
  ({ path: 'x.csv', labels: labels.split(''), keys: { index: rowNumbers(labels.length), ...(image && { image }) } })
const columns = (...labels: readonly string[]) => labels.map(one => codedLabels(one.split('')))
/** "ab-": letters are classes, "-" a particle that is not listed. */
const partial = (labels: string) => {
  const coded = codedLabels([...labels].filter(label => label !== '-'))
  let at = 0
  return { labels: coded.labels, codes: Int32Array.from(labels, label => (label === '-' ? -1 : coded.codes[at++])) }
}

describe('pairs', () => {
  test('have the adjusted Rand index and the matched accuracy worked out by hand', () => {
    // Pairs of particles: 2 of 6 together in the first, 1 in the second, 1 in both; expected 1/3, at most 3/2: (1 − 1/3) / (3/2 − 1/3) = 4/7.
    const [first, , last] = comparePairs(columns('0011', '0012', 'bbaa'), null)
    expect(first).toMatchObject({ a: 0, b: 1, particles: 4, agreement: 3 / 4 })
    expect(first.ari).toBeCloseTo(4 / 7, 12)
    expect(last).toMatchObject({ a: 1, b: 2, agreement: 3 / 4 })
    expect(comparePairs(columns('0011', 'bbaa'), null)).toMatchObject([{ agreement: 1, ari: 1, matching: { 0: 'b', 1: 'a' } }])
    // Halves across halves: no pair is together in both; (0 − 2/3) / (2 − 2/3) = −1/2.
    const [across] = comparePairs(columns('0011', '0101'), null)
    expect(across.agreement).toBe(1 / 2)
    expect(across.ari).toBeCloseTo(-1 / 2, 12)
  })

  test('are of the particles that both list', () => {
    const pairs = comparePairs([partial('aabb--'), partial('--cddd'), partial('----ee')], null)
    expect(pairs.map(({ a, b, particles }) => [a, b, particles])).toEqual([[0, 1, 2], [0, 2, 0], [1, 2, 2]])
    expect(pairs[0].table).toEqual({ rows: ['b'], columns: ['c', 'd'], counts: [[1, 1]] })
    expect(pairs[1].agreement).toBeNaN()
  })

  test('have the truth as rows, and its junk decides nothing', () => {
    const truth = codedLabels(['a', 'a', 'b', 'b', 'junk']), found = codedLabels(['1', '1', '2', '1', '2'])
    const [pair] = comparePairs([found, truth], 1)
    expect(pair).toMatchObject({ a: 1, b: 0, particles: 4, agreement: 3 / 4, table: { rows: ['a', 'b', 'junk'], counts: [[2, 0], [1, 1], [0, 1]] } })
    expect(comparePairs([found, truth], null)).toMatchObject([{ a: 0, b: 1, particles: 5 }])
  })
})

describe('McNemar’s test against a truth', () => {
  // 24 particles: the first is wrong in the last 2, the second in the first 10, both are right in 12.
  const truth = 'ab'.repeat(12), swap = (label: string): string => (label === 'a' ? 'b' : 'a')
  const wrong = (from: number, to: number): string => Array.from(truth, (label, i) => (i >= from && i < to ? swap(label) : label)).join('')

  test('counts whom one alone has right, and has the exact p-value', () => {
    const all = columns(wrong(22, 24), truth, wrong(0, 10).replaceAll('a', '2').replaceAll('b', '1')), pairs = comparePairs(all, 1)
    expect(pairs.map(({ agreement }) => agreement)).toEqual([22 / 24, 12 / 24, 14 / 24])
    const [{ p, ...test }] = testPairs(all, 1, pairs)
    expect(test).toEqual({ a: 0, b: 2, particles: 24, onlyA: 10, onlyB: 2 })
    // 2 (C(12,0) + C(12,1) + C(12,2)) / 2¹² = 158 / 4096
    expect(p).toBeCloseTo(158 / 4096, 14)
  })

  test('goes by particles that all three list and the truth does not call junk', () => {
    const all = [codedLabels(['a', 'a', 'b', 'b', 'junk', 'a']), partial('112211'), partial('33443-')]
    expect(testPairs(all, 0, comparePairs(all, 0))).toEqual([{ a: 1, b: 2, particles: 4, onlyA: 0, onlyB: 0, p: 1 }])
  })

  test('a class that the truth’s classes are not matched with is wrong', () => {
    const all = columns('aaab', 'aaab', 'xxyz')
    const pairs = comparePairs(all, 0)
    expect(testPairs(all, 0, pairs)).toEqual([{ a: 1, b: 2, particles: 4, onlyA: 1, onlyB: 0, p: 1 }])
  })
})

test('rows in any order are found through the assignment that knows most of its particles', () => {
  const images = ['1@s.mrcs', '2@s.mrcs', '3@s.mrcs'], table = list('abc'), ours = list('123', images), theirs = list('zyx', images.toReversed())
  expect(referenceOf([table, ours, theirs])).toBe(ours)
  expect(referenceOf([table, list('cba')])).toBe(table)
  const find = finder(ours), all = [table, ours, theirs].map(one => columnOf(one, find(one)))
  expect(all.map(({ labels, codes }) => Array.from(codes, code => labels[code]).join(''))).toEqual(['abc', '123', 'xyz'])
  expect(find(theirs)).toEqual({ by: 'image', rows: Int32Array.of(2, 1, 0), shared: 3 })
})

test('a pickle is refused with the line that writes it as CSV', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-pickle-')), path = join(folder, 'labels.pkl')
  afterAll(() => rmSync(folder, { recursive: true }))
  writeFileSync(path, '')
  let advice = ''
  try {
    readAssignment(path)
  } catch (error) {
    advice = (error as { advice: string }).advice
  }
  expect(advice).toContain(`python3 -c "import pickle; print('index,class', *(f'{i},{c}' for i, c in enumerate(pickle.load(open('labels.pkl', 'rb')), 1)), sep='\\n')" > labels.csv`)
})
