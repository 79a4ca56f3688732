import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStack, readVolume } from '../../../src/main/formats/mrc.ts'
import { volumeToFourier } from '../../../src/main/numerics/fft3.ts'
import { DEFAULT_SIMULATION, SimulateOptions } from '../../../src/main/simulate/options.ts'
import { simulate } from '../../../src/main/simulate/simulate.ts'

const installed = (program: string): boolean => !spawnSync(program, ['--version']).error
const relion = installed('relion_project') && installed('relion_reconstruct')
const validator = installed('mrcfile-validate')
const BOX = 40

/** Correlation of the shells of two maps. */
function shellCorrelation(a: Float32Array, b: Float32Array, box: number): number[] {
  const [fa, fb] = [a, b].map(data => {
    const transform = new Float64Array(2 * box ** 3)
    volumeToFourier(data, box, transform)
    return transform
  })
  const sums = Array.from({ length: box >> 1 }, () => [0, 0, 0])
  for (let i = 0; i < box ** 3; i++) {
    const [x, y, z] = [i % box, Math.floor(i / box) % box, Math.floor(i / box ** 2)].map(k => Math.min(k, box - k))
    const shell = sums[Math.round(Math.hypot(x, y, z))]
    if (!shell) continue
    shell[0] += fa[2 * i] * fb[2 * i] + fa[2 * i + 1] * fb[2 * i + 1]
    shell[1] += fa[2 * i] ** 2 + fa[2 * i + 1] ** 2
    shell[2] += fb[2 * i] ** 2 + fb[2 * i + 1] ** 2
  }
  return sums.map(([ab, aa, bb]) => ab / Math.sqrt(aa * bb))
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

function fit(a: Float32Array, b: Float32Array): { correlation: number; slope: number } {
  const [ma, mb] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  a.forEach((value, i) => {
    ab += (value - ma) * (b[i] - mb)
    aa += (value - ma) ** 2
    bb += (b[i] - mb) ** 2
  })
  return { correlation: ab / Math.sqrt(aa * bb), slope: ab / aa }
}

describe.skipIf(!relion)(`against RELION${relion ? '' : ' (not installed: skipped)'}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-relion-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const run = (program: string, ...args: string[]): void => {
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  }

  beforeAll(async () => {
    const options = SimulateOptions.parse({
      ...DEFAULT_SIMULATION, structures: ['hsa'], states: 'as-is', output: folder, box: BOX, particles: 800, snr: null, particlesPerMicrograph: 20, astigmatism: 2000,
    })
    await simulate(options, { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} })
  })

  test('relion_project of the true map makes the images: pose, origin, CTF and scale', () => {
    const lines = readFileSync(join(folder, 'particles.star'), 'utf8').split('\n')
    const first = lines.findIndex(line => /^\d+@/.test(line))
    writeFileSync(join(folder, 'some.star'), `${lines.slice(0, first + 40).join('\n')}\n`)
    run('relion_project', '--i', 'gt_class0.mrc', '--ang', 'some.star', '--ctf', '--o', 'projected', '--angpix', String(readVolume(join(folder, 'gt_class0.mrc')).pixelSize))
    const [ours, theirs] = ['particles.mrcs', 'projected.mrcs'].map(name => openStack(join(folder, name)))
    const [a, b] = [new Float32Array(BOX * BOX), new Float32Array(BOX * BOX)]
    expect(theirs.count).toBe(40)
    for (let i = 0; i < 40; i++) {
      ours.read(i, a)
      theirs.read(i, b)
      const { correlation, slope } = fit(a, b)
      expect(correlation).toBeGreaterThan(0.99)
      expect(slope).toBeCloseTo(1, 1)
    }
  })

  test('relion_reconstruct gives the true map back, positive and of the right hand', () => {
    run('relion_reconstruct', '--i', 'particles.star', '--ctf', '--o', 'rebuilt.mrc')
    const [truth, rebuilt] = ['gt_class0.mrc', 'rebuilt.mrc'].map(name => readVolume(join(folder, name)).data)
    const fsc = shellCorrelation(truth, rebuilt, BOX)
    expect(Math.min(...fsc.slice(1, Math.floor((2 / 3) * (BOX / 2)) + 1))).toBeGreaterThan(0.95)
    // The mirror image must not fit as well, or the test would not see a wrong hand.
    const mirrored = rebuilt.map((_, i) => rebuilt[i - (i % BOX) + ((BOX - (i % BOX)) % BOX)])
    expect(shellCorrelation(truth, mirrored, BOX)[10]).toBeLessThan(0.9)
  })

  test.skipIf(!validator)('mrcfile-validate finds nothing wrong', () => {
    expect(execFileSync('mrcfile-validate', ['particles.mrcs', 'gt_class0.mrc'], { cwd: folder, encoding: 'utf8' })).toMatch(/valid/)
  })
})
