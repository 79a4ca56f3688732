import { describe, expect, test } from 'vitest'
import { sliceGrid, sliceSum } from '../../src/main/numerics/backprojection.ts'
import { listCoefficients } from '../../src/main/numerics/coefficients.ts'
import { forEachVoxel, fourierGrid, interpolationFalloff, shells, toFourier, toReal, type FourierGrid } from '../../src/main/numerics/fourierGrid.ts'
import { fourierShellCorrelation } from '../../src/main/numerics/fsc.ts'
import { Kernels } from '../../src/main/numerics/kernels.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { randomRotation } from '../../src/main/numerics/rotations.ts'
import { project, type SlicePoints } from '../../src/main/numerics/slices.ts'
import { blobMolecule, blobSlice, blobVolume, type Blob } from './blobs.ts'

const EVERY_SIZE = [18, 20, 24, 30, 32, 40, 48, 64]

/** The grid of the highest limit that a real-space cube of this size stands for. */
function gridOfSize(size: number): FourierGrid {
  for (let limit = size >> 1; limit > 0; limit--) if (fourierGrid(limit).size === size) return fourierGrid(limit)
  throw new Error(`no limit has a cube of ${size}`)
}
const doubles = (grid: FourierGrid): Float64Array => new Float64Array(2 * grid.voxels)
const floats = (grid: FourierGrid): Float32Array => new Float32Array(grid.size ** 3)
const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0)

/** Random V(−k) = V(k)*, up to `radius` Fourier voxels. */
function hermitian(grid: FourierGrid, radius: number, seed: number): Float64Array {
  const random = seededRandom(seed), out = doubles(grid)
  forEachVoxel(grid, (v, x, y, z) => {
    const mate = grid.voxels - 1 - v
    if (x * x + y * y + z * z > radius * radius || v > mate) return
    const [re, im] = [random.normal(), v === mate ? 0 : random.normal()]
    out.set([re, im], 2 * v)
    out.set([re, -im], 2 * mate)
  })
  return out
}

test('a grid holds its limit with room for interpolation, and its cube holds the grid', () => {
  for (let limit = 6; limit <= 60; limit++) for (const padding of [1, 2]) {
    if (limit * padding > 60) continue
    const { centre, width, size } = fourierGrid(limit, padding)
    expect(centre).toBeGreaterThanOrEqual(limit * padding + 1)
    expect(width).toBe(2 * centre + 1)
    expect([size % 2, size >= width]).toEqual([0, true])
    expect(size / width).toBeLessThan(1.3)
  }
})

test('shells are rounded radii in Fourier pixels of the images', () => {
  for (const grid of [fourierGrid(9), fourierGrid(7, 2)]) {
    const shell = shells(grid)
    forEachVoxel(grid, (v, x, y, z) => expect(shell[v]).toBe(Math.round(Math.hypot(x, y, z) / grid.padding)))
  }
})

describe.each(EVERY_SIZE)('cube of %i', size => {
  const grid = gridOfSize(size)
  const radius = grid.limit + 1

  test('Fourier → real → Fourier gives both volumes back, apart', () => {
    const [a, b] = [hermitian(grid, radius, 1), hermitian(grid, radius, 2)]
    const [mapA, mapB] = [floats(grid), floats(grid)], [outA, outB] = [doubles(grid), doubles(grid)]
    toReal(grid, a, b, mapA, mapB)
    toFourier(grid, mapA, mapB, radius, outA, outB)
    // Maps are kept in single precision: coefficients of order 1 come back to 10⁻⁶.
    expect(largest(outA.map((v, i) => v - a[i]))).toBeLessThan(2e-6)
    expect(largest(outB.map((v, i) => v - b[i]))).toBeLessThan(2e-6)
  })

  test('any map becomes Hermitian, and nothing beyond the radius', () => {
    const random = seededRandom(3), [mapA, mapB] = [floats(grid).map(() => random.normal()), floats(grid).map(() => random.normal())]
    const [a, b] = [doubles(grid), doubles(grid)]
    const reach = grid.limit - 2
    toFourier(grid, mapA, mapB, reach, a, b)
    forEachVoxel(grid, (v, x, y, z) => {
      const mate = grid.voxels - 1 - v
      for (const out of [a, b]) {
        if (Math.abs(out[2 * v] - out[2 * mate]) > 1e-12 || Math.abs(out[2 * v + 1] + out[2 * mate + 1]) > 1e-12) throw new Error(`V(−k) is not V(k)* at ${x}, ${y}, ${z}`)
        if ((out[2 * v] === 0) !== (x * x + y * y + z * z > reach * reach)) throw new Error(`${x}, ${y}, ${z} is ${out[2 * v]}`)
      }
    })
  })
})

test('a map is Σ V(k) e^{2πi k·x/size}, x counted from the middle voxel', () => {
  const grid = gridOfSize(20), { size } = grid
  const volume = hermitian(grid, 5, 4), map = floats(grid)
  toReal(grid, volume, doubles(grid), map, floats(grid))
  for (const [x, y, z] of [[10, 10, 10], [0, 3, 17], [19, 10, 4]]) {
    let sum = 0
    forEachVoxel(grid, (v, kx, ky, kz) => {
      const angle = (2 * Math.PI * (kx * (x - 10) + ky * (y - 10) + kz * (z - 10))) / size
      sum += volume[2 * v] * Math.cos(angle) - volume[2 * v + 1] * Math.sin(angle)
    })
    expect(map[(z * size + y) * size + x]).toBeCloseTo(sum, 3)
  }
})

test('a finer cube shows the same density, and gives the same volume back', () => {
  const grid = gridOfSize(20), fine = { ...grid, size: 40 }
  const volume = hermitian(grid, 8, 5), [coarse, finer] = [floats(grid), floats(fine)], back = doubles(grid)
  toReal(grid, volume, doubles(grid), coarse, floats(grid))
  toReal(fine, volume, doubles(grid), finer, floats(fine))
  for (let z = 0; z < 20; z++) for (let y = 0; y < 20; y++) for (let x = 0; x < 20; x++) {
    expect(Math.abs(coarse[(z * 20 + y) * 20 + x] - finer[(2 * z * 40 + 2 * y) * 40 + 2 * x])).toBeLessThan(1e-4)
  }
  toFourier(fine, finer, finer, 8, back, doubles(grid))
  expect(largest(back.map((v, i) => v - volume[i]))).toBeLessThan(2e-6)
})

/** Where the Fourier voxel (x, y, z) stands. */
const at = ({ centre, width }: FourierGrid, x: number, y: number, z: number): number => 2 * (((z + centre) * width + y + centre) * width + x + centre)

test('a map made on a coarser cube fills a larger grid as far as it goes', () => {
  const small = gridOfSize(20), large = { ...gridOfSize(32), size: 20 }
  const volume = hermitian(small, small.limit + 1, 6), map = floats(small), out = doubles(large)
  toReal(small, volume, doubles(small), map, floats(small))
  toFourier(large, map, map, small.limit + 1, out, doubles(large))
  forEachVoxel(large, (v, x, y, z) => {
    const inside = Math.hypot(x, y, z) <= small.limit + 1
    expect(Math.abs(out[2 * v] - (inside ? volume[at(small, x, y, z)] : 0))).toBeLessThan(2e-6)
  })
})

// --- slices of a density that is known analytically; pixels are those of the cube

const points = (limit: number, rotation: Float64Array): SlicePoints => ({ ...listCoefficients(limit), rotation })

/** Fourier volume to read slices from: the density without what interpolation will take from it. */
function slicable(grid: FourierGrid, map: Float32Array): Float64Array {
  const loss = interpolationFalloff(grid.size), out = doubles(grid)
  const compensated = map.map((v, i) => v / loss[i])
  toFourier(grid, compensated, compensated, grid.limit + 1, out, doubles(grid))
  return out
}

function exactSlice(blobs: readonly Blob[], matrix: Float64Array, { count, kx, ky }: SlicePoints, box: number): Float64Array {
  const re = new Float32Array(count), im = new Float32Array(count)
  blobSlice(blobs, matrix, 0, { ...sliceGrid(sliceSum(box, 1), 1, box, 1), count, kx: Int32Array.from(kx), ky: Int32Array.from(ky) }, box, re, im)
  return Float64Array.from({ length: 2 * count }, (_, i) => (i & 1 ? im : re)[i >> 1] / box ** 3)
}

/** Root mean square difference over root mean square. */
const error = (actual: ArrayLike<number>, exact: Float64Array): number => {
  const power = exact.reduce((sum, v) => sum + v * v, 0)
  return Math.sqrt(exact.reduce((sum, v, i) => sum + (actual[i] - v) ** 2, 0) / power)
}

const sinc2 = (u: number): number => (u === 0 ? 1 : (Math.sin(Math.PI * u) / (Math.PI * u)) ** 2)

describe('a Gaussian away from the centre', () => {
  const matrix = randomRotation(seededRandom(8))
  const size = 32

  /** Error of slices by distance, pixels of a box of 32, with or without the falloff divided out. */
  function sliceError(distance: number, compensate: boolean): number {
    const grid = gridOfSize(size)
    const blobs: Blob[] = [{ x: 0.6 * distance, y: -0.64 * distance, z: 0.48 * distance, sigma: 1.8, weight: 1 }]
    const map = blobVolume(blobs, size), volume = doubles(grid)
    if (compensate) volume.set(slicable(grid, map))
    else toFourier(grid, map, map, grid.limit + 1, volume, doubles(grid))
    const where = points(grid.limit, matrix)
    return error(project(where, { width: grid.width, centre: grid.centre, stride: 2, values: volume }).values, exactSlice(blobs, matrix, where, size))
  }

  test.each([[2, 0.02], [4, 0.05], [6, 0.1]])('%i pixels away its slice is the analytic one but for %f', (distance, most) => {
    expect(sliceError(distance, true)).toBeLessThan(most)
  })

  test('its mean height is right only if the falloff is divided out', () => {
    const grid = gridOfSize(size)
    const blobs: Blob[] = [{ x: 5, y: -4, z: 3, sigma: 1.8, weight: 1 }]
    const where = points(grid.limit, matrix), exact = exactSlice(blobs, matrix, where, size)
    const power = exact.reduce((sum, v) => sum + v * v, 0)
    const height = (volume: Float64Array): number => project(where, { width: grid.width, centre: grid.centre, stride: 2, values: volume }).values.reduce((sum, v, i) => sum + v * exact[i], 0) / power
    const plain = doubles(grid), map = blobVolume(blobs, size)
    toFourier(grid, map, map, grid.limit + 1, plain, doubles(grid))
    expect(Math.abs(height(slicable(grid, map)) - 1)).toBeLessThan(0.02)
    expect(height(plain)).toBeLessThan(0.9)
  })

  test('the falloff is Π sinc² of the distance, 1 in the middle', () => {
    const loss = interpolationFalloff(20)
    for (const [x, y, z] of [[10, 10, 10], [0, 10, 10], [4, 17, 11]]) {
      expect(loss[(z * 20 + y) * 20 + x]).toBeCloseTo(sinc2((x - 10) / 20) * sinc2((y - 10) / 20) * sinc2((z - 10) / 20), 6)
    }
  })
})

describe.each([32, 48])('project, insert, divide on a cube of %i', size => {
  const grid = gridOfSize(size), { limit, width, centre, voxels } = grid
  const kernels = new Kernels(), list = listCoefficients(limit)

  /** FSC of a map with itself after its slices were read and written. */
  function roundTrip(map: Float32Array, count: number): Float64Array {
    const fourier = slicable(grid, map), random = seededRandom(7)
    kernels.rewind()
    const [kx, ky, rotation] = [kernels.put(list.kx), kernels.put(list.ky), kernels.take(36)]
    const volume = kernels.put(Float32Array.from({ length: 4 * voxels }, (_, i) => (i & 2 ? 0 : fourier[2 * (i >> 2) + (i & 1)])))
    const slice = kernels.take(16 * list.count), weighted = kernels.take(8 * list.count), sum = kernels.put(new Float32Array(4 * voxels))
    const power = kernels.put(new Float32Array(list.count).fill(1))
    for (let i = 0; i < count; i++) {
      kernels.f32(rotation, 9).set(randomRotation(random))
      kernels.call.project(list.count, kx, ky, rotation, volume, width, centre, 4, slice)
      const from = kernels.f32(slice, 4 * list.count), to = kernels.f32(weighted, 2 * list.count)
      for (let m = 0; m < list.count; m++) to.set([from[4 * m], from[4 * m + 1]], 2 * m)
      kernels.call.insert(list.count, kx, ky, rotation, weighted, power, 1, sum, width, centre, 4)
    }
    const sums = kernels.f32(sum, 4 * voxels), divided = doubles(grid)
    for (let v = 0; v < voxels; v++) {
      const a = 4 * v, b = 4 * (voxels - 1 - v), weight = sums[a + 2] + sums[b + 2]
      if (weight < 1e-3) continue
      divided[2 * v] = (sums[a] + sums[b]) / weight
      divided[2 * v + 1] = (sums[a + 1] - sums[b + 1]) / weight
    }
    // No image holds the mean: it is given back, for the falloff is undone in real space.
    divided.set([fourier[voxels - 1], fourier[voxels]], voxels - 1)
    const back = floats(grid), loss = interpolationFalloff(size)
    toReal(grid, divided, doubles(grid), back, floats(grid))
    return fourierShellCorrelation(map, back.map((v, i) => v / loss[i]), size)
  }

  test('gives a compact particle back', () => {
    const curve = roundTrip(blobVolume(blobMolecule(15, 0.15 * size, 0.9, 5), size), 1500)
    expect(Math.min(...curve.slice(1, limit))).toBeGreaterThan(0.99)
  })

  test('and one as wide as 0.6 boxes, but for the lowest shells: without padding they are few voxels wide', () => {
    const curve = roundTrip(blobVolume(blobMolecule(15, 0.3 * size, 0.9, 5), size), 1500)
    expect(Math.min(...curve.slice(4, limit))).toBeGreaterThan(0.99)
    expect(Math.min(...curve.slice(1, 4))).toBeGreaterThan(0.94)
  })
})
