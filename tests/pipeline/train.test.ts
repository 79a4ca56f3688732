import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { labelledItems } from '../../src/main/compute/supervised/labelledItems.ts'
import { canHoldOut, dealWeight, labelledSet } from '../../src/main/compute/supervised/labelledSet.ts'
import { teachableImages } from '../../src/main/compute/supervised/teachableImages.ts'
import { lessons } from '../../src/main/compute/supervised/lessons.ts'
import type { RowLabels } from '../../src/main/compute/supervised/protocol.ts'
import { imageSpecimen } from '../../src/main/compute/graph/imageSpecimen.ts'
import type { ItemSet } from '../../src/main/compute/graph/itemFile.ts'
import { Checkpoints } from '../../src/main/compute/sorting/checkpoint.ts'
import { dealMicrographs, FOLDS, foldOfSlot, slotsOf, slotsOfFold } from '../../src/main/compute/sorting/particles.ts'
import { judgeParticles } from '../../src/main/compute/stages/judgeParticles.ts'
import { importParticles, writeRunData } from '../../src/main/compute/stages/importParticles.ts'
import { voxelGraph } from '../../src/main/compute/stages/voxelGraph.ts'
import { labelsFor } from '../../src/main/core/labels.ts'
import { readModelFile } from '../../src/main/formats/modelFile.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import { TrainReport } from '../../src/preload/contract/supervised.ts'
import { context, openSet, scratch, simulatedSet, testPool, type SimulatedSet } from './sets.ts'
import { accuracyOf, BRIGHT, classesIn, train, writeLabels } from './supervised.ts'

const folder = scratch()
let set: SimulatedSet

beforeAll(async () => {
  set = await simulatedSet(folder.path('set'), { ...BRIGHT, seed: 1 })
})

const random = seededRandom(2)
/** 30 micrographs of very different size, in no order. */
const micrograph = Uint32Array.from({ length: 3000 }, () => Math.floor(30 * random.uniform() ** 2))
const dealt = (seed: number) => dealMicrographs(micrograph, new Float64Array(3000).fill(1), seededRandom(seed))

describe('whole micrographs in a fold', () => {
  const deal = dealt(1), slotAt = slotsOf(deal)

  test('no micrograph is in two slots, and every row is in one', () => {
    const slots = new Map<number, Set<number>>()
    deal.rowAt.forEach((row, position) => slots.set(micrograph[row], (slots.get(micrograph[row]) ?? new Set()).add(slotAt[position])))
    expect([...slots.values()].every(found => found.size === 1)).toBe(true)
    expect(deal.rowAt.toSorted()).toEqual(Uint32Array.from({ length: 3000 }, (_, row) => row))
  })
  test('folds and the halves of the Wiener filter are as even as the micrographs allow', () => {
    const largest = Math.max(...Array.from(new Set(micrograph), m => micrograph.filter(v => v === m).length))
    for (const part of [foldOfSlot, (slot: number) => slot & 1]) {
      const sizes = [...Map.groupBy(slotAt, part).values()].map(members => members.length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(largest)
    }
    for (let f = 0; f < FOLDS; f++) expect(new Set(slotAt.filter(slot => foldOfSlot(slot) === f).map(slot => slot & 1)).size).toBe(2)
  })
  test('the seed decides, and nothing else', () => {
    expect(dealt(1)).toEqual(deal)
    expect(dealt(2)).not.toEqual(deal)
  })
  test('labels are dealt evenly where only some micrographs have any', () => {
    const weight = Float64Array.from(micrograph, m => (m < 8 ? 1 : 1 / 3001)), { rowAt, slotStart } = dealMicrographs(micrograph, weight, seededRandom(1)), slots = slotsOf({ slotStart })
    for (let f = 0; f < FOLDS; f++) expect(rowAt.filter((row, position) => micrograph[row] < 8 && foldOfSlot(slots[position]) === f).length).toBeGreaterThan(0)
  })
})

/** Labels by truth for every third particle, those of one fold's micrographs shuffled if asked for. */
function everyThird(shuffledFold: number | null): RowLabels {
  const classOfRow = Int32Array.from(set.truth, (state, row) => (row % 3 === 0 ? state : -1)), labels = { path: 'labels.csv', names: ['0', '1'], classOfRow }
  if (shuffledFold === null) return labels
  const { rowAt, slotStart } = dealMicrographs(set.particles.micrograph, dealWeight(labels), seededRandom(1).fork('slots')), slotAt = slotsOf({ slotStart })
  const rows = Array.from(rowAt).filter((row, position) => classOfRow[row] >= 0 && foldOfSlot(slotAt[position]) === shuffledFold)
  return { ...labels, classOfRow: classOfRow.map((state, row) => (rows.includes(row) ? classOfRow[rows[(rows.indexOf(row) + 1) % rows.length]] : state)) }
}

const likelihoodOf = ({ likelihood }: ItemSet, row: number) => Array.from(likelihood.subarray(2 * row, 2 * row + 2))

test('labels of a fold that is held out reach neither its own particles nor those that its network learns from', async () => {
  const HELD_OUT = 1
  const pool = testPool()
  const w = await openSet(set.particles, pool, { scratch: folder.path(), deal: { weight: dealWeight(everyThird(null)) } })
  await judgeParticles(w, null, new Checkpoints(folder.empty('checkpoints')))
  const taught = teachableImages(w)
  const measured = async (labels: RowLabels, name: string) => {
    const taken = labelledSet(taught, labels), maps = await taught.labelMaps(taken), work = folder.empty(name)
    const everyone = Array.from({ length: FOLDS }, (_, f) => ({ slots: slotsOfFold(f), model: maps.all }))
    // The graph's cells follow the maps of all labels: here both are measured on the same ones.
    const { graph, items } = await voxelGraph(imageSpecimen(w, maps.all, []), everyone, 1, { nodes: 40, neighbours: 12, correlationThreshold: 2, seed: 1, scratch: work }, context())
    nodes ??= graph.nodes
    return { taken, ...await labelledItems(taught, nodes, taken, maps, items, work, context()) }
  }
  let nodes: Awaited<ReturnType<typeof voxelGraph>>['graph']['nodes'] | undefined
  const honest = await measured(everyThird(null), 'honest'), shuffled = await measured(everyThird(HELD_OUT), 'shuffled')
  expect(honest.taken.classAt).not.toEqual(shuffled.taken.classAt)
  const { folds, final } = lessons(honest.taken, honest.items, honest.rowsAt)
  for (const [f, { trainRows, validateRows, predictRows }] of folds.entries()) {
    const rows = [...trainRows, ...validateRows, ...predictRows]
    const changed = rows.filter(row => likelihoodOf(honest.items, row).some((value, k) => value !== likelihoodOf(shuffled.items, row)[k])).length
    if (f === HELD_OUT) expect(changed).toBe(0)
    else expect(changed).toBeGreaterThan(0)
    const parts = [trainRows, validateRows, predictRows].map(part => new Set(Array.from(part, row => set.particles.micrograph[w.set.rowAt[honest.items.positions[row]]])))
    expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(new Set(parts.flatMap(part => [...part])).size)
  }
  // Every labelled particle is tested once; the last network labels all the others.
  expect(folds.reduce((sum, lesson) => sum + lesson.predictRows.length, 0)).toBe(honest.taken.particles)
  expect(new Set([...final.trainRows, ...final.validateRows].map(row => honest.items.positions[row])).size).toBe(honest.taken.particles)
  expect(final.predictRows.length).toBe(set.truth.length - honest.taken.particles)
  expect(final.predictRows.some(row => honest.taken.classAt[honest.items.positions[row]] >= 0)).toBe(false)
})

describe('training on 100 labels of two classes', () => {
  let report: TrainReport, labelled: number[]
  const warned = context()
  beforeAll(async () => {
    labelled = writeLabels(folder.path('labels.csv'), set, 100)
    report = await train({ input: set.star, labels: folder.path('labels.csv'), outputDir: folder.path('model') }, {}, warned)
  })

  test('leaves model, classes, posteriors, report and log, and nothing of its work', () => {
    expect(readdirSync(folder.path('model')).toSorted()).toEqual(['model.cgr', 'report.json', 'run.log', 'run_data.star', 'run_posteriors.csv'])
    expect(TrainReport.parse(JSON.parse(readFileSync(folder.path('model', 'report.json'), 'utf8')))).toEqual(report)
    expect(warned.warnings).toEqual([])
    expect(report).toMatchObject({ kind: 'train', labels: { particles: 100, taken: 100, matchedBy: 'index' }, classes: [{ number: 1, name: '0' }, { number: 2, name: '1' }] })
    expect(report.classes.reduce((sum, one) => sum + one.labels, 0)).toBe(100)
    expect(report.stages.map(stage => stage.name)).toEqual(['import', 'prove match', 'load images', 'judge particles', 'class maps', 'voxel graph', 'network', 'compare'])
  })
  test('the rules are compared on every labelled particle, held out with its micrograph', () => {
    const { rules, particles, confusion } = report.comparison!
    expect(particles).toBe(100)
    expect(rules.map(({ rule }) => rule)).toEqual(['linear', 'likelihood', 'network', 'combined'])
    for (const { rule, value, interval: [low, high], mcnemar, calibrationError } of rules) {
      expect(low < value && value <= high).toBe(true)
      expect(mcnemar === null).toBe(rule === 'likelihood')
      expect(calibrationError).toBeLessThan(0.2)
      expect(value).toBeGreaterThan(rule === 'linear' ? 0.7 : 0.93)
    }
    expect(confusion.flat().reduce((a, b) => a + b, 0)).toBe(100)
    expect((confusion[0][0] + confusion[1][1]) / 100).toBeCloseTo(rules[3].value, 12)
  })
  test('run_data.star holds the held-out classes of the labelled, and classes of all the others', () => {
    const classNumber = classesIn(folder.path('model', 'run_data.star')), { rules } = report.comparison!
    expect(accuracyOf(classNumber, set, labelled)).toBeCloseTo(rules[3].value, 12)
    expect(accuracyOf(classNumber, set, [...set.truth.keys()].filter(row => !labelled.includes(row) && classNumber[row] > 0))).toBeGreaterThan(0.93)
    const posteriors = readFileSync(folder.path('model', 'run_posteriors.csv'), 'utf8').trimEnd().split('\n').slice(1).map(line => line.split(',').slice(1).map(Number))
    expect(posteriors).toHaveLength(set.truth.length)
    posteriors.forEach((q, row) => {
      expect(q[0] + q[1]).toBeCloseTo(classNumber[row] === 0 ? 0 : 1, 5)
      if (classNumber[row] > 0) expect(q[classNumber[row] - 1]).toBeGreaterThanOrEqual(0.5)
    })
  })
  test('the model file says what it was made from', () => {
    const { header, arrays } = readModelFile(folder.path('model', 'model.cgr'))
    expect(header).toMatchObject({
      provenance: { input: { path: set.star, sha256: report.input.sha256, particles: 800 }, labels: { path: folder.path('labels.csv'), sha256: report.labels.sha256, particles: 100 } },
      optics: [{ box: 32, pixelSizeA: set.pixelSize }], sign: 1, classes: [{ name: '0' }, { name: '1' }], heldOutAccuracy: report.comparison!.rules[3].value,
    })
    expect(Math.exp(header.logPrior[0]) + Math.exp(header.logPrior[1])).toBeCloseTo(1, 12)
    expect(arrays['graph.centre'].shape).toEqual([report.graph.nodes, 3])
    expect(arrays['graph.from'].values).toHaveLength(report.graph.edges)
  })
  test('a folder that holds it is not written over without a word', async () => {
    const before = readFileSync(folder.path('model', 'model.cgr'))
    const again = { input: set.star, labels: folder.path('labels.csv'), outputDir: folder.path('model') }
    await expect(train(again)).rejects.toMatchObject({ kind: 'output', message: expect.stringMatching(/holds a finished training/) as string })
    expect(readFileSync(folder.path('model', 'model.cgr')).equals(before)).toBe(true)
  })
})

test('labels on three micrographs: a model, a warning, and no figure that could not be honest', async () => {
  const ctx = context()
  writeLabels(folder.path('three.csv'), set, 60, row => set.particles.micrograph[row] < 3, state => ['shut', 'open'][state])
  const report = await train({ input: set.star, labels: folder.path('three.csv'), outputDir: folder.path('three') }, { nodes: 32 }, ctx)
  expect(report.comparison).toBeNull()
  expect(ctx.warnings).toEqual([expect.stringMatching(/only 3 micrographs hold labelled particles.*no accuracy is measured.*at least 8 micrographs/)])
  expect(report.warnings).toEqual(ctx.warnings)
  expect(report.classes.map(one => one.name)).toEqual(['open', 'shut'])
  const { header } = readModelFile(folder.path('three', 'model.cgr'))
  expect(header.heldOutAccuracy).toBeNull()
  const classNumber = classesIn(folder.path('three', 'run_data.star')), swapped = { ...set, truth: set.truth.map(state => 1 - state) }
  expect(accuracyOf(classNumber, swapped, [...set.truth.keys()].filter(row => classNumber[row] > 0))).toBeGreaterThan(0.85)
})

test('micrographs can be held out only where every class stays in both halves of the maps', () => {
  const { micrograph: on } = set.particles, can = (classOfRow: Int32Array, from = on) => canHoldOut({ path: '', names: ['0', '1'], classOfRow }, from, 1)
  expect(can(set.truth)).toBe(true)
  expect(can(set.truth.map((state, row) => (on[row] < 4 ? state : -1)))).toBe(false)
  expect(can(set.truth.map((state, row) => (state === 1 && on[row] > 2 ? -1 : state)))).toBe(false)
  expect(can(set.truth, new Uint32Array(on.length))).toBe(false)
})

const csv = (rows: readonly (readonly [number, string | number])[]): string => `index,class\n${rows.map(row => row.join(',')).join('\n')}\n`
const good = (): [number, number][] => Array.from({ length: 60 }, (_, row) => [row + 1, set.truth[row]])
const refusal = async (text: string, name = 'bad.csv'): Promise<Failure> => {
  writeFileSync(folder.path(name), text)
  const refused = await train({ input: set.star, labels: folder.path(name), outputDir: folder.path('refused', 'deep') }).then(() => null, (error: unknown) => error)
  expect(existsSync(folder.path('refused'))).toBe(false)
  expect(refused).toBeInstanceOf(Failure)
  const failure = refused as Failure
  expect(failure.line.startsWith(`${folder.path(name)}, `)).toBe(true)
  expect(failure.advice).not.toBe('')
  return failure
}

describe('labels that cannot be learned from are refused by file and row, before anything is made', () => {
  test('of particles that are not there', async () => {
    expect((await refusal(csv([...good(), [801, 1]]))).line).toMatch(/row 61: the particle with index 801 is not in .*particles\.star, which has 800 particles; remove that row/)
  })
  test('that contradict each other', async () => {
    const rows = good()
    expect((await refusal(csv([...rows, [7, 1 - rows[6][1]]]))).line).toMatch(/rows 7 and 61: the particle with index 7 is labelled "\d" and "\d"; remove one/)
  })
  test('said twice alike they are no contradiction', () => {
    writeFileSync(folder.path('twice.csv'), csv([...good(), good()[6]]))
    expect(labelsFor(folder.path('twice.csv'), set.star, importParticles(set.star).source, 800)).toMatchObject({ particles: 60, matchedBy: 'index' })
  })
  test('too few of a class, one class, junk alone, too many classes', async () => {
    const few = [...good().map(([row]) => [row, 'many'] as const), ...Array.from({ length: 19 }, (_, i) => [100 + i, 'few'] as const)]
    expect((await refusal(csv(few))).line).toMatch(/class "few": 19 labels; label at least 20/)
    expect((await refusal(csv(few.slice(0, 60)))).line).toMatch(/every particle is in class "many"; label particles of at least two classes/)
    expect((await refusal(csv(few.map(([row]) => [row, -1])))).line).toMatch(/every particle is junk/)
    expect((await refusal(csv(Array.from({ length: 400 }, (_, row) => [row + 1, row % 13])))).line).toMatch(/13 classes; .*at most 12/)
  })
  test('junk among the labels is no class and no label', () => {
    writeFileSync(folder.path('junk.csv'), csv([...good(), [70, -1], [71, 'junk']]))
    expect(labelsFor(folder.path('junk.csv'), set.star, importParticles(set.star).source, 800)).toMatchObject({ particles: 60, junk: 2, names: ['0', '1'] })
  })
  test('a file that is not there, or none of labels', async () => {
    await expect(train({ input: set.star, labels: folder.path('nothing.csv'), outputDir: folder.path('refused') })).rejects.toMatchObject({ kind: 'missing' })
    expect((await refusal('index,colour\n1,red\n')).kind).toBe('data')
    expect((await refusal(readFileSync(set.star, 'utf8'), 'unlabelled.star')).line).toMatch(/no column _rlnClassNumber/)
  })
})

/** The input with its truth as classes from 3 on, line by line. */
const labelledStar = (name: string, keep: (line: string, i: number) => string | null): string => {
  const { source } = importParticles(set.star)
  writeRunData(source, { classNumber: set.truth.map(state => state + 3), maxPosterior: new Float64Array(800).fill(1) }, folder.path('all.star'))
  let i = 0
  const lines = readFileSync(folder.path('all.star'), 'utf8').split('\n').map(line => (/^\s*\d+@/.test(line) ? keep(line, i++) : line)).filter(line => line !== null)
  writeFileSync(folder.path(name), lines.join('\n'))
  return folder.path(name)
}
const match = (path: string) => labelsFor(path, set.star, importParticles(set.star).source, 800)
const other = (line: string) => line.replace('@particles.mrcs', '@others.mrcs')
const bare = (name: string, count: number) => {
  writeFileSync(folder.path(name), `data_\n\nloop_\n_rlnClassNumber #1\n${Array.from(set.truth.subarray(0, count), state => state + 1).join('\n')}\n`)
  return folder.path(name)
}

describe('labels of another program', () => {
  test('some rows of a star file, in another order and with image numbers written another way, are found by image name', () => {
    const path = labelledStar('some.star', (line, i) => (i % 4 === 1 ? line.replace(/^\s*0*(\d+)@/, '$1@') : null))
    const text = readFileSync(path, 'utf8').split('\n'), rows = text.filter(line => /^\d+@/.test(line))
    writeFileSync(path, [...text.filter(line => !/^\d+@/.test(line) && line !== ''), ...rows.toReversed(), ''].join('\n'))
    const { matchedBy, names, classOfRow, particles } = match(path)
    expect([matchedBy, names, particles]).toEqual(['image', ['3', '4'], 200])
    expect(classOfRow).toEqual(set.truth.map((state, row) => (row % 4 === 1 ? state : -1)))
  })
  test('an image that the input does not have is named; images that it has none of, too', () => {
    expect(() => match(labelledStar('foreign.star', (line, i) => (i === 5 ? other(line) : line)))).toThrow(/foreign\.star, row 6: the image 6@others\.mrcs is not in/)
    expect(() => match(labelledStar('strange.star', other))).toThrow(/strange\.star, rows: none of its particles \(by image name\) is in/)
  })
  test('without image names, rows that are not the same number cannot be told apart', () => {
    expect(match(bare('bare.star', 800))).toMatchObject({ matchedBy: 'index', particles: 800 })
    expect(() => match(bare('short.star', 700))).toThrow(/short\.star: its 700 rows cannot be told apart/)
  })
})

test('cancelled, it leaves its checkpoints and nothing else', async () => {
  writeLabels(folder.path('cancel.csv'), set, 100)
  const controller = new AbortController()
  const ctx = context(controller.signal, ({ stage }) => { if (stage === 'class maps') controller.abort(new Failure('cancelled', 'stopped on request')) })
  await expect(train({ input: set.star, labels: folder.path('cancel.csv'), outputDir: folder.path('cancelled') }, {}, ctx)).rejects.toMatchObject({ kind: 'cancelled' })
  expect(readdirSync(folder.path('cancelled')).toSorted()).toEqual(['.work', 'run.log'])
  expect(readdirSync(folder.path('cancelled', '.work')).toSorted()).toEqual(['job.json', 'particles.checkpoint'])
})

test('folders of others are left alone', async () => {
  const request = { input: set.star, labels: folder.path('labels.csv') }
  mkdirSync(folder.path('run'))
  writeFileSync(folder.path('run', 'project.sqlite'), '')
  await expect(train({ ...request, outputDir: folder.path('run') })).rejects.toMatchObject({ kind: 'output', message: expect.stringMatching(/holds a run of cgr/) as string })
  mkdirSync(folder.path('relion'))
  writeFileSync(folder.path('relion', 'run_data.star'), 'data_\n')
  await expect(train({ ...request, outputDir: folder.path('relion') })).rejects.toMatchObject({ kind: 'output', message: expect.stringMatching(/holds run_data\.star, which no cgr train or classify made/) as string })
  expect([readdirSync(folder.path('run')), readdirSync(folder.path('relion'))]).toEqual([['project.sqlite'], ['run_data.star']])
})
