import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importParticles } from '../../src/main/compute/stages/importParticles.ts'
import { halfMaps } from '../../src/main/compute/stages/maps/halfMaps.ts'
import type { Reconstruction } from '../../src/main/compute/stages/maps/finishMaps.ts'
import { reconstruct, type ReconstructInput } from '../../src/main/compute/stages/reconstruct.ts'
import { Pool } from '../../src/main/compute/threads/pool.ts'
import { measureMap } from '../../src/main/compute/threads/measureMap.ts'
import { openStack, readVolume, writeStack, writeVolume } from '../../src/main/formats/mrc.ts'
import { findBlock, numberColumns, readStar, rewriteStar } from '../../src/main/formats/star.ts'
import { volumeToFourier } from '../../src/main/numerics/fft3.ts'
import { filterVolume, lowPassGain } from '../../src/main/numerics/filters.ts'
import { firstCrossing, fourierShellCorrelation } from '../../src/main/numerics/fsc.ts'
import { lnAmplitudes } from '../../src/main/numerics/guinier.ts'
import { checkedMask } from '../../src/main/compute/sorting/givenMask.ts'
import { softMask } from '../../src/main/numerics/masks.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { DEFAULT_SIMULATION } from '../../src/main/simulate/options.ts'
import { simulate } from '../../src/main/simulate/simulate.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import type { Progress, StageContext } from '../../src/preload/contract/progress.ts'
import { blobMolecule, blobVolume } from '../numerics/blobs.ts'
import { runRelion, testWithRelion } from './relion.ts'

const [BOX, PIXEL, COUNT] = [48, 2.4, 720]

/** So many particles are called junk. */
const JUNK = 12

const folder = mkdtempSync(join(tmpdir(), 'cgr-reconstruct-'))
const set = join(folder, 'set')
const controller = new AbortController()
const pool = new Pool(2, controller.signal)
let input: ReconstructInput
let result: Reconstruction
const progress: Progress[] = []

function context(signal = controller.signal): StageContext {
  return { signal, report: step => progress.push(step), log: () => undefined, warn: () => undefined }
}
function emptyFolder(name: string): string {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}
const truthMap = (k: number): Float32Array => readVolume(join(set, `gt_class${k}.mrc`)).data
const written = (name: string): Float32Array => readVolume(join(folder, 'maps', name)).data
function amplitudes(map: Float32Array): Float64Array {
  const transform = new Float32Array(2 * BOX ** 3)
  volumeToFourier(map, BOX, transform)
  return lnAmplitudes(transform, BOX)
}
function columns(path: string, block: string, names: readonly string[]): Float64Array[] {
  const star = readStar(path)
  return numberColumns(star, findBlock(star, block)!.tables[0], names)
}
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

beforeAll(async () => {
  await simulate({ ...DEFAULT_SIMULATION, output: set, structures: ['hsa'], states: 'hsa2', particles: COUNT, box: BOX, pixelSize: PIXEL, resolution: 5, snr: 1, shift: 2, contrastSpread: 0, seed: 5 }, context())
  const { particles } = importParticles(join(set, 'particles.star'))
  const truth = readFileSync(join(set, 'truth.csv'), 'utf8').trim().split('\n').slice(1).map(line => Number(line.split(',')[1]))
  input = {
    particles, rotation: particles.rotation, shift: particles.shift, contrast: new Float64Array(COUNT).fill(1),
    classNumber: Int32Array.from(truth, (k, i) => (i % (COUNT / JUNK) === 0 ? 0 : k + 1)), half: particles.half!, sign: 1, classes: 2, outputDir: emptyFolder('maps'), mask: null,
  }
  result = await reconstruct(input, context(), pool)
}, 300_000)

afterAll(async () => {
  await pool.close()
  rmSync(folder, { recursive: true })
})

test('the folder holds exactly the promised files, in the input\'s box and pixel size', () => {
  const names = [1, 2].flatMap(k => [`run_class00${k}.mrc`, `run_class00${k}_fsc.star`, `run_class00${k}_locres.mrc`, `run_half1_class00${k}_unfil.mrc`, `run_half2_class00${k}_unfil.mrc`])
  expect(readdirSync(join(folder, 'maps')).toSorted()).toEqual(['mask.mrc', ...names].toSorted())
  for (const name of [...names, 'mask.mrc'].filter(file => file.endsWith('.mrc'))) {
    const { box, pixelSize } = readVolume(join(folder, 'maps', name))
    expect([box, pixelSize]).toEqual([BOX, expect.closeTo(PIXEL, 5)])
  }
})

test('every particle but the junk is counted, and told as progress', () => {
  const counts = result.classes.map(({ particles }) => particles)
  expect(counts).toEqual([1, 2].map(k => input.classNumber.filter(value => value === k).length))
  expect(counts[0] + counts[1]).toBe(COUNT - JUNK)
  expect(progress.some(({ stage, done, total }) => stage === 'reconstruct' && done === COUNT - JUNK && total === COUNT - JUNK)).toBe(true)
})

test('each class map is its own truth, positive and on its scale, and not that of the other class', () => {
  for (const k of [0, 1]) {
    const map = result.classes[k].volume.data
    const own = fourierShellCorrelation(map, truthMap(k), BOX)
    const other = fourierShellCorrelation(map, truthMap(1 - k), BOX)
    expect(Math.min(...own.slice(1, 11))).toBeGreaterThan(0.95)
    expect(mean(own.slice(4, 14)) - mean(other.slice(4, 14))).toBeGreaterThan(0.05)
    const truth = truthMap(k)
    const scale = truth.reduce((sum, value, i) => sum + value * map[i], 0) / truth.reduce((sum, value) => sum + value * value, 0)
    expect(scale).toBeGreaterThan(0.9)
    expect(scale).toBeLessThan(1.1)
  }
})

test('the filtered map is the average, weighted by its FSC and sharpened by its B-factor, shell by shell', () => {
  for (const { number, volume, fsc, bfactor, resolutionA } of result.classes) {
    expect(bfactor).toBeLessThan(-50)
    const [before, after] = [amplitudes(volume.data), amplitudes(written(`run_class00${number}.mrc`))]
    for (let shell = 2; shell < (BOX * PIXEL) / resolutionA - 2; shell++) {
      const weight = Math.sqrt((2 * fsc.corrected[shell]) / (1 + fsc.corrected[shell]))
      // ln of the gain is taken at the shell's middle: half a shell of B-factor slack.
      expect(Math.abs(after[shell] - before[shell] - Math.log(weight) + (bfactor! / 4) * fsc.frequency[shell] ** 2)).toBeLessThan(0.02)
    }
  }
})

test('the mask holds the particle and little else', () => {
  const truth = truthMap(0)
  const peak = truth.reduce((most, value) => Math.max(most, value), 0)
  expect(truth.every((value, i) => value < 0.2 * peak || result.mask.data[i] > 0.9)).toBe(true)
  expect(mean(result.mask.data)).toBeLessThan(0.4)
  expect(written('mask.mrc')).toEqual(result.mask.data)
})

test('the FSC in the star file is the one returned, and gives the resolution', () => {
  const [corrected, masked] = columns(join(folder, 'maps', 'run_class001_fsc.star'), 'fsc', ['rlnFourierShellCorrelationCorrected', 'rlnFourierShellCorrelationMaskedMaps'])
  const { fsc, resolutionA } = result.classes[0]
  expect(corrected).toHaveLength(BOX / 2 + 1)
  fsc.corrected.forEach((value, shell) => expect(corrected[shell]).toBeCloseTo(value, 5))
  fsc.masked.forEach((value, shell) => expect(masked[shell]).toBeCloseTo(value, 5))
  expect(fsc.frequency[10]).toBeCloseTo(10 / (BOX * PIXEL), 10)
  expect((BOX * PIXEL) / firstCrossing(corrected)).toBeCloseTo(resolutionA, 3)
})

test('local resolution in the particle lies around the overall one', () => {
  const local = written('run_class001_locres.mrc')
  const inside = [...local].filter((_, i) => result.mask.data[i] === 1).toSorted((a, b) => a - b)
  const { resolutionA } = result.classes[0]
  expect(inside[inside.length >> 1]).toBeGreaterThan(0.7 * resolutionA)
  expect(inside[inside.length >> 1]).toBeLessThan(1.6 * resolutionA)
  expect(inside[0]).toBeGreaterThanOrEqual(2 * PIXEL - 1e-4)
})

test('the number of threads changes no bit of any file', async () => {
  const other = new Pool(1, controller.signal)
  const outputDir = emptyFolder('one-thread')
  await reconstruct({ ...input, outputDir }, context(), other)
  await other.close()
  for (const name of readdirSync(outputDir)) expect(readFileSync(join(outputDir, name)).equals(readFileSync(join(folder, 'maps', name))), name).toBe(true)
})

test('parts are added in order, whichever thread was first', async () => {
  const options = { classes: 2, sign: 1, box: BOX, pixelSize: PIXEL, partLength: 60 } as const
  const wide = new Pool(3, controller.signal)
  const [two, three] = [await halfMaps(input, options, context(), pool), await halfMaps(input, options, context(), wide)]
  await wide.close()
  const whole = await halfMaps(input, { ...options, partLength: COUNT }, context(), pool)
  for (const k of [0, 1]) {
    for (const half of [0, 1]) {
      expect(two[k].maps[half]).toEqual(three[k].maps[half])
      const largest = whole[k].maps[half].reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(whole[k].maps[half].every((value, i) => Math.abs(value - two[k].maps[half][i]) < 1e-4 * largest)).toBe(true)
    }
    expect(two[k].particles).toEqual(whole[k].particles)
  }
})

test('an inverted stack with sign −1 and doubled contrast gives the same maps at half the height', async () => {
  const path = join(folder, 'inverted.mrcs')
  const stack = openStack(input.particles.files[0])
  const images = new Float32Array(COUNT * BOX * BOX)
  stack.readMany(0, COUNT, images)
  stack.close()
  writeStack(path, images.map(value => -value), { box: BOX, pixelSize: PIXEL })
  const inverted: ReconstructInput = { ...input, particles: { ...input.particles, files: [path] }, sign: -1, contrast: new Float64Array(COUNT).fill(2) }
  const maps = await halfMaps(inverted, { classes: 1, sign: -1, box: BOX, pixelSize: PIXEL }, context(), pool)
  const expected = written('run_half1_class001_unfil.mrc')
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(expected.every((value, i) => Math.abs(value - 2 * maps[0].maps[0][i]) < 1e-3 * largest)).toBe(true)
})

test('particles of two optics groups of other box and pixel size make one map', async () => {
  // The same particles seen in 48 and, cut out of them, in 40 pixels: the second group's box is smaller.
  const path = join(folder, 'smaller.mrcs')
  const small = 40
  const stack = openStack(input.particles.files[0])
  const image = new Float32Array(BOX * BOX)
  const cut = new Float32Array(COUNT * small * small)
  for (let i = 0; i < COUNT; i++) {
    stack.read(i, image)
    for (let y = 0; y < small; y++) for (let x = 0; x < small; x++) cut[(i * small + y) * small + x] = image[(y + 4) * BOX + x + 4]
  }
  stack.close()
  writeStack(path, cut, { box: small, pixelSize: PIXEL })
  const { particles } = input
  const mixed: ReconstructInput = {
    ...input,
    particles: {
      ...particles, files: [...particles.files, path], optics: [particles.optics[0], { ...particles.optics[0], name: 'second', box: small }],
      file: particles.file.map((_, i) => i % 2), opticsGroup: particles.opticsGroup.map((_, i) => i % 2),
    },
  }
  const maps = await halfMaps(mixed, { classes: 1, sign: 1, box: BOX, pixelSize: PIXEL }, context(), pool)
  const average = maps[0].maps[0].map((value, i) => (value + maps[0].maps[1][i]) / 2)
  const curve = fourierShellCorrelation(average, result.classes[0].volume.data, BOX)
  expect(Math.min(...curve.slice(1, 12))).toBeGreaterThan(0.97)
})

describe('what cannot be done', () => {
  test('a stack that was cut off is named, and nothing is written', async () => {
    const outputDir = emptyFolder('cut-off')
    const path = join(folder, 'cut-off.mrcs')
    copyFileSync(input.particles.files[0], path)
    truncateSync(path, 1024 + 4 * BOX * BOX * 100)
    const broken = { ...input, outputDir, particles: { ...input.particles, files: [path] } }
    const thrown = await reconstruct(broken, context(), pool).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(Failure)
    expect((thrown as Failure).line).toContain('cut-off.mrcs')
    expect(readdirSync(outputDir)).toEqual([])
    // The threads live on.
    expect((await halfMaps(input, { classes: 1, sign: 1, box: BOX, pixelSize: PIXEL }, context(), pool)).length).toBe(1)
  })

  test('a cancelled run stops and leaves no file', async () => {
    const outputDir = emptyFolder('cancelled')
    const own = new AbortController()
    const ownPool = new Pool(1, own.signal)
    let reports = 0
    const stopping: StageContext = { ...context(own.signal), report: () => { if (++reports === 1) own.abort(new Failure('cancelled', 'cancelled')) } }
    const thrown = await reconstruct({ ...input, outputDir }, stopping, ownPool).catch((error: unknown) => error)
    await ownPool.close()
    expect(thrown).toBeInstanceOf(Failure)
    expect((thrown as Failure).kind).toBe('cancelled')
    expect(readdirSync(outputDir)).toEqual([])
  })

  test('a class without particles gets empty maps and a warning; a given mask is used and kept', async () => {
    const outputDir = emptyFolder('empty-class')
    const { classes, warnings, mask } = await reconstruct({ ...input, classes: 3, outputDir, mask: checkedMask({ ...result.mask, pixelSize: 0 }, BOX, PIXEL, 'mask.mrc') }, context(), pool)
    expect(classes[2].particles).toBe(0)
    expect(classes[2].volume.data.every(value => value === 0)).toBe(true)
    expect(Number.isFinite(classes[2].resolutionA)).toBe(true)
    expect(warnings.filter(line => line.startsWith('class 3: only 0 particles'))).toHaveLength(1)
    expect(mask.data).toEqual(result.mask.data)
    expect(mask.pixelSize).toBe(PIXEL)
    expect(readdirSync(outputDir)).toHaveLength(16)
  })
})

describe('agreement with RELION 3.1', () => {
  testWithRelion('relion_reconstruct', 'our class maps are those that RELION makes from the same star file', () => {
    const where = emptyFolder('relion')
    symlinkSync(join(set, 'particles.mrcs'), join(where, 'particles.mrcs'))
    const star = readStar(join(set, 'particles.star'))
    const table = findBlock(star, 'particles')!.tables[0]
    rewriteStar(star, join(where, 'classes.star'), [{ table, columns: [{ name: 'rlnClassNumber', value: row => input.classNumber[row] }] }])
    for (const { number, volume } of result.classes) {
      runRelion('relion_reconstruct', ['--i', 'classes.star', '--o', 'map.mrc', '--ctf', '--class', String(number)], where)
      const curve = fourierShellCorrelation(readVolume(join(where, 'map.mrc')).data, volume.data, BOX)
      expect(Math.min(...curve.slice(1, Math.floor(BOX / 3) + 1))).toBeGreaterThan(0.95)
    }
  })

  const CURVES = ['rlnFourierShellCorrelationUnmaskedMaps', 'rlnFourierShellCorrelationMaskedMaps', 'rlnFourierShellCorrelationCorrected']

  testWithRelion('relion_postprocess', 'the FSC curves of our half-maps and mask are RELION\'s', () => {
    const where = emptyFolder('postprocess')
    const maps = join(folder, 'maps')
    for (const { number, fsc } of result.classes) {
      const half = (i: number): string => join(maps, `run_half${i}_class00${number}_unfil.mrc`)
      runRelion('relion_postprocess', ['--i', half(1), '--i2', half(2), '--mask', join(maps, 'mask.mrc'), '--o', join(where, 'post')], where)
      const [unmasked, masked, corrected] = columns(join(where, 'post.star'), 'fsc', CURVES)
      for (let shell = 1; shell <= BOX / 2; shell++) {
        expect(Math.abs(fsc.unmasked[shell] - unmasked[shell])).toBeLessThan(1e-4)
        expect(Math.abs(fsc.masked[shell] - masked[shell])).toBeLessThan(1e-4)
        // Phases are random on both sides.
        expect(Math.abs(fsc.corrected[shell] - corrected[shell])).toBeLessThan(0.15)
      }
    }
  })

  testWithRelion('relion_postprocess', 'resolution and B-factor are RELION\'s', () => {
    // Where the FSC falls steeply, random phases do not move the crossing: a molecule to 6.4 Å, with a B-factor of 200 Å², and noise.
    const where = emptyFolder('steep')
    const [box, pixelSize] = [64, 2]
    const length = box * pixelSize
    const noise = (seed: number): Float32Array => {
      const random = seededRandom(seed)
      return Float32Array.from({ length: box ** 3 }, () => random.normal())
    }
    const blobs = blobVolume(blobMolecule(60, 16, 1.5, 4), box)
    const { data: mask } = softMask(blobs, box, pixelSize)
    const power = noise(1).map((value, i) => value * (blobs[i] > 0.3 ? 1 : 0))
    const signal = filterVolume(power, box, radius => 60 * lowPassGain(radius, length / 6.4, 2) * Math.exp(-50 * (radius / length) ** 2))
    const halves = [2, 3].map(seed => noise(seed).map((value, i) => value + signal[i]))
    halves.forEach((data, i) => writeVolume(join(where, `half${i + 1}.mrc`), { box, pixelSize, data }))
    writeVolume(join(where, 'mask.mrc'), { box, pixelSize, data: mask })
    const measured = measureMap({ box, pixelSize, halves: [halves[0], halves[1]], mask, label: 'test' })
    const options = ['--auto_bfac', '--autob_highres', String(measured.resolutionA)]
    runRelion('relion_postprocess', ['--i', 'half1.mrc', '--i2', 'half2.mrc', '--mask', 'mask.mrc', '--angpix', String(pixelSize), '--o', join(where, 'post'), ...options], where)
    const [, , corrected] = columns(join(where, 'post.star'), 'fsc', CURVES)
    const [[resolution], [bfactor]] = columns(join(where, 'post.star'), 'general', ['rlnFinalResolution', 'rlnBfactorUsedForSharpening'])
    expect(Math.abs(length / firstCrossing(corrected) / measured.resolutionA - 1)).toBeLessThan(0.02)
    // RELION names the last shell above 0.143; ours lies between it and the next.
    expect(Math.floor(length / measured.resolutionA)).toBe(Math.round(length / resolution))
    expect(Math.abs(bfactor / measured.bfactor! - 1)).toBeLessThan(0.02)
  })
})
