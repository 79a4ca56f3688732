import { expect, test } from 'vitest'
import { principalComponents } from '../../src/main/numerics/principalComponents.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, v, i) => sum + v * b[i], 0)

test('a line in a plane is one component that explains all', () => {
  const { values, variance } = principalComponents(Float32Array.of(0, 0, 3, 4, 6, 8), 2, 2)
  expect([...values.subarray(0, 3)]).toEqual([-5, 0, 5].map(v => expect.closeTo(v, 5)))
  expect([...values.subarray(3)]).toEqual([0, 0, 0].map(v => expect.closeTo(v, 5)))
  expect([...variance]).toEqual([expect.closeTo(1, 10), expect.closeTo(0, 10)])
})

test('of particles with known axes they are those axes, uncorrelated, of mean 0, and their shares add up', () => {
  const random = seededRandom(1), rows = 5000, width = 6, deviation = [5, 3, 2, 1, 0.5, 0.1]
  const hidden = Float64Array.from({ length: rows * width }, (_, i) => deviation[i % width] * random.normal())
  // A rotation of the first column into the others (Householder), which is its own inverse, and a place far from the origin.
  const normal = Array.from({ length: width }, (_, i) => (i + 1) / Math.sqrt(91))
  const table = Float32Array.from({ length: rows * width }, (_, at) => {
    const row = hidden.subarray(Math.floor(at / width) * width, (Math.floor(at / width) + 1) * width), i = at % width
    return 100 + row[i] - 2 * normal[i] * dot(normal, row)
  })
  const { values, variance } = principalComponents(table, width, 4), parts = [0, 1, 2, 3].map(c => values.subarray(c * rows, (c + 1) * rows))
  const total = dot(deviation, deviation)
  for (const [c, part] of parts.entries()) {
    const mean = part.reduce((sum, v) => sum + v, 0) / rows, axis = Float64Array.from({ length: rows }, (_, row) => hidden[row * width + c])
    expect(Math.abs(mean)).toBeLessThan(1e-3)
    expect(variance[c]).toBeCloseTo(deviation[c] ** 2 / total, 1)
    expect(Math.abs(dot(part, axis)) / Math.sqrt(dot(part, part) * dot(axis, axis))).toBeGreaterThan(0.99)
    for (const other of parts.slice(0, c)) expect(Math.abs(dot(part, other)) / Math.sqrt(dot(part, part) * dot(other, other))).toBeLessThan(1e-4)
  }
  expect([...variance]).toEqual([...variance].toSorted((a, b) => b - a))
  const all = principalComponents(table, width, width).variance
  expect(all.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 10)
})

test('a sign is the same however the rows are ordered', () => {
  const table = Float32Array.of(1, 2, 4, 9, -3, 5, 0, -7), turned = Float32Array.of(0, -7, -3, 5, 4, 9, 1, 2)
  const [one, other] = [table, turned].map(rows => [...principalComponents(rows, 2, 1).values])
  expect(other.toReversed()).toEqual(one.map(v => expect.closeTo(v, 5)))
})

test('rows that are all alike have no variance to explain', () => {
  const { values, variance } = principalComponents(new Float32Array(12).fill(7), 3, 2)
  expect([[...values].every(v => v === 0), [...variance]]).toEqual([true, [0, 0]])
})
