import { expect, test } from 'vitest'
import { fftPlan } from '../../src/main/numerics/fft.ts'
import { fft2, fourierToImage, imageToFourier } from '../../src/main/numerics/fft2.ts'
import { fft3, fourierPairToVolumes, fourierToVolume, volumePairToFourier, volumeToFourier } from '../../src/main/numerics/fft3.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

const noise = (length: number, seed: number): Float64Array => {
  const random = seededRandom(seed)
  return Float64Array.from({ length }, () => random.normal())
}

function naive(data: Float64Array, size: number): Float64Array {
  const out = new Float64Array(2 * size)
  for (let k = 0; k < size; k++) {
    for (let j = 0; j < size; j++) {
      const angle = (-2 * Math.PI * ((j * k) % size)) / size
      out[2 * k] += data[2 * j] * Math.cos(angle) - data[2 * j + 1] * Math.sin(angle)
      out[2 * k + 1] += data[2 * j] * Math.sin(angle) + data[2 * j + 1] * Math.cos(angle)
    }
  }
  return out
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length)
  let largest = 0
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]))
  return largest
}

const sizes = [1, 2, 3, 4, 5, 6, 7, ...Array.from({ length: 29 }, (_, i) => i + 8), 97, 125]

test.each(sizes)('length %i: forward equals the sum of the definition, inverse undoes it, the input is kept', size => {
  const data = noise(2 * size, size)
  const kept = data.slice()
  const out = new Float64Array(2 * size)
  const back = new Float64Array(2 * size)
  const plan = fftPlan(size)
  plan.forward(out, data)
  expect(largestDifference(data, kept)).toBe(0)
  expect(largestDifference(out, naive(data, size))).toBeLessThan(1e-11)
  plan.inverse(back, out)
  expect(largestDifference(back, data)).toBeLessThan(1e-12)
})

test.each([7, 12, 15, 16])('length %i: a batch equals its signals one by one', size => {
  const batch = 3
  const data = noise(2 * size * batch, size)
  const out = new Float64Array(2 * size * batch)
  fftPlan(size, batch).forward(out, data)
  for (let b = 0; b < batch; b++) {
    const one = (from: Float64Array): Float64Array => Float64Array.from({ length: 2 * size }, (_, i) => from[2 * ((i >> 1) * batch + b) + (i & 1)])
    expect(largestDifference(one(out), naive(one(data), size))).toBeLessThan(1e-11)
  }
})

test('a length that is no whole number is refused', () => {
  expect(() => fftPlan(0)).toThrow(RangeError)
  expect(() => fftPlan(2.5)).toThrow(RangeError)
})

test.each([9, 10, 13])('%i² image: a plane wave lands on its coefficient', n => {
  const data = new Float64Array(2 * n * n)
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      const angle = (2 * Math.PI * (2 * x - 3 * y)) / n
      data.set([Math.cos(angle), Math.sin(angle)], 2 * (y * n + x))
    }
  }
  fft2(data, n, 'forward')
  const expected = new Float64Array(2 * n * n)
  expected[2 * ((n - 3) * n + 2)] = n * n
  expect(largestDifference(data, expected)).toBeLessThan(1e-10)
})

test.each([9, 10])('%i² image: a point at the origin pixel has a flat, real transform, and comes back', n => {
  const image = new Float32Array(n * n)
  image[(n >> 1) * n + (n >> 1)] = 1
  const data = new Float64Array(2 * n * n)
  imageToFourier(image, n, data)
  expect(largestDifference(data, Float64Array.from(data, (_, i) => 1 - (i & 1)))).toBeLessThan(1e-12)
  const back = new Float32Array(n * n)
  fourierToImage(data, n, back)
  expect(largestDifference(back, image)).toBeLessThan(1e-6)
})

test.each([8, 9, 11])('%i³ volume: a plane wave lands on its coefficient, inverse undoes it', n => {
  const data = new Float64Array(2 * n ** 3)
  for (let z = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++) {
        const angle = (2 * Math.PI * (x + 2 * y - 3 * z)) / n
        data.set([Math.cos(angle), Math.sin(angle)], 2 * ((z * n + y) * n + x))
      }
    }
  }
  const wave = data.slice()
  fft3(data, n, 'forward')
  const expected = new Float64Array(2 * n ** 3)
  expected[2 * (((n - 3) * n + 2) * n + 1)] = n ** 3
  expect(largestDifference(data, expected)).toBeLessThan(1e-9)
  fft3(data, n, 'inverse')
  expect(largestDifference(data, wave)).toBeLessThan(1e-12)
})

test.each([8, 9])('%i³ volume: a pair transforms as its members do, there and back', n => {
  const a = noise(n ** 3, 1)
  const b = noise(n ** 3, 2)
  const [fa, fb, alone] = [0, 1, 2].map(() => new Float64Array(2 * n ** 3))
  volumePairToFourier(a, b, n, fa, fb)
  volumeToFourier(a, n, alone)
  expect(largestDifference(fa, alone)).toBeLessThan(1e-10)
  volumeToFourier(b, n, alone)
  expect(largestDifference(fb, alone)).toBeLessThan(1e-10)
  const [backA, backB] = [new Float64Array(n ** 3), new Float64Array(n ** 3)]
  fourierToVolume(alone, n, backB)
  expect(largestDifference(backB, b)).toBeLessThan(1e-12)
  fourierPairToVolumes(fa, fb, n, backA, backB)
  expect(largestDifference(backA, a)).toBeLessThan(1e-12)
  expect(largestDifference(backB, b)).toBeLessThan(1e-12)
})
