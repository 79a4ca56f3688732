import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { junkOf, powerCurve, sampleRows } from '../../src/main/compute/check/findings.ts'
import { startCheck } from '../../src/main/core/startCheck.ts'
import { readVolume } from '../../src/main/formats/mrc.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { DEFAULT_SIMULATION } from '../../src/main/simulate/options.ts'
import { simulate } from '../../src/main/simulate/simulate.ts'
import { CheckResult } from '../../src/preload/contract/calls/check.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import { context, scratch, simulatedSet, stoppedIn, type SimulatedSet } from './sets.ts'

const folder = scratch()
const PARTICLES = 500, BOX = 32
const check = (input: string, output: string, ctx: StageContext = context(), seed = 1): Promise<CheckResult> => {
  mkdirSync(folder.path(output), { recursive: true })
  return startCheck({ input, root: null, passthrough: null, outputDir: folder.path(output), threads: 2, seed }, ctx)
}
const files = (output: string): string[] => readdirSync(folder.path(output), { recursive: true }).map(String).toSorted()
const WHOLE = ['check', 'check/check.json', 'check/consensus.mrc', 'check/mask.mrc']
const bytes = (output: string, name: string): Buffer => readFileSync(folder.path(output, 'check', name))

describe('images', () => {
  let set: SimulatedSet, result: CheckResult
  const stages: string[] = []
  beforeAll(async () => {
    set = await simulatedSet(folder.path('set'), { particles: PARTICLES, snr: 0.2, junk: 0.1, angleError: 3, shiftError: 0.5, invert: true, seed: 4 })
    result = await check(set.star, 'images', context(undefined, ({ stage }) => { if (stages.at(-1) !== stage) stages.push(stage) }))
  }, 300_000)

  test('go through the stages, and leave two maps and a report that says the same', () => {
    expect(stages).toEqual(['import', 'prove match', 'load images', 'judge particles', 'consensus', 'pose error', 'write'])
    expect(files('images')).toEqual(WHOLE)
    expect(CheckResult.parse(JSON.parse(bytes('images', 'check.json').toString()))).toEqual(result)
  })
  test('are judged: sign, junk, errors of the poses', () => {
    const junk = set.truth.filter(label => label < 0).length
    expect([result.contrast.sign, result.particles, result.warnings]).toEqual([-1, { total: PARTICLES, checked: PARTICLES }, []])
    expect(Math.abs(result.junk.particles - junk)).toBeLessThanOrEqual(5)
    expect(Math.abs(result.poseError!.angleDeg / 3 - 1)).toBeLessThan(0.2)
    expect(Math.abs(result.poseError!.shiftPx / 0.5 - 1)).toBeLessThan(0.2)
  })
  test('show their consensus, unmasked, and a mask that holds it, over the same Å', () => {
    const [consensus, mask] = ['consensus', 'mask'].map(name => readVolume(folder.path('images', 'check', `${name}.mrc`)))
    for (const [map, entry] of [[consensus, result.consensus], [mask, result.mask]] as const) {
      expect([map.box, map.box * map.pixelSize]).toEqual([entry.box, expect.closeTo(BOX * set.pixelSize, 3)])
    }
    const truth = readVolume(folder.path('set', 'gt_class0.mrc')).data
    const strongest = (map: Float32Array): number => map.reduce((a, b) => Math.max(a, b))
    // The images are inverted and the density upright, on the scale of the truth; the noise that is left adds to its height.
    expect(Math.abs(strongest(consensus.data) / strongest(truth) - 1)).toBeLessThan(0.5)
    const inside = (value: (i: number) => number): number => mask.data.reduce((sum, m, i) => (m > 0.5 ? sum + value(i) : sum), 0)
    const mean = inside(i => consensus.data[i]) / inside(() => 1)
    expect(mean).toBeGreaterThan(0)
    expect(consensus.data.some((value, i) => mask.data[i] === 0 && value !== 0)).toBe(true)
    expect(mask.data.every(value => value >= 0 && value <= 1)).toBe(true)
    expect(result.resolutionLimitA).toBeGreaterThanOrEqual((BOX * set.pixelSize) / 9 - 1e-9)
    expect(result.resolutionLimitA).toBeLessThan(40)
  })
  test('have their power told up to the finest frequency of their pixels', () => {
    const { frequency, power } = result.power
    expect([frequency.length, power.length]).toEqual([BOX / 2 - 1, BOX / 2 - 1])
    expect(frequency.at(-1)).toBeCloseTo((BOX / 2 - 1) / (BOX * set.pixelSize), 6)
    expect(power[0]).toBeGreaterThan(power.at(-1)!)
  })
  test('give the same again with the same seed, which replaces what lies there', async () => {
    const before = ['consensus.mrc', 'mask.mrc'].map(name => bytes('images', name))
    // As a check that was killed leaves them.
    mkdirSync(folder.path('images', 'check', '.work'))
    writeFileSync(folder.path('images', 'check', '.work', 'particles.checkpoint'), 'x')
    writeFileSync(folder.path('images', 'check', '.cgr-12-0123456789ab.part'), 'x')
    expect({ ...(await check(set.star, 'images')), seconds: 0 }).toEqual({ ...result, seconds: 0 })
    expect(['consensus.mrc', 'mask.mrc'].map((name, i) => bytes('images', name).equals(before[i]))).toEqual([true, true])
    expect(files('images')).toEqual(WHOLE)
  })
  test('that do not belong to their rows are refused; an earlier check stands', async () => {
    cpSync(folder.path('images'), folder.path('refused'), { recursive: true })
    const lines = readFileSync(set.star, 'utf8').split('\n'), rows = lines.filter(line => line.includes('@'))
    const images = rows.map(row => row.split(/\s+/)[0]), moved = rows.map((row, i) => row.replace(images[i], images[(i + 250) % rows.length]))
    let next = 0
    writeFileSync(folder.path('set', 'shuffled.star'), lines.map(line => (line.includes('@') ? moved[next++] : line)).join('\n'))
    const thrown = await check(folder.path('set', 'shuffled.star'), 'refused').catch((error: unknown) => error)
    expect(thrown).toMatchObject({ kind: 'data', message: expect.stringContaining('no better than other particles') })
    expect(files('refused')).toEqual(WHOLE)
    expect(bytes('refused', 'check.json').equals(bytes('images', 'check.json'))).toBe(true)
  })
  test.each(['prove match', 'judge particles', 'pose error'])('whose check is stopped in the stage “%s” are left within seconds, with nothing', async stage => {
    const output = `stopped ${stage}`, { reason, ms } = await stoppedIn(stage, ctx => check(set.star, output, ctx))
    expect(reason).toMatchObject({ kind: 'cancelled' })
    expect(ms).toBeLessThan(5000)
    expect(files(output)).toEqual([])
  })
  test('are not checked into a link: what lies behind it is somebody else’s', async () => {
    mkdirSync(folder.path('else', '.work'), { recursive: true })
    mkdirSync(folder.path('linked'))
    symlinkSync(folder.path('else'), folder.path('linked', 'check'))
    await expect(check(set.star, 'linked')).rejects.toThrow(/check: is a link/)
    expect(files('else')).toEqual(['.work'])
  })
  test('that are not there are told of before anything is made', async () => {
    await expect(check(folder.path('nothing.star'), 'none')).rejects.toMatchObject({ kind: 'missing' })
    expect(existsSync(folder.path('none', 'check'))).toBe(false)
  })
})

test('maps are judged in the same way, without errors of poses', async () => {
  const output = folder.path('maps')
  await simulate({ ...DEFAULT_SIMULATION, structures: ['hsa'], states: 'as-is', box: BOX, particlesPerMicrograph: 25, maps: true, particles: 60, snr: 0.02, junk: 0.1, seed: 2, output }, context())
  const result = await check(join(output, 'particles.star'), 'checked maps'), ctx = context()
  expect(files('checked maps')).toEqual(WHOLE)
  const junk = 60 - readFileSync(join(output, 'truth.csv'), 'utf8').trim().split('\n').slice(1).filter(line => Number(line.split(',')[1]) >= 0).length
  expect([result.poseError, result.contrast.sign, result.particles.total]).toEqual([null, 1, 60])
  expect(Math.abs(result.junk.particles - junk)).toBeLessThanOrEqual(1)
  expect(result.warnings).toEqual([expect.stringContaining('errors of poses')])
  expect({ ...(await check(join(output, 'particles.star'), 'checked maps', ctx)), seconds: 0 }).toEqual({ ...result, seconds: 0 })
  expect(ctx.warnings).toEqual(result.warnings)
}, 300_000)

describe('a large input', () => {
  test('is judged by a random part of its rows, in order, the same for the same seed', () => {
    const rows = sampleRows(1000, 100, seededRandom(3))
    expect([rows.length, new Set(rows).size, [...rows]]).toEqual([100, 100, [...rows].toSorted((a, b) => a - b)])
    expect(sampleRows(1000, 100, seededRandom(3))).toEqual(rows)
    expect(Math.max(...rows)).toBeGreaterThan(900)
    expect([...sampleRows(3, 100, seededRandom(3))]).toEqual([0, 1, 2])
  })
  test('has its junk scaled up', () => expect(junkOf(30, 100, 1000)).toEqual({ particles: 300, fraction: 0.3 }))
  test('has the mean of its images’ power, shell by shell', () => {
    expect(powerCurve(Float32Array.of(0, 1, 2, 0, 3, 4), 2, 100)).toEqual({ frequency: [0.01, 0.02], power: [2, 3] })
  })
})
