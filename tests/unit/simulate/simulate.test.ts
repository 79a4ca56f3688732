import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readVolume } from '../../../src/main/formats/mrc.ts'
import { imageToFourier } from '../../../src/main/numerics/fft2.ts'
import { matrixFromEuler, multiply, rotationVectorFromMatrix, transpose } from '../../../src/main/numerics/rotations.ts'
import { SimulateOptions } from '../../../src/main/simulate/options.ts'
import { simulate } from '../../../src/main/simulate/simulate.ts'
import { context, mean, NO_CTF, simulatedSets, SMALL, spread } from './simulated.ts'

const { columns, csv, folder, hash, images, make, path } = simulatedSets()

test('the files are there, fit each other, and say how they were made', async () => {
  const summary = await make('plain')
  expect(readdirSync(join(folder, 'plain')).toSorted()).toEqual(['gt_class0.mrc', 'gt_class1.mrc', 'particles.mrcs', 'particles.star', 'simulation.json', 'truth.csv'])
  const { count, box } = images('plain')
  expect([count, box]).toEqual([40, 32])
  const truth = csv('plain', 'truth.csv')
  expect(truth.map(([index]) => index)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  expect(summary.states).toEqual([0, 1].map(state => truth.filter(([, value]) => value === state).length))
  expect(summary.states.every(n => n > 8)).toBe(true)
  expect(readVolume(path('plain', 'gt_class1.mrc'))).toMatchObject({ box: 32 })
  expect(readVolume(path('plain', 'gt_class1.mrc')).pixelSize).toBeCloseTo(summary.pixelSize, 5)
  const { options } = JSON.parse(readFileSync(path('plain', 'simulation.json'), 'utf8')) as { options: SimulateOptions }
  expect(SimulateOptions.parse(options)).toMatchObject({ seed: 1, pixelSize: summary.pixelSize })
  // 60 % of the box: the largest state is 0.6 × 32 pixels wide.
  expect(summary.pixelSize).toBeGreaterThan(4)
  expect(summary.pixelSize).toBeLessThan(6)
  const [subset, u] = columns('plain', ['rlnRandomSubset', 'rlnDefocusU'])
  expect(new Set(subset)).toEqual(new Set([1, 2]))
  expect(new Set(u).size).toBe(4)
  expect(Math.min(...u)).toBeGreaterThan(9500)
  expect(Math.max(...u)).toBeLessThan(25500)
})

test('the same seed gives the same bytes, another gives others', async () => {
  await Promise.all([make('one', { seed: 7 }), make('same', { seed: 7 }), make('other', { seed: 8 })])
  for (const file of ['particles.mrcs', 'particles.star', 'truth.csv', 'gt_class0.mrc']) expect(hash('one', file)).toBe(hash('same', file))
  expect(hash('other', 'particles.star')).not.toBe(hash('one', 'particles.star'))
})

test('a set of an earlier version is made again byte for byte', async () => {
  await make('before', { states: 'hsa3', noise: 'coloured', junk: 0.2, contrastSpread: 0.2, angleError: 3, shiftError: 0.5, occupancies: [3, 1, 1], invert: true, seed: 3 })
  // As version 0.1 wrote them, before there were neighbours and motion.
  expect(hash('before', 'particles.mrcs')).toBe('462d150ecfe6d23b50d3582820da4a0cc0ba07d9041b1929ea696e2a4700a738')
  expect(hash('before', 'particles.star')).toBe('e5b78263a081248bb43465e17a567fcb263d86828b7d351e95c12ec1a0b08537')
  expect(hash('before', 'true_poses.star')).toBe('43e817943a3f0919c72fd49c18109690fbec435c513f190dbe33a113d1131db5')
  expect(hash('before', 'truth.csv')).toBe('030ec4f7827c2701f7e0f315bee7dda3a95b0518dabe628f81353341e5182285')
  expect(hash('before', 'junk.csv')).toBe('5b79757583ec02708df08bccb300239781a40f5d70004d927f824f5e1fdd670d')
  expect(hash('before', 'gt_class2.mrc')).toBe('b0d19de53eb052ba8ec9d888d9d41a443dd937095c271c4d829599131fb354b1')
})

test('more particles and less noise change nothing else: poses and classes of the first ones stay', async () => {
  await Promise.all([make('few', { particles: 12 }), make('many', { particles: 30, snr: 1 })])
  const [few, many] = ['few', 'many'].map(name => columns(name, ['rlnAngleRot', 'rlnOriginXAngst', 'rlnDefocusV']).map(values => [...values.subarray(0, 12)]))
  expect(few).toEqual(many)
  expect(csv('many', 'truth.csv').slice(0, 12)).toEqual(csv('few', 'truth.csv'))
})

test('signal to noise is the ratio of variances over the whole image', async () => {
  const changes = { particles: 200, particlesPerMicrograph: 5, snr: 0.05 }
  await Promise.all([make('noisy', changes), make('clean', { ...changes, snr: null })])
  const [noisy, clean] = [images('noisy'), images('clean')]
  // The clean set has a mean signal variance of 1; subtracting it, scaled, leaves pure noise.
  const variances = Array.from({ length: 200 }, (_, i) => spread(clean.data.subarray(i * 1024, (i + 1) * 1024)) ** 2)
  expect(mean(variances)).toBeGreaterThan(0.9)
  expect(mean(variances)).toBeLessThan(1.1)
  const noise = noisy.data.map((value, i) => value - Math.sqrt(0.05) * clean.data[i])
  expect(spread(noise)).toBeCloseTo(1, 2)
  expect(Math.abs(mean(noise))).toBeLessThan(0.01)
})

test('a particle lies where its origin says: −displacement, in Å', async () => {
  await make('shifted', { ...NO_CTF, shift: 3 })
  // The image is the projection itself, whose centre of mass can be measured.
  const { data } = images('shifted')
  const [x, y] = columns('shifted', ['rlnOriginXAngst', 'rlnOriginYAngst'])
  const { pixelSize } = readVolume(path('shifted', 'gt_class0.mrc'))
  const truth = csv('shifted', 'truth.csv')
  for (let i = 0; i < 40; i++) {
    if (truth[i][1] !== 0) continue
    let [sum, sx, sy] = [0, 0, 0]
    for (let p = 0; p < 1024; p++) {
      const value = data[i * 1024 + p]
      sum += value
      sx += value * ((p % 32) - 16)
      sy += value * ((p >> 5) - 16)
    }
    // State 0 is the structure as it is, centred on its mass.
    expect(sx / sum).toBeCloseTo(-x[i] / pixelSize, 1)
    expect(sy / sum).toBeCloseTo(-y[i] / pixelSize, 1)
  }
  expect(spread(x) / pixelSize).toBeGreaterThan(2)
})

test('inverted contrast is the negative, noise apart', async () => {
  await Promise.all([make('white', { snr: null }), make('black', { snr: null, invert: true })])
  const [white, black] = [images('white').data, images('black').data]
  expect(black).toEqual(white.map(value => -value))
})

test('pose errors have the widths that were asked for; the true poses are kept', async () => {
  await make('errors', { particles: 400, angleError: 3, shiftError: 0.5 })
  const names = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', 'rlnOriginXAngst', 'rlnOriginYAngst']
  const [written, truth] = [columns('errors', names), columns('errors', names, 'true_poses.star')]
  const { pixelSize } = readVolume(path('errors', 'gt_class0.mrc'))
  const errors = Array.from({ length: 400 }, (_, i) => {
    const [a, b] = [written, truth].map(pose => matrixFromEuler(pose[0][i], pose[1][i], pose[2][i]))
    return rotationVectorFromMatrix(multiply(a, transpose(b))).map(value => (value * 180) / Math.PI)
  })
  for (let axis = 0; axis < 3; axis++) expect(Math.abs(spread(errors.map(error => error[axis])) - 3)).toBeLessThan(0.4)
  for (const axis of [3, 4]) expect(Math.abs(spread(written[axis].map((value, i) => (value - truth[axis][i]) / pixelSize)) - 0.5)).toBeLessThan(0.07)
})

test('junk is listed apart and missing from the truth; occupancies and contrast come out as asked for', async () => {
  const summary = await make('junk', { particles: 600, junk: 0.2, occupancies: [3, 1], contrastSpread: 0.2, snr: null, shift: 0 })
  const junk = csv('junk', 'junk.csv').map(([index]) => index)
  const truth = csv('junk', 'truth.csv')
  expect(new Set([...junk, ...truth.map(([index]) => index)]).size).toBe(600)
  expect(junk).toHaveLength(summary.junk)
  expect(Math.abs(junk.length - 120)).toBeLessThan(35)
  expect(Math.abs(summary.states[0] / truth.length - 0.75)).toBeLessThan(0.06)
  // Contrast: the same particles with and without it differ by a factor each.
  await make('even', { particles: 600, junk: 0.2, occupancies: [3, 1], snr: null, shift: 0 })
  const [varied, even] = [images('junk').data, images('even').data]
  const slope = (i: number): number => {
    const [a, b] = [varied, even].map(data => data.subarray(i * 1024, (i + 1) * 1024))
    return a.reduce((sum, value, p) => sum + value * b[p], 0) / b.reduce((sum, value) => sum + value * value, 0)
  }
  const slopes = truth.map(([index]) => slope(index - 1))
  expect(Math.abs(mean(slopes) - 1)).toBeLessThan(0.03)
  expect(Math.abs(spread(slopes) - 0.2)).toBeLessThan(0.03)
})

test('coloured noise is stronger at low frequency and differs by micrograph', async () => {
  await make('coloured', { particles: 120, particlesPerMicrograph: 60, snr: 1e-9, noise: 'coloured' })
  const { data } = images('coloured')
  const transform = new Float64Array(2048)
  const power = [0, 1].map(() => ({ low: 0, high: 0, lows: 0, highs: 0 }))
  for (let i = 0; i < 120; i++) {
    imageToFourier(data, 32, transform, i * 1024)
    const own = power[Math.floor(i / 60)]
    for (let p = 0; p < 1024; p++) {
      const k = Math.hypot(Math.min(p % 32, 32 - (p % 32)), Math.min(p >> 5, 32 - (p >> 5)))
      const square = (transform[2 * p] ** 2 + transform[2 * p + 1] ** 2) / 1024
      if (k > 0 && k < 2.5) {
        own.low += square
        own.lows++
      } else if (k > 12) {
        own.high += square
        own.highs++
      }
    }
  }
  const [first, second] = power.map(({ low, high, lows, highs }) => ({ low: low / lows, high: high / highs }))
  for (const { low, high } of [first, second]) expect(low / high).toBeGreaterThan(1.3)
  expect(Math.abs(first.high / second.high - 1) + Math.abs(first.low / second.low - 1)).toBeGreaterThan(0.1)
})

const atom = (serial: number, x: number): string => `ATOM  ${String(serial).padStart(5)}  CA  ALA A${String(serial).padStart(4)}    ${x.toFixed(3).padStart(8)}${'0.000'.padStart(8)}${'0.000'.padStart(8)}  1.00  0.00           C  `

test('several model files are states; states of one file are edits', async () => {
  for (const [name, far] of [['a.pdb', 30], ['b.pdb', 60]] as const) writeFileSync(join(folder, name), `${[0, 10, far].map((x, i) => atom(i + 1, x)).join('\n')}\nEND\n`)
  const structures = ['a.pdb', 'b.pdb'].map(name => join(folder, name))
  const summary = await make('files', { structures, states: 'as-is', pixelSize: 6 })
  expect(summary.states).toHaveLength(2)
  const [a, b] = ['gt_class0.mrc', 'gt_class1.mrc'].map(name => readVolume(path('files', name)).data)
  // One frame for both: the atoms that stay are at the same voxels.
  const largest = Math.max(...a)
  expect(a.filter((value, i) => value > largest / 2 && b[i] > largest / 2).length).toBeGreaterThan(0)
  await expect(make('edits', { structures, states: 'drop A:1' })).rejects.toThrow('several model files are states already')
})

describe('what cannot be done', () => {
  test.each([
    ['too large for the box', { pixelSize: 1.5 }, 'larger than the box'],
    ['wrong number of occupancies', { occupancies: [1, 1, 1] }, '3 numbers for 2 states'],
    ['no such file', { structures: ['nowhere.pdb'], states: 'as-is' }, 'nowhere.pdb'],
    ['no such chain', { states: 'drop Q' }, 'no chain Q'],
  ] as const)('%s: one line, and nothing is left', async (name, changes, said) => {
    const error = await make(name, changes as Partial<SimulateOptions>).then(() => null, (reason: Error) => reason)
    expect(error?.name).toBe('Failure')
    expect(error?.message).toContain(said)
    expect(existsSync(join(folder, name))).toBe(false)
  })

  test('a folder with an earlier set is refused, replaced with overwrite, and other files in it stay', async () => {
    mkdirSync(join(folder, 'used'))
    writeFileSync(path('used', 'notes.txt'), 'mine')
    await make('used', { particles: 5, states: 'hsa3' })
    await expect(make('used', { particles: 5 })).rejects.toThrow('is there already')
    await make('used', { particles: 6, overwrite: true })
    expect(readdirSync(join(folder, 'used'))).toContain('notes.txt')
    expect(existsSync(path('used', 'gt_class2.mrc'))).toBe(false)
    expect(images('used').count).toBe(6)
  })

  test('a cancelled simulation leaves nothing', async () => {
    const abort = new AbortController()
    const ctx = { ...context(abort.signal), report: () => abort.abort() }
    const options = SimulateOptions.parse({ ...SMALL, output: join(folder, 'cancelled'), particles: 5000 })
    await expect(simulate(options, ctx)).rejects.toThrow('abort')
    expect(existsSync(join(folder, 'cancelled'))).toBe(false)
  })
})
