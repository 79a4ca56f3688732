import { expect, test } from 'vitest'
import { listCoefficients } from '../../src/main/numerics/coefficients.ts'

test.each([1, 6, 13, 18])('limit %i: every frequency of the disc once, itself or its mirror image', limit => {
  const { count, kx, ky } = listCoefficients(limit)
  const seen = new Set<string>()
  for (let m = 0; m < count; m++) {
    seen.add(`${kx[m]},${ky[m]}`)
    seen.add(`${-kx[m]},${-ky[m]}`)
  }
  let disc = 0
  for (let y = -limit; y <= limit; y++) for (let x = -limit; x <= limit; x++) {
    if (x * x + y * y > limit * limit || (x === 0 && y === 0)) continue
    disc++
    expect(seen.has(`${x},${y}`)).toBe(true)
  }
  expect([2 * count, seen.size]).toEqual([disc, disc])
  expect(Math.min(...kx)).toBe(0)
})

test('a lower limit is a prefix, in the same order', () => {
  const all = listCoefficients(15)
  for (let limit = 1; limit <= 15; limit++) {
    const few = listCoefficients(limit)
    expect(all.within[limit]).toBe(few.count)
    expect([...all.kx.subarray(0, few.count), ...all.ky.subarray(0, few.count)]).toEqual([...few.kx, ...few.ky])
  }
})

test('shells are rounded radii and grow', () => {
  const { limit, count, kx, ky, shell } = listCoefficients(12)
  for (let m = 0; m < count; m++) expect(shell[m]).toBe(Math.round(Math.hypot(kx[m], ky[m])))
  expect([...shell]).toEqual([...shell].toSorted((a, b) => a - b))
  expect([shell[0], shell[count - 1]]).toEqual([1, limit])
})
