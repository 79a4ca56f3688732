import type { Ball } from './ball.ts'

/** Directions on half of a sphere at which the power is looked at, and the cone round each that is averaged over. */
const DIRECTIONS = 800
const CONE = Math.cos((9 * Math.PI) / 180)
/** Below this fraction of a map's usual power, which three of four directions do not reach, a direction is empty. */
const EMPTY = 0.5
const USUAL = 0.75
/** A single coefficient below this fraction of the mean power is empty in a map that lacks something: noise alone falls there one time in a hundred. */
const ZERO = 0.01
/** Coefficients nearer to the origin than this lie in too many directions at once. */
const NEAREST = 3
/** Maps that lack less than this fraction of the directions lack nothing: that much is chance. */
const LEAST = 0.03

/**
 * Which coefficients each map holds: tomograms cannot be tilted all the way, so maps of particles from them lack a wedge in Fourier space,
 * another one for each particle once all are in one frame. It is seen from the maps: their power over the mean power of all maps at the same
 * frequency, averaged over a cone round each direction, falls by half where a wedge begins.
 * [count × ball.count], 1 for what is there; null where no map lacks anything. `data` [count × 2·ball.count].
 */
export function findMissing(data: Float32Array, ball: Ball): Uint8Array | null {
  const count = data.length / (2 * ball.count)
  const mean = new Float64Array(ball.count)
  for (let i = 0, at = 0; i < count; i++) for (let c = 0; c < ball.count; c++, at += 2) mean[c] += (data[at] ** 2 + data[at + 1] ** 2) / count
  const { nearest, neighbours } = directionsOf(ball)
  const first = ball.within[Math.min(NEAREST, ball.limit)]
  const sum = new Float64Array(DIRECTIONS), members = new Float64Array(DIRECTIONS), power = new Float64Array(DIRECTIONS)
  for (let c = first; c < ball.count; c++) members[nearest[c]]++
  const observed = new Uint8Array(count * ball.count).fill(1)
  let lacking = false
  for (let i = 0; i < count; i++) {
    sum.fill(0)
    for (let c = first, at = 2 * (i * ball.count + first); c < ball.count; c++, at += 2) {
      if (mean[c] > 0) sum[nearest[c]] += (data[at] ** 2 + data[at + 1] ** 2) / mean[c]
    }
    for (let d = 0; d < DIRECTIONS; d++) {
      let total = 0, within = 0
      for (const other of neighbours[d]) {
        total += sum[other]
        within += members[other]
      }
      power[d] = total / Math.max(within, 1)
    }
    const least = EMPTY * power.toSorted()[Math.floor(USUAL * DIRECTIONS)]
    if (power.reduce((empty, value) => empty + (value < least ? 1 : 0), 0) < LEAST * DIRECTIONS) continue
    lacking = true
    for (let c = 0, at = 2 * i * ball.count; c < ball.count; c++, at += 2) {
      if (power[nearest[c]] < least || data[at] ** 2 + data[at + 1] ** 2 < ZERO * mean[c]) observed[i * ball.count + c] = 0
    }
  }
  return lacking ? observed : null
}

/** Directions evenly over half a sphere (a Fibonacci spiral), the one nearest to each coefficient, and those in the cone round each. */
function directionsOf({ count, kx, ky, kz }: Ball): { nearest: Uint16Array; neighbours: Uint16Array[] } {
  const golden = Math.PI * (3 - Math.sqrt(5))
  const axis = Array.from({ length: DIRECTIONS }, (_, d) => {
    const z = (d + 0.5) / DIRECTIONS, r = Math.sqrt(1 - z * z)
    return [r * Math.cos(golden * d), r * Math.sin(golden * d), z] as const
  })
  // A direction and its opposite are one.
  const cosine = (d: number, x: number, y: number, z: number): number => Math.abs(axis[d][0] * x + axis[d][1] * y + axis[d][2] * z)
  const nearest = Uint16Array.from({ length: count }, (_, c) => {
    let best = 0, most = -1
    for (let d = 0; d < DIRECTIONS; d++) {
      const near = cosine(d, kx[c], ky[c], kz[c])
      if (near > most) [best, most] = [d, near]
    }
    return best
  })
  const all = Array.from({ length: DIRECTIONS }, (_, d) => d)
  return { nearest, neighbours: all.map(d => Uint16Array.from(all.filter(other => cosine(d, ...axis[other]) >= CONE))) }
}
