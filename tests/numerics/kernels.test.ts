import { describe, expect, test } from 'vitest'
import { listCoefficients } from '../../src/main/numerics/coefficients.ts'
import { fourierGrid, toFourier, type FourierGrid } from '../../src/main/numerics/fourierGrid.ts'
import { Kernels, type Pointer } from '../../src/main/numerics/kernels.ts'
import { seededRandom, type Random } from '../../src/main/numerics/rng.ts'
import { angleBetween, matrixFromRotationVector, multiply, randomRotation } from '../../src/main/numerics/rotations.ts'
import * as slices from '../../src/main/numerics/slices.ts'
import { blobMolecule, blobVolume } from './blobs.ts'

// Single precision keeps 6·10⁻⁸ of a number; a place in a volume 25 voxels wide is known to 2·10⁻⁶ of a voxel, and neighbouring
// voxels of random volumes differ by about their size. So values agree to 2·10⁻⁵ of the largest.
const TOLERANCE = 2e-5

const kernels = new Kernels()
const { call } = kernels
const BOX = 32

const random32 = (random: Random, length: number): Float32Array => Float32Array.from({ length }, () => random.normal())
const doubles = (values: ArrayLike<number>): Float64Array => Float64Array.from(values)
const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0)

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length)
  const scale = largest(expected)
  expect(scale).toBeGreaterThan(0)
  expect(largest(Array.from(actual, (v, i) => v - expected[i])) / scale).toBeLessThan(tolerance)
}

/** A particle on a grid, its numbers rounded to single precision, for the kernels and for the oracle. */
function particleOn(grid: FourierGrid, seed: number, count?: number) {
  const random = seededRandom(seed)
  const list = listCoefficients(grid.limit)
  const used = count ?? list.count
  const rotation = Float32Array.from(randomRotation(random), v => v * grid.padding)
  const points: slices.SlicePoints = { count: used, kx: list.kx, ky: list.ky, rotation: doubles(rotation) }
  const whitening = Float32Array.from({ length: grid.limit + 1 }, () => 0.5 + random.uniform())
  const observation: slices.Observation = {
    image: random32(random, 2 * used), ctf: Float32Array.from({ length: used }, () => 2 * random.uniform() - 1), shell: list.shell, whitening,
    contrast: Math.fround(0.7 + 0.6 * random.uniform()), shift: [1.7, -2.4], box: BOX,
  }
  return { list, points, rotation, observation, random }
}
type Particle = ReturnType<typeof particleOn>

/** Its kx, ky and rotation in the kernels' memory. */
const place = ({ list, rotation }: Particle) => ({ kx: kernels.put(list.kx), ky: kernels.put(list.ky), rotation: kernels.put(rotation) })

/** Phases e^{2πi k·t/box} for k = from … to, as `prepare` wants them; the pointer stands at k = 0. */
function putPhases(from: number, to: number, t: number): Pointer {
  const table = Float32Array.from({ length: 2 * (to - from + 1) }, (_, i) => {
    const angle = (2 * Math.PI * ((i >> 1) + from) * t) / BOX
    return i & 1 ? Math.sin(angle) : Math.cos(angle)
  })
  return kernels.put(table) - 8 * from
}

/** Random volumes in the kernels' memory and for the oracle. */
function volumesOn(grid: FourierGrid, stride: number, random: Random) {
  const values = random32(random, grid.voxels * stride)
  return { pointer: kernels.put(values), oracle: { width: grid.width, centre: grid.centre, stride, values: doubles(values) } }
}

/** Weighted and power of a particle that match what the loops get: random, power positive. */
function weightedOf({ points, random }: Particle) {
  const weighted = random32(random, 2 * points.count), power = Float32Array.from({ length: points.count }, () => random.uniform())
  return { weighted: kernels.put(weighted), power: kernels.put(power), oracle: { weighted: doubles(weighted), power: doubles(power) } }
}

const CASES = [
  { limit: 6, padding: 1, channels: 1, stride: 4 },
  { limit: 9, padding: 1, channels: 2, stride: 4 },
  { limit: 11, padding: 1, channels: 3, stride: 8 },
  { limit: 8, padding: 2, channels: 4, stride: 8 },
  { limit: 10, padding: 1, channels: 5, stride: 12 },
] as const

describe.each(CASES)('limit $limit, padding $padding, $channels channels in $stride floats', ({ limit, padding, channels, stride }) => {
  const grid = fourierGrid(limit, padding)

  test('prepare whitens, weighs with the CTF and moves; ky may be negative', () => {
    kernels.rewind()
    const one = particleOn(grid, 3), { points, observation, list } = one
    const { kx, ky } = place(one)
    const shell = kernels.put(list.shell), image = kernels.put(Float32Array.from(observation.image)), ctf = kernels.put(Float32Array.from(observation.ctf)), whitening = kernels.put(Float32Array.from(observation.whitening))
    const phaseX = putPhases(0, limit, observation.shift[0]), phaseY = putPhases(-limit, limit, observation.shift[1])
    const weighted = kernels.take(8 * points.count), power = kernels.take(4 * points.count)
    call.prepare(points.count, kx, ky, shell, image, ctf, whitening, observation.contrast, phaseX, phaseY, weighted, power)
    const expected = slices.prepare(points, observation)
    expectClose(kernels.f32(weighted, 2 * points.count), expected.weighted)
    expectClose(kernels.f32(power, points.count), expected.power)
    expect(list.ky.some(k => k < 0)).toBe(true)
  })

  test('project reads every channel, subtract takes the first away', () => {
    kernels.rewind()
    const one = particleOn(grid, 5), { points } = one
    const { kx, ky, rotation } = place(one), volumes = volumesOn(grid, stride, one.random), particle = weightedOf(one)
    const slice = kernels.take(4 * stride * points.count)
    call.project(points.count, kx, ky, rotation, volumes.pointer, grid.width, grid.centre, stride, slice)
    const expected = slices.project(points, volumes.oracle)
    expectClose(kernels.f32(slice, stride * points.count), expected.values)
    call.subtract(points.count, particle.weighted, particle.power, slice, stride)
    expectClose(kernels.f32(particle.weighted, 2 * points.count), slices.subtract(particle.oracle, expected).weighted)
  })

  test('score and gram over prefixes, whatever their length, and write no further than asked', () => {
    kernels.rewind()
    const one = particleOn(grid, 7), { points } = one
    const particle = weightedOf(one)
    const values = random32(one.random, points.count * stride), slice = kernels.put(values)
    const linear = kernels.take(8 * (channels + 1)), energy = kernels.take(8 * (channels + 1)), matrix = kernels.take(8 * channels ** 2)
    const oracle = { stride, values: doubles(values) }
    for (const count of [1, 3, 63, 64, 65, points.count].filter(n => n <= points.count)) {
      for (const out of [linear, energy]) kernels.f64(out, channels + 1).fill(Number.NaN)
      call.score(count, particle.weighted, particle.power, slice, stride, channels, linear, energy)
      const expected = slices.score(count, particle.oracle, oracle, channels)
      // Sums that cancel are compared with the sum of absolute values: √(count) of them at least.
      const scale = Math.sqrt(count) + largest(expected.linear)
      for (let k = 0; k < channels; k++) {
        expect(Math.abs(kernels.f64(linear, channels)[k] - expected.linear[k]) / scale).toBeLessThan(TOLERANCE)
        expect(Math.abs(kernels.f64(energy, channels)[k] / expected.energy[k] - 1)).toBeLessThan(TOLERANCE)
      }
      if (channels % 2 === 1) expect(kernels.f64(linear, channels + 1)[channels] + kernels.f64(energy, channels + 1)[channels]).toBeNaN()
      call.gram(count, particle.power, slice, stride, channels, matrix)
      expectClose(kernels.f64(matrix, channels ** 2), slices.gram(count, particle.oracle.power, oracle, channels))
    }
  })

  test('insert adds to its own group of a voxel and leaves the others alone', () => {
    kernels.rewind()
    const groups = 3, group = 1
    const one = particleOn(grid, 9), { points } = one
    const { kx, ky, rotation } = place(one), particle = weightedOf(one)
    const before = volumesOn(grid, 4 * groups, one.random), q = Math.fround(0.37)
    call.insert(points.count, kx, ky, rotation, particle.weighted, particle.power, q, before.pointer + 16 * group, grid.width, grid.centre, 4 * groups)
    const untouched = Float64Array.from(before.oracle.values)
    slices.insert(points, particle.oracle, q, before.oracle, 4 * group)
    const after = kernels.f32(before.pointer, before.oracle.values.length)
    // The fourth number of a group is nobody's.
    const isOurs = (i: number): boolean => i % (4 * groups) >= 4 * group && i % (4 * groups) < 4 * group + 3
    expectClose(doubles(after).filter((_, i) => isOurs(i)), before.oracle.values.filter((_, i) => isOurs(i)))
    expect(after.every((v, i) => (i % (4 * groups)) >> 2 === group || v === untouched[i])).toBe(true)
  })

  test('insertMany adds products of weights with the particle to one voxel', () => {
    kernels.rewind()
    const pairs = (channels * (channels + 1)) / 2, wide = Math.ceil((2 * channels + pairs) / 4) * 4
    const one = particleOn(grid, 11), { points } = one
    const { kx, ky, rotation } = place(one), particle = weightedOf(one), sums = volumesOn(grid, wide, one.random)
    const [n, d] = [random32(one.random, channels), random32(one.random, pairs)]
    const numerators = kernels.put(n), denominators = kernels.put(d), value = kernels.put(new Float32Array(wide))
    call.insertMany(points.count, kx, ky, rotation, particle.weighted, particle.power, numerators, channels, denominators, pairs, value, sums.pointer, grid.width, grid.centre, wide)
    slices.insertMany(points, particle.oracle, n, d, sums.oracle)
    expectClose(kernels.f32(sums.pointer, sums.oracle.values.length), sums.oracle.values)
  })

  test('poseEquations of a mixture of maps', () => {
    kernels.rewind()
    const one = particleOn(grid, 13), { points } = one
    const { kx, ky, rotation } = place(one), particle = weightedOf(one), volumes = volumesOn(grid, stride, one.random)
    // Maps that have nothing to do with the particle may be left out.
    const weights = Float32Array.from({ length: channels }, (_, k) => (k === 1 ? 0 : 0.2 + one.random.uniform()))
    const q = kernels.put(weights), out = kernels.take(160)
    call.poseEquations(points.count, kx, ky, rotation, particle.weighted, particle.power, volumes.pointer, grid.width, grid.centre, stride, channels, q, BOX, out)
    const expected = slices.poseEquations(points, particle.oracle, volumes.oracle, weights, BOX), actual = kernels.f64(out, 20)
    // Angles and shifts have scales of their own.
    for (const part of [[0, 1, 2, 5, 6, 9], [3, 4, 7, 8, 10, 11], [12, 13, 14], [15, 16, 17], [18, 19]]) expectClose(part.map(i => actual[i]), part.map(i => expected[i]), 1e-4)
  })
})

/** What gatherNodes adds to `sums`, stated plainly: bilinear reading at the projected points, as it is and times each template. */
function gatherTwin(points: ArrayLike<number>, nodeOf: ArrayLike<number>, rotation: ArrayLike<number>, image: ArrayLike<number>, n: number, templates: number, weights: ArrayLike<number>, sums: Float64Array): void {
  for (let i = 0; i < nodeOf.length; i++) {
    const [u, v] = [0, 3].map(row => [0, 1, 2].reduce((sum, axis) => sum + rotation[row + axis] * points[3 * i + axis], n >> 1))
    if (u < 0 || v < 0 || u >= n - 1 || v >= n - 1) continue
    const [x, y] = [Math.floor(u), Math.floor(v)]
    for (let channel = 0; channel < 4; channel++) {
      const at = (px: number, py: number): number => image[4 * (py * n + px) + channel]
      const value = (1 - v + y) * ((1 - u + x) * at(x, y) + (u - x) * at(x + 1, y)) + (v - y) * ((1 - u + x) * at(x, y + 1) + (u - x) * at(x + 1, y + 1))
      const to = nodeOf[i] * (1 + templates) * 4 + channel
      sums[to] += value
      for (let t = 0; t < templates; t++) sums[to + 4 * (1 + t)] += weights[i * templates + t] * value
    }
  }
}

describe.each([{ n: 32, templates: 2, reach: 0.9 }, { n: 21, templates: 0, reach: 1 }, { n: 16, templates: 5, reach: 2 }])('gatherNodes on $n² pixels, $templates templates, points to $reach boxes', ({ n, templates, reach }) => {
  const random = seededRandom(31 + n), count = 500, nodes = 7
  const points = Float32Array.from({ length: 3 * count }, () => reach * (random.uniform() - 0.5))
  // A node without points, and neighbours in the list that share one.
  const nodeOf = Int32Array.from({ length: count }, (_, i) => (Math.floor(i / 3) % (nodes - 1)) + 1)
  const rotation = Float32Array.from(randomRotation(random).subarray(0, 6), v => v * n)
  const image = random32(random, 4 * n * n), weights = random32(random, templates * count), before = random32(random, nodes * (1 + templates) * 4)

  test('adds to what its node has, and nothing from outside the image', () => {
    kernels.rewind()
    const out = kernels.put(before), beyond = kernels.put(Float32Array.of(3, 3, 3, 3))
    call.gatherNodes(count, kernels.put(points), kernels.put(nodeOf), kernels.put(rotation), kernels.put(image), n, templates, kernels.put(weights), out)
    const expected = doubles(before)
    gatherTwin(points, nodeOf, rotation, image, n, templates, weights, expected)
    expectClose(kernels.f32(out, before.length), expected)
    expect([...kernels.f32(out, 4 * (1 + templates))]).toEqual([...before.subarray(0, 4 * (1 + templates))])
    expect([...kernels.f32(beyond, 4)]).toEqual([3, 3, 3, 3])
  })
})

test('gatherNodes: a smooth image is read at the projection of each point, and only inside', () => {
  kernels.rewind()
  const n = 24, rotation = Float32Array.from(randomRotation(seededRandom(2)).subarray(0, 6), v => v * n)
  // A plane is read between pixels as it is: channel 0 is x, channel 1 is y, in pixels from the origin, channel 2 is 1.
  const image = Float32Array.from({ length: 4 * n * n }, (_, i) => [((i >> 2) % n) - 12, Math.floor((i >> 2) / n) - 12, 1, 0][i & 3])
  const random = seededRandom(3), count = 200, points = Float32Array.from({ length: 3 * count }, () => 0.9 * (random.uniform() - 0.5))
  const nodeOf = Int32Array.from({ length: count }, (_, i) => i)
  const out = kernels.put(new Float32Array(4 * count))
  call.gatherNodes(count, kernels.put(points), kernels.put(nodeOf), kernels.put(rotation), kernels.put(image), n, 0, 0, out)
  const sums = kernels.f32(out, 4 * count)
  let inside = 0
  for (let i = 0; i < count; i++) {
    const [u, v] = [0, 3].map(row => [0, 1, 2].reduce((sum, axis) => sum + rotation[row + axis] * points[3 * i + axis], 0))
    const seen = u >= -12 && v >= -12 && u < 11 && v < 11
    inside += seen ? 1 : 0
    const wanted = seen ? [u, v, 1, 0] : [0, 0, 0, 0]
    for (let channel = 0; channel < 4; channel++) expect(Math.abs(sums[4 * i + channel] - wanted[channel])).toBeLessThan(1e-4)
  }
  expect(inside).toBeGreaterThan(100)
  expect(inside).toBeLessThan(count)
})

/** ½ of the log-likelihood: what poseEquations are the derivatives of. */
function halfLogLikelihood({ points, observation }: Particle, volumes: slices.FourierVolumes, [a, b, c, x, y]: readonly number[]): number {
  const rotation = multiply(matrixFromRotationVector(a, b, c), doubles(points.rotation))
  const turned = { ...points, rotation }
  const particle = slices.prepare(turned, { ...observation, shift: [observation.shift[0] + x, observation.shift[1] + y] })
  const { linear, energy } = slices.score(points.count, particle, slices.project(turned, volumes), 1)
  return linear[0] - energy[0] / 2
}
const along = (axis: number, step: number): number[] => [0, 1, 2, 3, 4].map(i => (i === axis ? step : 0))

test('poseEquations: the gradient is the slope of the score, turned and shifted, wherever the pose stands', () => {
  const grid = fourierGrid(8)
  const one = particleOn(grid, 21)
  const volumes = { width: grid.width, centre: grid.centre, stride: 4, values: doubles(random32(one.random, grid.voxels * 4)) }
  const gradient = slices.poseEquations(one.points, slices.prepare(one.points, one.observation), volumes, [1], BOX).subarray(15)
  const step = 1e-7 // so small that no point changes its voxels
  const slope = [0, 1, 2, 3, 4].map(axis => (halfLogLikelihood(one, volumes, along(axis, step)) - halfLogLikelihood(one, volumes, along(axis, -step))) / (2 * step))
  for (let i = 0; i < 5; i++) expect(Math.abs(gradient[i] - slope[i]) / largest(slope.slice(i < 3 ? 0 : 3, i < 3 ? 3 : 5))).toBeLessThan(1e-5)
})

describe('a smooth volume and its own image', () => {
  const grid = fourierGrid(9)
  const map = blobVolume(blobMolecule(8, 3, 1.6, 4), grid.size)
  const fourier = new Float64Array(2 * grid.voxels)
  toFourier(grid, map, map, grid.limit + 1, fourier, new Float64Array(fourier.length))
  const values = Float32Array.from({ length: grid.voxels * 4 }, (_, i) => (i & 2 ? 0 : 1e3 * fourier[2 * (i >> 2) + (i & 1)]))
  const volumes = { width: grid.width, centre: grid.centre, stride: 4, values: doubles(values) }

  /** The image that the volume gives, CTF applied, and displaced so that the model moved by `shift` explains it. */
  function ownImage(seed: number): Particle {
    const one = particleOn(grid, seed), { points, observation } = one
    const { values: slice } = slices.project(points, volumes)
    const image = new Float32Array(2 * points.count)
    for (let m = 0; m < points.count; m++) {
      const angle = (-2 * Math.PI * (points.kx[m] * observation.shift[0] + points.ky[m] * observation.shift[1])) / BOX
      const factor = observation.contrast * observation.ctf[m], [re, im] = [slice[4 * m], slice[4 * m + 1]]
      image[2 * m] = factor * (re * Math.cos(angle) - im * Math.sin(angle))
      image[2 * m + 1] = factor * (re * Math.sin(angle) + im * Math.cos(angle))
    }
    return { ...one, observation: { ...observation, image } }
  }

  function kernelEquations(one: Particle, particle: slices.Weighted): Float64Array {
    kernels.rewind()
    const { kx, ky, rotation } = place(one)
    const weighted = kernels.put(Float32Array.from(particle.weighted)), power = kernels.put(Float32Array.from(particle.power))
    const pointer = kernels.put(values), q = kernels.put(Float32Array.of(1)), out = kernels.take(160)
    call.poseEquations(one.points.count, kx, ky, rotation, weighted, power, pointer, grid.width, grid.centre, 4, 1, q, BOX, out)
    return Float64Array.from(kernels.f64(out, 20))
  }

  test.each([1, 2, 3])('the kernels give the slopes and curvatures of the score, image %i', seed => {
    const one = ownImage(seed)
    const top = halfLogLikelihood(one, volumes, along(0, 0))
    const equations = kernelEquations(one, slices.prepare(one.points, one.observation))
    const diagonal = [0, 5, 9, 12, 14].map(i => equations[i])
    for (let axis = 0; axis < 5; axis++) {
      const step = axis < 3 ? 0.02 : 0.1
      const up = halfLogLikelihood(one, volumes, along(axis, step)), down = halfLogLikelihood(one, volumes, along(axis, -step))
      expect(Math.max(up, down)).toBeLessThan(top)
      // At the truth the score is highest and falls as the Hessian says. Trilinear reading rounds the top by a few per cent.
      expect(Math.abs((2 * top - up - down) / step ** 2 / diagonal[axis] - 1)).toBeLessThan(0.08)
      expect(Math.abs(equations[15 + axis])).toBeLessThan(1e-3 * diagonal[axis])
    }
  })

  test.each([4, 5, 6])('Gauss–Newton steps undo a turn of 2° and a shift, image %i', seed => {
    const one = ownImage(seed), truth = doubles(one.rotation)
    let rotation = multiply(matrixFromRotationVector(0.02, -0.02, 0.02), truth)
    const shift = [one.observation.shift[0] + 0.3, one.observation.shift[1] - 0.2] as [number, number]
    for (let turn = 0; turn < 6; turn++) {
      const now = { ...one, rotation: Float32Array.from(rotation), points: { ...one.points, rotation } }
      const step = solve5(kernelEquations(now, slices.prepare(now.points, { ...one.observation, shift })))
      rotation = multiply(matrixFromRotationVector(step[0], step[1], step[2]), rotation)
      shift[0] += step[3]
      shift[1] += step[4]
    }
    expect(angleBetween(rotation, truth)).toBeLessThan(0.01)
    expect(Math.hypot(shift[0] - one.observation.shift[0], shift[1] - one.observation.shift[1])).toBeLessThan(0.001)
  })
})

/** H⁻¹b of 20 numbers by Gauss–Jordan elimination. */
function solve5(equations: Float64Array): number[] {
  const rows: number[][] = Array.from({ length: 5 }, (_, i) => [...Array.from({ length: 5 }, () => 0), equations[15 + i]])
  let at = 0
  for (let a = 0; a < 5; a++) for (let b = a; b < 5; b++) rows[a][b] = rows[b][a] = equations[at++]
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      if (j === i) continue
      const factor = rows[j][i] / rows[i][i]
      rows[j] = rows[j].map((v, c) => v - factor * rows[i][c])
    }
  }
  return rows.map((row, i) => row[5] / row[i])
}
