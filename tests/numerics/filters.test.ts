import { describe, expect, test } from 'vitest'
import { volumeToFourier } from '../../src/main/numerics/fft3.ts'
import { filterVolume, fscWeights, lowPassGain } from '../../src/main/numerics/filters.ts'
import { guinierFit, lnAmplitudes } from '../../src/main/numerics/guinier.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

const noise = (n: number, seed: number): Float32Array => {
  const random = seededRandom(seed)
  return Float32Array.from({ length: n ** 3 }, () => random.normal())
}

test('the low-pass is 1 below its edge, one half at it and 0 above', () => {
  expect([5, 9, 10, 11, 15].map(radius => lowPassGain(radius, 10, 2))).toEqual([1, 1, expect.closeTo(0.5, 10), 0, 0])
})

test.each([16, 15])('box %i: a gain of 1 returns the map, a gain of 0 at the origin takes the mean', n => {
  const map = noise(n, 1)
  filterVolume(map, n, () => 1).forEach((value, i) => expect(value).toBeCloseTo(map[i], 4))
  const mean = filterVolume(map.map(value => value + 5), n, radius => (radius === 0 ? 0 : 1)).reduce((sum, value) => sum + value, 0) / n ** 3
  expect(mean).toBeCloseTo(0, 4)
})

test('FSC weights are √(2 FSC / (1 + FSC)) and end at the first shell without correlation', () => {
  expect([...fscWeights([0.2, 1, 0.6, 0.2, -0.1, 0.5])]).toEqual([1, 1, expect.closeTo(Math.sqrt(0.75), 10), expect.closeTo(Math.sqrt(1 / 3), 10), 0, 0])
})

describe('Guinier', () => {
  const [n, pixelSize, bfactor] = [48, 1.2, -120]
  // White noise times e^{B/4 s²}: ln|F| falls by −B/4 per s².
  const map = filterVolume(noise(n, 3), n, radius => Math.exp((bfactor / 4) * (radius / (n * pixelSize)) ** 2))
  const transform = new Float32Array(2 * n ** 3)
  volumeToFourier(map, n, transform)
  const ln = lnAmplitudes(transform, n)

  test('the B-factor that was put in comes out, as 4 times the slope', () => {
    const fit = guinierFit(ln, n, pixelSize, 2.6)
    expect(fit?.bfactor).toBeGreaterThan(1.04 * bfactor)
    expect(fit?.bfactor).toBeLessThan(0.96 * bfactor)
    expect(fit?.correlation).toBeLessThan(-0.98)
  })

  test('a map that does not reach 10 Å with some shells to spare has none', () => {
    expect(guinierFit(ln, n, pixelSize, 9)).toBeNull()
    expect(guinierFit(ln, n, pixelSize, 15)).toBeNull()
  })

  test('amplitudes that do not fall have none', () => {
    expect(guinierFit(ln.map((_, shell) => shell), n, pixelSize, 2.6)).toBeNull()
  })

  test('an empty map has none', () => {
    expect(guinierFit(lnAmplitudes(new Float32Array(2 * n ** 3), n), n, pixelSize, 2.6)).toBeNull()
  })
})
