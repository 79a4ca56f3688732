import { expect, test } from 'vitest'
import { seededRandom } from '../../src/main/numerics/rng.ts'

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const numbers = (seed: number): number[] => draw(50, seededRandom(seed).uniform)

test('the same seed repeats, another differs', () => {
  expect(numbers(7)).toEqual(numbers(7))
  expect(numbers(7)).not.toEqual(numbers(8))
})

test('uniform and normal numbers have the moments they must have', () => {
  const random = seededRandom(3)
  const uniform = draw(200_000, random.uniform)
  expect(Math.min(...uniform.slice(0, 1000))).toBeGreaterThanOrEqual(0)
  expect(mean(uniform)).toBeCloseTo(0.5, 2)
  expect(mean(uniform.map(value => (value - 0.5) ** 2))).toBeCloseTo(1 / 12, 3)
  const normal = draw(200_000, random.normal)
  expect(Math.abs(mean(normal))).toBeLessThan(0.01)
  expect(mean(normal.map(value => value ** 2))).toBeCloseTo(1, 1.5)
  expect(Math.abs(mean(normal.map(value => value ** 4)) - 3)).toBeLessThan(0.1)
  // Neighbours are independent, although they come in pairs.
  expect(Math.abs(mean(normal.slice(1).map((value, i) => value * normal[i])))).toBeLessThan(0.01)
})

test('integer covers 0 … n − 1 evenly', () => {
  const random = seededRandom(5)
  const counts = Array.from({ length: 7 }, () => 0)
  for (let i = 0; i < 70_000; i++) counts[random.integer(7)]++
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
})

test('a permutation holds every number once, and each place gets every number', () => {
  const random = seededRandom(11)
  expect([...random.permutation(100)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
  const first = draw(8000, () => random.permutation(4)[0])
  for (let value = 0; value < 4; value++) expect(Math.abs(first.filter(v => v === value).length - 2000)).toBeLessThan(200)
})

test('a fork depends on its label, not on how much was drawn before, and is independent of its parent', () => {
  const random = seededRandom(1)
  const early = draw(5, random.fork('noise').uniform)
  draw(1000, random.uniform)
  expect(draw(5, random.fork('noise').uniform)).toEqual(early)
  expect(draw(5, random.fork('pose').uniform)).not.toEqual(early)
  const [a, b] = [random.fork(0), random.fork(1)]
  expect(Math.abs(mean(draw(100_000, () => a.normal() * b.normal())))).toBeLessThan(0.015)
})
