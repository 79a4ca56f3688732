import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { blocksOf } from '../../src/main/compute/supervised/blocks.ts'
import { judgeByModel } from '../../src/main/compute/supervised/judgeByModel.ts'
import { modelWorkspace, specimenCorrelation } from '../../src/main/compute/supervised/modelSpecimen.ts'
import { modelArrays, modelFrom, type TrainedModel } from '../../src/main/compute/supervised/trainedModel.ts'
import { startClassification } from '../../src/main/core/startClassification.ts'
import { readModelFile, writeModelFile } from '../../src/main/formats/modelFile.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import { ClassificationReport } from '../../src/preload/contract/supervised.ts'
import { context, scratch, simulatedSet, testPool, type SimulatedSet } from './sets.ts'
import { accuracyOf, BRIGHT, classesIn, train, writeLabels } from './supervised.ts'

const folder = scratch()
let model: string, heldOut: number, fresh: SimulatedSet

const classify = async (input: string, output: string, ctx: StageContext = context(), path = model): Promise<ClassificationReport> =>
  (await startClassification({ input, model: path, root: null, passthrough: null, outputDir: folder.path(output), parameters: { backend: 'auto', threads: 2 } }, 'new', ctx)).report

const refused = async (input: string, ctx: StageContext = context(), path = model): Promise<Failure> => {
  const reason = await classify(input, 'refused', ctx, path).then(() => null, (error: unknown) => error)
  expect(reason).toBeInstanceOf(Failure)
  expect(readdirSync(folder.path())).not.toContain('refused')
  return reason as Failure
}

beforeAll(async () => {
  const known = await simulatedSet(folder.path('known'), { ...BRIGHT, seed: 1 })
  writeLabels(folder.path('labels.csv'), known, 100, () => true, state => ['closed', 'open'][state])
  const report = await train({ input: known.star, labels: folder.path('labels.csv'), outputDir: folder.path('model') }, { nodes: 48 })
  heldOut = report.comparison!.rules.find(({ rule }) => rule === 'combined')!.value
  model = folder.path('model', 'model.cgr')
  fresh = await simulatedSet(folder.path('fresh'), { ...BRIGHT, particles: 600, seed: 2 })
})

describe('a second set of the same specimen', () => {
  let report: ClassificationReport
  beforeAll(async () => { report = await classify(fresh.star, 'classified') })

  test('is labelled about as well as what was held out in training', () => {
    const classNumber = classesIn(folder.path('classified', 'run_data.star')), accuracy = accuracyOf(classNumber, fresh, [...fresh.truth.keys()])
    // Four standard errors of the two figures; new particles have maps of all the labels.
    expect(accuracy).toBeGreaterThan(heldOut - 4 * Math.sqrt((heldOut * (1 - heldOut) + 0.01) / 100))
    expect(accuracy).toBeGreaterThan(0.9)
  })
  test('leaves classes, posteriors, report and log, and nothing of its work', () => {
    expect(readdirSync(folder.path('classified')).toSorted()).toEqual(['report.json', 'run.log', 'run_data.star', 'run_posteriors.csv'])
    expect(ClassificationReport.parse(JSON.parse(readFileSync(folder.path('classified', 'report.json'), 'utf8')))).toEqual(report)
    const { sha256, header } = readModelFile(model)
    expect(report).toMatchObject({ kind: 'classify', model: { path: model, sha256, created: header.created, heldOutAccuracy: heldOut }, classes: [{ number: 1, name: 'closed' }, { number: 2, name: 'open' }], warnings: [] })
    expect(report.stages.map(stage => stage.name)).toEqual(['import', 'check the specimen', 'load images', 'judge particles', 'node densities', 'network'])
    expect(report.particlesPerSecond).toBeGreaterThan(0)
    expect(report.specimen.correlation).toBeGreaterThan(0.8)
    expect(report.specimen.contrast).toBeGreaterThan(0.9)
    expect(report.specimen.contrast).toBeLessThan(1.1)
    expect(report.classes.reduce((sum, one) => sum + one.particles, 0) + report.junk.particles).toBe(600)
  })
  test('a folder that holds it is not written over without a word', async () => {
    await expect(classify(fresh.star, 'classified')).rejects.toMatchObject({ kind: 'output', message: expect.stringMatching(/holds a finished classification/) as string })
  })
})

test('inverted images of another brightness, with junk, are taken as they are', async () => {
  const set = await simulatedSet(folder.path('inverted'), { ...BRIGHT, particles: 500, snr: 0.15, invert: true, junk: 0.1, contrastSpread: 0.1, seed: 3 })
  const report = await classify(set.star, 'dark'), classNumber = classesIn(folder.path('dark', 'run_data.star'))
  expect(report.specimen.contrastSign).toBe(-1)
  expect(report.specimen.contrast).toBeGreaterThan(0.5)
  expect(report.specimen.contrast).toBeLessThan(0.9)
  const rows = [...set.truth.keys()], good = rows.filter(row => set.truth[row] >= 0), junk = rows.filter(row => set.truth[row] < 0)
  expect(junk.filter(row => classNumber[row] === 0).length / junk.length).toBeGreaterThan(0.7)
  expect(good.filter(row => classNumber[row] === 0).length / good.length).toBeLessThan(0.05)
  expect(accuracyOf(classNumber, set, good.filter(row => classNumber[row] > 0))).toBeGreaterThan(0.85)
})

/** The second set under another pixel size. */
const scaled = (size: string) => {
  const text = readFileSync(fresh.star, 'utf8')
  writeFileSync(folder.path('fresh', `${size}.star`), text.replace(' 5.08 ', ` ${size} `))
  return folder.path('fresh', `${size}.star`)
}

describe('particles that do not belong to the model are refused, and nothing is left', () => {
  test('another box', async () => {
    const set = await simulatedSet(folder.path('box'), { ...BRIGHT, particles: 100, box: 40, seed: 4 })
    expect((await refused(set.star)).line).toMatch(/optics group \S+: boxes of 40 px of 5\.080 Å, and .*model\.cgr was trained on 32 px of 5\.080 Å; extract the particles/)
  })
  test('another pixel size, by more than half a percent', async () => {
    expect((await refused(scaled('5.11'))).line).toMatch(/boxes of 32 px of 5\.110 Å, and .* was trained on 32 px of 5\.080 Å/)
    expect((await classify(scaled('5.09'), 'near')).specimen.correlation).toBeGreaterThan(0.8)
  })
  test('another specimen', async () => {
    const set = await simulatedSet(folder.path('spike'), { ...BRIGHT, particles: 300, structures: ['spike'], states: 'keep A:1-600', seed: 5 })
    expect((await refused(set.star)).line).toMatch(/another specimen than that of .*model\.cgr, or poses in another frame: the correlation of the two consensus maps is -?0\.[0-4]\d, at least 0\.5 is asked for; refine/)
  })
  test('the same specimen in another frame', async () => {
    const set = await simulatedSet(folder.path('frame'), { ...BRIGHT, particles: 300, angleError: 90, seed: 6 })
    expect((await refused(set.star)).kind).toBe('data')
  })
  test('a model file cut off, of another content, or none', async () => {
    const bytes = readFileSync(model)
    for (const [name, content, message] of [
      ['half.cgr', bytes.subarray(0, bytes.length >> 1), /half\.cgr, byte \d+: the file ends here.*copy the model file again/],
      ['touched.cgr', Buffer.concat([bytes.subarray(0, 5000), Buffer.of(bytes[5000] ^ 1), bytes.subarray(5001)]), /touched\.cgr, .*copy the model file again/],
      ['labels.cgr', readFileSync(folder.path('labels.csv')), /labels\.cgr, byte 0: not a model file/],
    ] as const) {
      writeFileSync(folder.path(name), content)
      expect((await refused(fresh.star, context(), folder.path(name))).line).toMatch(message)
    }
    expect((await refused(fresh.star, context(), folder.path('nothing.cgr'))).kind).toBe('missing')
  })
  test('a pixel that is no number, by its image', async () => {
    const set = await simulatedSet(folder.path('nan'), { ...BRIGHT, particles: 100, seed: 7 }), stack = folder.path('nan', 'particles.mrcs'), bytes = readFileSync(stack)
    bytes.writeFloatLE(Number.NaN, 1024 + 4 * (32 * 32 * 41 + 5))
    writeFileSync(stack, bytes)
    expect((await refused(set.star)).line).toMatch(/particles\.mrcs, image 42.*not a finite number/)
  })
})

test('cancelled, it leaves nothing', async () => {
  const controller = new AbortController()
  const ctx = context(controller.signal, ({ stage, done }) => { if (stage === 'classify' && done > 0) controller.abort(new Failure('cancelled', 'stopped on request')) })
  expect((await refused(fresh.star, ctx)).kind).toBe('cancelled')
})

test('a folder that was there before stays, with what is in it', async () => {
  mkdirSync(folder.path('mine'))
  writeFileSync(folder.path('mine', 'notes.txt'), 'mine')
  await expect(classify(fresh.star, 'mine', context(), folder.path('labels.csv'))).rejects.toMatchObject({ kind: 'data' })
  expect(readdirSync(folder.path('mine'))).toEqual(['notes.txt'])
})

test('too few particles to see what they are: labelled with a warning', async () => {
  const set = await simulatedSet(folder.path('few'), { ...BRIGHT, particles: 8, snr: 0.01, seed: 8 }), ctx = context()
  const report = await classify(set.star, 'unknown', ctx)
  expect(report.specimen.correlation).toBeNull()
  expect(ctx.warnings).toEqual([expect.stringMatching(/8 particles are too few, or fit their poses too badly/)])
  expect(report.junk.particles).toBe(0)
})

/** Sizes of the blocks of micrographs of some sizes, their rows mixed up. */
const blocks = (sizes: readonly number[], most: number) => {
  const micrograph = Uint32Array.from(sizes.flatMap((size, m) => Array.from({ length: size }, () => m))).toSorted((a, b) => (a * 7 + 3) % 5 - ((b * 7 + 3) % 5))
  const found = blocksOf({ count: micrograph.length, micrograph, micrographs: sizes.map(String) }, most)
  expect(found.flatMap(block => [...block]).toSorted((a, b) => a - b)).toEqual([...micrograph.keys()])
  expect(Math.max(0, ...found.map(block => block.length))).toBeLessThanOrEqual(most)
  for (const [m, size] of sizes.entries()) if (size <= most) expect(found.filter(block => block.some(row => micrograph[row] === m)).length).toBeLessThanOrEqual(1)
  return found.map(block => block.length)
}

describe('the parts', () => {
  test('a model file gives back the model that it was written from', () => {
    const file = readModelFile(model), trained = modelFrom(model, file), { arrays: _, ...about } = file.header
    writeModelFile(folder.path('again.cgr'), about, modelArrays(trained))
    expect(readFileSync(folder.path('again.cgr')).equals(readFileSync(model))).toBe(true)
  })
  test('noise taken off, the correlation with the model does not depend on how many particles there are', async () => {
    const pool = testPool(), trained: TrainedModel = modelFrom(model, readModelFile(model)), options = { seed: 1, scratch: folder.path() }
    const few = await simulatedSet(folder.path('noisy'), { ...BRIGHT, particles: 200, snr: 0.05, seed: 9 })
    const many = await specimenCorrelation(fresh.particles, trained, options, pool, context())
    expect(await specimenCorrelation(few.particles, trained, options, pool, context())).toBeGreaterThan(many! - 0.25)
  })
  test('contrast follows the images, not a common scale', async () => {
    const pool = testPool(), trained = modelFrom(model, readModelFile(model)), options = { seed: 1, scratch: folder.path() }
    const set = await simulatedSet(folder.path('faint'), { ...BRIGHT, particles: 400, snr: BRIGHT.snr / 4, seed: 10 })
    const level = async ({ particles }: SimulatedSet) => (await judgeByModel(await modelWorkspace(particles, trained, options, pool, context()))).contrast
    expect((await level(set)) / (await level(fresh))).toBeCloseTo(0.5, 1)
  })
  test('blocks hold every row once, whole micrographs, and no more than they may', () => {
    expect(blocks(Array.from({ length: 100 }, () => 200), 8192)).toEqual([6800, 6800, 6400])
    expect(blocks([10, 250, 30, 5], 100)).toEqual([10, 100, 100, 80, 5])
    expect(blocks([3, 3], 100)).toEqual([6])
    expect(blocks([], 100)).toEqual([])
  })
})
