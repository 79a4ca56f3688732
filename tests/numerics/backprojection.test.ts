import { describe, expect, test } from 'vitest'
import { insertSlice, paddingFor, type SliceGrid, sliceGrid, type SliceSum, sliceSum } from '../../src/main/numerics/backprojection.ts'
import { fourierShellCorrelation } from '../../src/main/numerics/fsc.ts'
import { pairToFourier, weightedSlice } from '../../src/main/numerics/imagePair.ts'
import { reconstructVolume } from '../../src/main/numerics/reconstruction.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { randomRotation } from '../../src/main/numerics/rotations.ts'
import { type Blob, blobImage, blobMolecule, blobSlice, blobVolume } from './blobs.ts'

function insertExactSlices(sum: SliceSum, grid: SliceGrid, blobs: readonly Blob[], imageBox: number, count: number, seed: number): void {
  const random = seededRandom(seed)
  const [re, im] = [new Float32Array(grid.count), new Float32Array(grid.count)]
  const weight = new Float32Array(grid.count).fill(1)
  for (let i = 0; i < count; i++) {
    const matrix = randomRotation(random)
    blobSlice(blobs, matrix, 0, grid, imageBox, re, im)
    insertSlice(sum, grid, matrix, 0, re, im, weight)
  }
}

describe.each([{ box: 32, padding: 2 }, { box: 32, padding: 1 }, { box: 33, padding: 2 }])('exact projections, box $box, padding $padding', ({ box, padding }) => {
  test('put back together give the map they came from', () => {
    const blobs = blobMolecule(15, 0.25 * box, 0.9, 5)
    const sum = sliceSum(box, padding)
    insertExactSlices(sum, sliceGrid(sum, 1, box, 1), blobs, box, 800, 7)
    const truth = blobVolume(blobs, box)
    const map = reconstructVolume(sum)
    const curve = fourierShellCorrelation(truth, map, box)
    expect(Math.min(...curve.slice(1, Math.floor(0.45 * box)))).toBeGreaterThan(0.99)
    const [cross, power] = truth.reduce(([c, p], value, i) => [c + value * map[i], p + value * value], [0, 0])
    expect(Math.abs(cross / power - 1)).toBeLessThan(0.05)
  })
})

test('the response is flat: a blob comes back as high wherever it is', () => {
  const box = 64
  const blobs = [0, 6, 12, 18, 22, 26].map((r, i): Blob => (
    { x: 0.8 * r * Math.cos(2.1 * i), y: 0.8 * r * Math.sin(2.1 * i), z: 0.6 * r * (i & 1 ? 1 : -1), sigma: 1.5, weight: 1 }
  ))
  const sum = sliceSum(box, 2)
  insertExactSlices(sum, sliceGrid(sum, 1, box, 1), blobs, box, 1000, 3)
  const map = reconstructVolume(sum)
  const heights = blobs.map(blob => {
    const own = blobVolume([blob], box)
    const [fit, power] = own.reduce(([f, p], value, i) => [f + value * map[i], p + value * value], [0, 0])
    return fit / power
  })
  const mean = heights.reduce((total, height) => total + height, 0) / heights.length
  expect(Math.abs(mean - 1)).toBeLessThan(0.02)
  for (const height of heights) expect(Math.abs(height / mean - 1)).toBeLessThan(0.02)
})

test('images of another pixel size and box land where they belong', () => {
  // 48 px of 1 Å, seen by a detector of 0.92 Å in 54 px: blobs in Å.
  const box = 48
  const blobs = blobMolecule(10, 11, 1.2, 5)
  const sum = sliceSum(box, 2)
  const grid = sliceGrid(sum, 1, 54, 0.92)
  const inPixels = blobs.map(b => ({ x: b.x / 0.92, y: b.y / 0.92, z: b.z / 0.92, sigma: b.sigma / 0.92, weight: b.weight }))
  insertExactSlices(sum, grid, inPixels, 54, 800, 2)
  const curve = fourierShellCorrelation(blobVolume(blobs, box), reconstructVolume(sum), box)
  expect(Math.min(...curve.slice(1, 20))).toBeGreaterThan(0.99)
  // Taken at face value, as if the pixel were 1 Å and the box 48, they do not fit.
  const naive = sliceSum(box, 2)
  insertExactSlices(naive, { ...grid, scale: 2 * 48 / 54 }, inPixels, 54, 300, 2)
  expect(fourierShellCorrelation(blobVolume(blobs, box), reconstructVolume(naive), box)[12]).toBeLessThan(0.9)
})

test('a pair of real images gives the slices of both, shifted and weighted', () => {
  const box = 24
  const blobs = blobMolecule(12, 5, 1.1, 8)
  const random = seededRandom(4)
  const matrices = [randomRotation(random), randomRotation(random)]
  // Displaced by (2.3, −1.6): the origin that brings them back is the opposite.
  const images = matrices.map(matrix => blobImage(blobs, matrix, 0, box, 2.3, -1.6))
  const grid = sliceGrid(sliceSum(box, 1), 1, box, 1)
  const column = (): Float32Array => new Float32Array(grid.count)
  const ctf = column().map((_, i) => Math.cos(i / 7))
  for (const second of [images[1], null]) {
    const transform = new Float64Array(2 * box * box)
    pairToFourier(images[0], second, box, transform)
    for (const part of second ? [0, 1] as const : [0] as const) {
      const [re, im, weight, exactRe, exactIm] = [column(), column(), column(), column(), column()]
      weightedSlice(transform, part, grid, box, -2.3, 1.6, ctf, 1.5, false, re, im, weight)
      blobSlice(blobs, matrices[part], 0, grid, box, exactRe, exactIm)
      const size = Math.abs(exactRe[grid.kx.findIndex((x, i) => x === 0 && grid.ky[i] === 0)])
      for (let i = 0; i < grid.count; i++) {
        if (Math.hypot(grid.kx[i], grid.ky[i]) > 10) continue
        expect(Math.abs(re[i] - 1.5 * ctf[i] * exactRe[i])).toBeLessThan(3e-3 * size)
        expect(Math.abs(im[i] - 1.5 * ctf[i] * exactIm[i])).toBeLessThan(3e-3 * size)
        expect(weight[i]).toBeCloseTo(2.25 * ctf[i] ** 2, 4)
      }
      weightedSlice(transform, part, grid, box, -2.3, 1.6, ctf, 1.5, true, exactRe, exactIm, weight)
      for (let i = 0; i < grid.count; i++) expect(exactRe[i] * ctf[i]).toBeCloseTo(re[i], 3)
    }
  }
})

test('the CTF is divided out: weights of changing sign and zeros give the same map', () => {
  const box = 32
  const blobs = blobMolecule(12, 8, 1, 5)
  const sum = sliceSum(box, 2)
  const grid = sliceGrid(sum, 1, box, 1)
  const random = seededRandom(2)
  const [re, im, weight] = [0, 1, 2].map(() => new Float32Array(grid.count))
  for (let i = 0; i < 1000; i++) {
    const matrix = randomRotation(random)
    const defocus = 0.08 + 0.1 * random.uniform()
    blobSlice(blobs, matrix, 0, grid, box, re, im)
    for (let k = 0; k < grid.count; k++) {
      const ctf = Math.sin(0.1 + defocus * (grid.kx[k] ** 2 + grid.ky[k] ** 2))
      re[k] *= ctf * ctf
      im[k] *= ctf * ctf
      weight[k] = ctf * ctf
    }
    insertSlice(sum, grid, matrix, 0, re, im, weight)
  }
  const curve = fourierShellCorrelation(blobVolume(blobs, box), reconstructVolume(sum), box)
  expect(Math.min(...curve.slice(1, 14))).toBeGreaterThan(0.99)
})

test('nothing inserted gives an empty map', () => {
  expect(reconstructVolume(sliceSum(16, 2)).every(value => value === 0)).toBe(true)
})

test('the grid is refined while it fits into memory', () => {
  expect([64, 128, 230, 256].map(paddingFor)).toEqual([2, 2, 2, 1])
})
