import { describe, expect, test } from 'vitest'
import { project, projectorFor } from '../../../src/main/app/particles/mapProjector.ts'
import { stretch } from '../../../src/main/app/particles/picture.ts'
import { TileSpectrum } from '../../../src/main/app/particles/tileSpectrum.ts'
import { writeVolume } from '../../../src/main/formats/mrc.ts'
import { ctfFrequencies, fillCtf } from '../../../src/main/numerics/ctf.ts'
import { randomRotation } from '../../../src/main/numerics/rotations.ts'
import { seededRandom } from '../../../src/main/numerics/rng.ts'
import { blobImage, blobMolecule, blobVolume, type Blob } from '../../numerics/blobs.ts'
import { correlation } from './correlation.ts'
import { scratch } from './finishedProject.ts'

const place = scratch()

/** cos 2π(kx·x + ky·y)/n with its crest at pixel n >> 1. */
const wave = (n: number, kx: number, ky: number): Float32Array =>
  Float32Array.from({ length: n * n }, (_, i) => Math.cos((2 * Math.PI * (kx * ((i % n) - (n >> 1)) + ky * (Math.floor(i / n) - (n >> 1)))) / n))
const sum = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value + b[i])

function drawn(size: number, image: Float32Array, box: number, change: (spectrum: TileSpectrum) => void = () => undefined): Float32Array {
  const spectrum = new TileSpectrum(box, 2, size), out = new Float32Array(size * size)
  spectrum.read(image)
  change(spectrum)
  spectrum.draw(out)
  return out
}

describe.each([[64, 32], [60, 25], [33, 20], [32, 48], [64, 64]])('an image of %i px as a picture of %i', (box, size) => {
  test('keeps the waves that the picture can hold, with their origin where it was, and drops the others', () => {
    expect(correlation(drawn(size, wave(box, 3, -2), box), wave(size, 3, -2))).toBeGreaterThan(0.9999)
    if (size >= box) return
    const fine = wave(box, 0, (size >> 1) + 1)
    expect(correlation(drawn(size, sum(wave(box, 2, 5), fine), box), wave(size, 2, 5))).toBeGreaterThan(0.9999)
  })

  test('low-passed loses what is finer', () => {
    // 2·box Å wide: wave 3 is of 2·box/3 Å, wave 8 of 2·box/8.
    const out = drawn(size, sum(wave(box, 3, 0), wave(box, 0, 8)), box, spectrum => spectrum.lowPass((2 * box) / 5.5))
    expect(correlation(out, wave(size, 3, 0))).toBeGreaterThan(0.999)
  })
})

test('an image that carries a CTF is like the one without after correction, whatever its sign', () => {
  const box = 48, blobs = blobMolecule(8, 10, 2, 1), plain = blobImage(blobs, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), 0, box)
  const ctf = { voltage: 300, sphericalAberration: 2.7, amplitudeContrast: 0.1, defocusU: 12_000, defocusV: 11_500, defocusAngle: 0.4, phaseShift: 0, bfactor: 0, scale: 1 }
  const clean = drawn(box, plain, box)
  for (const sign of [1, -1] as const) {
    const applied = drawn(box, plain, box, ({ coefficients: { count, kx, ky }, values }) => {
      const c = new Float64Array(count)
      fillCtf(ctf, ctfFrequencies(kx.map(k => k / (2 * box)), ky.map(k => k / (2 * box))), c)
      for (let i = 0; i < 2 * count; i++) values[i] *= sign * c[i >> 1]
    })
    expect(sign * correlation(applied, clean)).toBeLessThan(0.85)
    expect(correlation(drawn(box, applied, box, spectrum => spectrum.correct(ctf, sign)), clean)).toBeGreaterThan(0.9)
  }
})

describe('a projection', () => {
  const blobs = blobMolecule(12, 9, 2, 5), random = seededRandom(8)
  const scaled = (factor: number): Blob[] => blobs.map(({ x, y, z, sigma, weight }) => ({ x: x * factor, y: y * factor, z: z * factor, sigma: sigma * factor, weight }))
  const write = (name: string, box: number, pixelSize: number): string => {
    writeVolume(place(name), { box, pixelSize, data: blobVolume(scaled(3 / pixelSize), box) })
    return place(name)
  }
  /** Of blobs in units of 3 Å, in an image of `box` px of `pixelSize` Å. */
  const agreement = (map: string, box: number, pixelSize: number, size: number): number[] => Array.from({ length: 6 }, () => {
    const rotation = randomRotation(random), shift = [2.3 * random.normal(), 2.3 * random.normal()]
    const spectrum = new TileSpectrum(box, pixelSize, size), picture = new Float32Array(size * size)
    project(projectorFor(map, 100), spectrum.coefficients, { rotation: [...rotation], shift, box, pixelSize }, spectrum.values)
    spectrum.draw(picture)
    return correlation(picture, drawn(size, blobImage(scaled(3 / pixelSize), rotation, 0, box, -shift[0], -shift[1]), box))
  })

  test('is the object in the particle’s view, where the particle lies', () => {
    for (const value of agreement(write('own.mrc', 48, 3), 48, 3, 48)) expect(value).toBeGreaterThan(0.999)
  })

  test('of a map with another box and pixel size too', () => {
    for (const value of agreement(write('finer.mrc', 80, 2), 48, 3, 32)) expect(value).toBeGreaterThan(0.995)
    for (const value of agreement(write('coarser.mrc', 40, 4), 48, 3, 48)) expect(value).toBeGreaterThan(0.995)
  })

  test('needs of a large map only what the picture shows', () => {
    const map = write('own.mrc', 48, 3), whole = projectorFor(map, 100), small = projectorFor(map, 10)
    expect([whole.limit, whole.size, small.limit, small.size]).toEqual([23, 96, 10, 48])
    expect(projectorFor(map, 10)).toBe(small)
  })
})

test('stretching takes mean ± 3 σ to black and white, and leaves a flat image grey', () => {
  const image = Float32Array.from({ length: 1000 }, (_, i) => (i === 0 ? 1000 : i === 1 ? -1000 : i % 2)), out = new Uint8Array(1002)
  stretch(image, out, 1)
  expect([out[0], out[1], out[2], out[1001]]).toEqual([0, 255, 0, 0])
  expect(out.subarray(3, 1001).every(value => Math.abs(value - 127.5) < 1)).toBe(true)
  stretch(new Float32Array(4).fill(7), out, 0)
  expect([...out.subarray(0, 4)]).toEqual([128, 128, 128, 128])
})
