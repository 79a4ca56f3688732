import { describe, expect, test } from 'vitest'
import { accuracy, bestMatching, contingency } from '../../src/main/numerics/assignment.ts'
import { gaussianMixture } from '../../src/main/numerics/gaussianMixture.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

type Cluster = { readonly members: number; readonly centre: readonly number[]; readonly spread: readonly number[] }

/** Points of clusters in turn, and whose they are. */
function draw(clusters: readonly Cluster[], seed: number): { points: Float64Array; labels: string[]; dimensions: number } {
  const random = seededRandom(seed)
  const rows = clusters.flatMap(({ members, centre, spread }, k) => Array.from({ length: members }, () => ({ k, point: centre.map((c, a) => c + spread[a] * random.normal()) })))
  const order = random.permutation(rows.length)
  const shuffled = Array.from(order, i => rows[i])
  return { points: Float64Array.from(shuffled.flatMap(row => row.point)), labels: shuffled.map(row => String(row.k)), dimensions: clusters[0].centre.length }
}

const winners = (posteriors: Float64Array, classes: number): string[] =>
  Array.from({ length: posteriors.length / classes }, (_, i) => String(posteriors.subarray(i * classes, (i + 1) * classes).reduce((best, v, k, all) => (v > all[best] ? k : best), 0)))

function agreement(posteriors: Float64Array, labels: readonly string[], classes: number): number {
  const { counts } = contingency(labels, winners(posteriors, classes))
  return accuracy(counts, bestMatching(counts))
}

const SEPARATED: Cluster[] = [
  { members: 200, centre: [0, 0], spread: [1, 0.5] },
  { members: 300, centre: [9, 0], spread: [1, 0.5] },
  { members: 100, centre: [4, 7], spread: [1, 0.5] },
]

describe.each(['full', 'tied'] as const)('%s covariances', kind => {
  test.each([1, 2, 3, 4, 5])('three separated clusters are found, whatever the start, seed %i', seed => {
    const { points, labels, dimensions } = draw(SEPARATED, seed)
    const posteriors = gaussianMixture(points, dimensions, 3, kind, seededRandom(seed))
    expect(agreement(posteriors, labels, 3)).toBeGreaterThan(0.995)
    for (let i = 0; i < labels.length; i++) expect(posteriors.subarray(3 * i, 3 * i + 3).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10)
  })

  test('posteriors are the odds of the true densities', () => {
    const { points, dimensions } = draw([{ members: 3000, centre: [0], spread: [1] }, { members: 1000, centre: [3], spread: [1] }], 3)
    const posteriors = gaussianMixture(points, dimensions, 2, kind, seededRandom(1))
    const right = posteriors.reduce((sum, v, i) => sum + (i % 2 === 1 ? v : 0), 0) < posteriors.length / 4 ? 1 : 0
    let off = 0
    for (let i = 0; i < points.length; i++) {
      const x = points[i], odds = (1000 * Math.exp(-((x - 3) ** 2) / 2)) / (3000 * Math.exp((-x * x) / 2))
      off += Math.abs(posteriors[2 * i + right] - odds / (1 + odds)) / points.length
    }
    expect(off).toBeLessThan(0.015)
  })

  test('a tiny class far away stays one, and breaks nothing', () => {
    const { points, labels, dimensions } = draw([{ members: 400, centre: [0, 0, 0], spread: [1, 1, 1] }, { members: 4, centre: [20, 20, 0], spread: [0.3, 0.3, 0.3] }], 5)
    const posteriors = gaussianMixture(points, dimensions, 2, kind, seededRandom(2))
    expect(posteriors.every(Number.isFinite)).toBe(true)
    expect(agreement(posteriors, labels, 2)).toBe(1)
  })

  test('more classes than clusters, and points on a line or on one spot, give finite posteriors', () => {
    for (const clusters of [SEPARATED, [{ members: 50, centre: [1, 1], spread: [1, 0] }], [{ members: 50, centre: [1, 1], spread: [0, 0] }]]) {
      const { points, dimensions } = draw(clusters, 6)
      expect(gaussianMixture(points, dimensions, 5, kind, seededRandom(3)).every(Number.isFinite)).toBe(true)
    }
  })
})

test('a wide and a narrow cluster at one place can be told apart by full covariances only', () => {
  const { points, labels, dimensions } = draw([{ members: 500, centre: [0, 0], spread: [5, 5] }, { members: 500, centre: [0, 0], spread: [0.5, 0.5] }], 7)
  expect(agreement(gaussianMixture(points, dimensions, 2, 'full', seededRandom(1)), labels, 2)).toBeGreaterThan(0.9)
  expect(agreement(gaussianMixture(points, dimensions, 2, 'tied', seededRandom(1)), labels, 2)).toBeLessThan(0.75)
})

test('the same seed gives the same numbers', () => {
  const { points, dimensions } = draw(SEPARATED, 8)
  expect(gaussianMixture(points, dimensions, 3, 'full', seededRandom(4))).toEqual(gaussianMixture(points, dimensions, 3, 'full', seededRandom(4)))
})
