import { describe, expect, test } from 'vitest'
import { accuracy, adjustedRandIndex, bestMatching, contingency } from '../../../src/main/numerics/assignment.ts'

const split = (text: string): string[] => text.split('')

describe('contingency', () => {
  test('counts pairs and orders numbers as numbers, before words', () => {
    const table = contingency(['10', '2', '2', 'junk'], ['a', 'b', 'b', 'a'])
    expect(table).toEqual({ rows: ['2', '10', 'junk'], columns: ['a', 'b'], counts: [[0, 2], [1, 0], [1, 0]] })
  })
  test('refuses assignments of different particles', () => {
    expect(() => contingency(['1'], ['1', '2'])).toThrow(RangeError)
  })
})

describe('bestMatching', () => {
  test('is the best of all permutations', () => {
    // The greedy choice takes 9 first and ends with 9 + 0 + 4 = 13; the best is 8 + 7 + 4 = 19.
    const counts = [[9, 8, 0], [7, 0, 1], [3, 2, 4]]
    const permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    const value = (columns: readonly number[]): number => columns.reduce((sum, column, row) => sum + counts[row][column], 0)
    expect(value([...bestMatching(counts)])).toBe(Math.max(...permutations.map(value)))
  })
  test('leaves rows over where columns are fewer, and columns where rows are fewer', () => {
    expect([...bestMatching([[1], [5], [2]])]).toEqual([-1, 0, -1])
    expect([...bestMatching([[1, 5, 2]])]).toEqual([1])
    expect([...bestMatching([[], []])]).toEqual([-1, -1])
  })
})

describe('accuracy', () => {
  test('does not depend on what the classes are called', () => {
    const truth = split('000111222')
    const found = split('331112223').map(label => `class ${label}`)
    const { counts } = contingency(truth, found)
    expect(accuracy(counts, bestMatching(counts))).toBeCloseTo(6 / 9, 12)
  })
  test('a left-over class counts as wrong', () => {
    const { counts } = contingency(split('0011'), split('1111'))
    expect(accuracy(counts, bestMatching(counts))).toBe(0.5)
  })
  test('is not a number without particles', () => {
    expect(accuracy([], new Int32Array())).toBeNaN()
  })
})

describe('adjusted Rand index', () => {
  test('agrees with the worked example of Hubert & Arabie', () => {
    // sklearn.metrics.adjusted_rand_score([0,0,1,1,2,2],[0,0,1,2,2,2]) and ([0,0,1,2],[0,0,1,1])
    expect(adjustedRandIndex(contingency(split('001122'), split('001222')).counts)).toBeCloseTo(0.4444444444, 9)
    expect(adjustedRandIndex(contingency(split('0012'), split('0011')).counts)).toBeCloseTo(0.5714285714, 9)
  })
  test('is 1 for the same partition under other names and 0 for one that says nothing', () => {
    expect(adjustedRandIndex(contingency(split('00112'), split('bbcca')).counts)).toBe(1)
    expect(adjustedRandIndex(contingency(split('0011'), split('1111')).counts)).toBe(0)
    expect(adjustedRandIndex(contingency(split('1111'), split('1111')).counts)).toBe(1)
    expect(adjustedRandIndex(contingency(split('1234'), split('abcd')).counts)).toBe(1)
  })
})
