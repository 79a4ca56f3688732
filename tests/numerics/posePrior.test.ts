import { describe, expect, test } from 'vitest'
import { estimateWidths, poseOffsets, type PoseEquations, type PoseErrorWidths } from '../../src/main/numerics/posePrior.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { cholesky } from '../../src/main/numerics/smallMatrix.ts'

const START = { angle: 0.05, shift: 0.5 }

/**
 * Normal equations of particles whose true offsets have the given widths: H = S·W·S with W a random, well-conditioned correlation,
 * S the precision of a single particle (differing from one to the next), and b = H·d + noise of covariance H, as log p = b·x − ½x·H·x
 * implies.
 */
function simulate(count: number, widths: PoseErrorWidths, single: PoseErrorWidths, seed: number): PoseEquations & { readonly truth: Float64Array } {
  const random = seededRandom(seed), values = new Float64Array(20 * count), truth = new Float64Array(5 * count)
  const h = new Float64Array(25), mix = new Float64Array(25)
  for (let p = 0; p < count; p++) {
    const quality = 0.5 + random.uniform()
    for (let i = 0; i < 25; i++) mix[i] = (i % 6 === 0 ? 1 : 0) + 0.3 * random.normal()
    const scale = (i: number): number => quality / (i < 3 ? single.angle : single.shift)
    for (let i = 0; i < 5; i++) for (let j = 0; j < 5; j++) {
      let sum = 0
      for (let k = 0; k < 5; k++) sum += mix[5 * i + k] * mix[5 * j + k]
      h[5 * i + j] = sum * scale(i) * scale(j) + (i === j ? 1e-6 : 0)
    }
    const l = cholesky(h, 5), noise = Float64Array.from({ length: 5 }, () => random.normal())
    for (let i = 0; i < 5; i++) truth[5 * p + i] = random.normal() * (i < 3 ? widths.angle : widths.shift)
    let at = 20 * p
    for (let i = 0; i < 5; i++) for (let j = i; j < 5; j++) values[at++] = h[5 * i + j]
    for (let i = 0; i < 5; i++, at++) for (let j = 0; j < 5; j++) values[at] += h[5 * i + j] * truth[5 * p + j] + l[5 * i + j] * noise[j]
  }
  return { count, values, active: new Uint8Array(count).fill(1), truth }
}

describe.each([
  { name: 'errors larger than what one particle shows', widths: { angle: 0.05, shift: 0.5 }, single: { angle: 0.02, shift: 0.2 } },
  { name: 'errors as large as what one particle shows', widths: { angle: 0.035, shift: 0.4 }, single: { angle: 0.035, shift: 0.4 } },
  { name: 'wrong angles only just', widths: { angle: 0.01, shift: 1.5 }, single: { angle: 0.01, shift: 0.3 } },
])('$name', ({ widths, single }) => {
  test.each([1, 2, 3])('the widths are found within 10 %%, seed %i', seed => {
    const found = estimateWidths(simulate(1500, widths, single, seed), START)
    expect(Math.abs(found.angle / widths.angle - 1)).toBeLessThan(0.1)
    expect(Math.abs(found.shift / widths.shift - 1)).toBeLessThan(0.1)
  })

  test('the most probable offsets are nearer to the truth than none, and as near as they claim', () => {
    const equations = simulate(1500, widths, single, 4), out = new Float64Array(5 * equations.count)
    const claimed = poseOffsets(equations, widths, out)
    const rms = (from: number, to: number, value: (i: number) => number): number => {
      const picked = [...out.keys()].filter(i => i % 5 >= from && i % 5 < to)
      return Math.sqrt(picked.reduce((sum, i) => sum + value(i) ** 2, 0) / picked.length)
    }
    for (const [key, from, to] of [['angle', 0, 3], ['shift', 3, 5]] as const) {
      const left = rms(from, to, i => out[i] - equations.truth[i])
      expect(left).toBeLessThan(0.9 * widths[key])
      expect(Math.abs(left / claimed[key] - 1)).toBeLessThan(0.05)
    }
  })
})

test.each([1, 2, 3])('exact poses: no width and no offsets, seed %i', seed => {
  const single = { angle: 0.03, shift: 0.3 }
  const equations = simulate(1500, { angle: 0, shift: 0 }, single, seed), out = new Float64Array(5 * equations.count)
  const found = estimateWidths(equations, START)
  // Zero is known as well as the data allow: single · (2/N)^¼ is about 0.2 of what one particle shows, before the other parameters help.
  expect(found.angle).toBeLessThan(0.15 * single.angle)
  expect(found.shift).toBeLessThan(0.15 * single.shift)
  poseOffsets(equations, found, out)
  expect(Math.sqrt(out.reduce((sum, v, i) => sum + (i % 5 < 3 ? v * v : 0), 0) / (3 * equations.count))).toBeLessThan(0.03 * single.angle)
})

test('particles that take no part say nothing and are not moved', () => {
  const widths = { angle: 0.04, shift: 0.6 }
  const equations = simulate(1000, widths, { angle: 0.02, shift: 0.2 }, 6), values = equations.values.slice(), active = equations.active.slice()
  for (let p = 0; p < 1000; p += 3) {
    active[p] = 0
    values.fill(Number.NaN, 20 * p, 20 * p + 20)
  }
  const found = estimateWidths({ count: 1000, values, active }, START), out = new Float64Array(5000)
  expect(Math.abs(found.angle / widths.angle - 1)).toBeLessThan(0.1)
  const claimed = poseOffsets({ count: 1000, values, active }, found, out)
  expect(Number.isFinite(claimed.angle + claimed.shift)).toBe(true)
  for (let p = 0; p < 1000; p++) expect(out.subarray(5 * p, 5 * p + 5).every(v => (v === 0) === (active[p] === 0))).toBe(true)
})
