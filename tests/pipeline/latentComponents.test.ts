import { describe, expect, test } from 'vitest'
import { ballOf } from '../../src/main/compute/volumes/ball.ts'
import { Coordinates, findLatent } from '../../src/main/compute/volumes/latentComponents.ts'
import type { VolumeWorkspace } from '../../src/main/compute/volumes/workspace.ts'
import { seededRandom, type Random } from '../../src/main/numerics/rng.ts'
import { MASK_SIZE } from '../../src/main/compute/sorting/workspace.ts'
import { context } from './sets.ts'
import { correlation } from './statistics.ts'

const LIMIT = 4, ball = ballOf(LIMIT), normals = (random: Random, length: number, scale = 1): Float64Array => Float64Array.from({ length }, () => scale * random.normal())

/** Maps that are Σ z U and noise of variance 1 (complex), each at its own contrast over noise; `observed` leaves a third of the coefficients out. */
function made(count: number, components: readonly Float64Array[], random: Random, lacking = false): { w: VolumeWorkspace; z: Float64Array[] } {
  const residual = new Float32Array(2 * count * ball.count), precision = new Float32Array(count * (LIMIT + 1)), observed = lacking ? new Uint8Array(count * ball.count) : null
  const z = components.map(() => normals(random, count))
  for (let i = 0; i < count; i++) {
    const amplitude = 0.5 + random.uniform()
    precision.fill(amplitude ** 2, i * (LIMIT + 1), (i + 1) * (LIMIT + 1))
    for (let c = 0; c < ball.count; c++) {
      const holds = !observed || random.uniform() > 1 / 3
      if (observed && holds) observed[i * ball.count + c] = 1
      for (const part of [0, 1]) {
        const signal = components.reduce((sum, u, j) => sum + z[j][i] * u[2 * c + part], 0)
        residual[2 * (i * ball.count + c) + part] = holds ? amplitude * (amplitude * signal + Math.SQRT1_2 * random.normal()) : 0
      }
    }
  }
  return {
    z, w: {
      ctx: context(), count, ball, boxSize: 100, slot: new Uint8Array(count), active: new Uint8Array(count).fill(1), residual, precision, observed,
      consensus: new Float64Array(2 * ball.count), power: new Float64Array(LIMIT + 1).fill(1), mask: new Float32Array(MASK_SIZE ** 3).fill(1), density: 1,
    },
  }
}

describe.each([['whole maps', false], ['maps that lack coefficients', true]])('%s', (_, lacking) => {
  test('win what the integral over their coordinate says', () => {
    const random = seededRandom(1), u = normals(random, 2 * ball.count, 0.1), { w } = made(3, [u], random, lacking), mean = new Float64Array(1)
    for (const row of [0, 1, 2]) {
      // Term by term, and the integral of N(z; 0, 1) exp(2 b z − A z²) by the trapezium rule.
      let a = 0, b = 0, integral = 0, moment = 0
      for (let j = 0; j < u.length; j++) {
        const c = j >> 1
        a += w.precision[row * (LIMIT + 1) + ball.shell[c]] * (w.observed ? w.observed[row * ball.count + c] : 1) * u[j] ** 2
        b += w.residual[2 * row * ball.count + j] * u[j]
      }
      for (let z = -8; z <= 8; z += 1e-3) {
        const density = (Math.exp(-(z ** 2) / 2 + 2 * b * z - a * z ** 2) / Math.sqrt(2 * Math.PI)) * 1e-3
        integral += density
        moment += z * density
      }
      const reader = new Coordinates(w, [u]), { evidence, covariance } = reader.expect(row, mean)
      expect(evidence).toBeCloseTo(Math.log(integral), 5)
      expect(mean[0]).toBeCloseTo(moment / integral, 5)
      expect(covariance[0]).toBeCloseTo(1 / (2 * a + 1), 8)
      expect(reader.first(row)![0]).toBeCloseTo(b / a, 6)
      expect(reader.first(row)![1]).toBeCloseTo(1 / Math.sqrt(2 * a), 6)
    }
  })
  test('give back the components and the coordinates that they were made of', async () => {
    const random = seededRandom(2), strong = normals(random, 2 * ball.count, 0.4), weak = normals(random, 2 * ball.count, 0.25), { w, z } = made(400, [strong, weak], random, lacking)
    const { volumes, latent, second } = await findLatent(w, Array.from({ length: 400 }, (_, i) => i), 2, LIMIT, random)
    // Turned against each other at will: what was put in lies in the plane of what was found.
    const plane = orthonormal(volumes)
    for (const u of [strong, weak]) expect(plane.reduce((sum, axis) => sum + product(axis, u) ** 2, 0) / product(u, u)).toBeGreaterThan(0.95)
    for (const truth of z) {
      const rows = [0, 1].map(j => Array.from({ length: 400 }, (_, i) => latent[2 * i + j]))
      const [first, other] = rows.map(row => correlation(row, [...truth])), between = correlation(rows[0], rows[1])
      expect((first ** 2 + other ** 2 - 2 * first * other * between) / (1 - between ** 2)).toBeGreaterThan(0.9)
    }
    // The identity, but for what the last turn changed.
    for (const [at, value] of [...second].entries()) expect(Math.abs(value - (at % 3 === 0 ? 1 : 0))).toBeLessThan(0.1)
  })
})

const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0)

function orthonormal([a, b]: readonly Float64Array[]): Float64Array[] {
  const first = a.map(v => v / Math.sqrt(product(a, a))), rest = b.map((v, i) => v - product(first, b) * first[i])
  return [first, rest.map(v => v / Math.sqrt(product(rest, rest)))]
}
