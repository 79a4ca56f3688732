import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { startRun } from '../../src/main/core/startRun.ts'
import { DEFAULT_PARAMETERS } from '../../src/preload/contract/parameters.ts'
import type { TrainReport } from '../../src/preload/contract/supervised.ts'
import { context, scratch, simulatedSet, type SimulatedSet } from './sets.ts'
import { accuracyOf, BRIGHT, classesIn, train, writeLabels } from './supervised.ts'

const LABELS = 24
const folder = scratch(), labels = folder.path('few.csv')
let set: SimulatedSet, report: TrainReport, others: number[]

const withoutLabels = ({ truth }: SimulatedSet, labelled: readonly number[]): number[] => Array.from(truth.keys()).filter(row => !labelled.includes(row))

async function sort({ star }: SimulatedSet, name: string): Promise<void> {
  const parameters = { ...DEFAULT_PARAMETERS, classes: 2, box: 32, network: 'off', threads: 2 } as const
  await startRun({ input: star, root: null, passthrough: null, outputDir: folder.path(name), parameters }, { intent: 'new', truthPath: null }, context())
}

/** Fraction of some rows that a run, and a training beside it, put where the labels say. */
const beforeAndAfter = (from: SimulatedSet, rows: readonly number[], run: string, model: string, { classes }: NonNullable<TrainReport['run']>): number[] =>
  [classesIn(folder.path(run, 'run_data.star')).map(number => classes.indexOf(number) + 1), classesIn(folder.path(model, 'run_data.star'))].map(found => accuracyOf(found, from, rows))

/** Particles so faint that a few labels alone make poor maps, a run of them that saw no label, and a training on both. */
beforeAll(async () => {
  set = await simulatedSet(folder.path('set'), { ...BRIGHT, snr: 0.08, seed: 3 })
  others = withoutLabels(set, writeLabels(labels, set, LABELS))
  await sort(set, 'run')
  report = await train({ input: set.star, labels, run: folder.path('run'), outputDir: folder.path('model') })
})

test('few labels beside a run: as right as the run where nobody has labelled, under the names of the labels', () => {
  const { accuracy, interval, classes } = report.run!
  expect([...classes].toSorted()).toEqual([1, 2])
  expect(interval[0] < accuracy && accuracy <= interval[1]).toBe(true)
  const [before, after] = beforeAndAfter(set, others, 'run', 'model', report.run!)
  expect(before).toBeGreaterThan(0.8)
  expect(after).toBeGreaterThan(before - 0.02)
  expect(report.classes.map(({ labels: count }) => count).reduce((a, b) => a + b)).toBe(LABELS)
  expect(report.comparison!.particles).toBe(LABELS)
})

test('where poses are wrong, the run’s polished ones are learned from', async () => {
  const wrong = await simulatedSet(folder.path('wrong'), { ...BRIGHT, snr: 0.15, angleError: 5, shiftError: 1, seed: 3 }), rows = withoutLabels(wrong, writeLabels(folder.path('wrong.csv'), wrong, 60))
  await sort(wrong, 'wrong run')
  const taught = await train({ input: wrong.star, labels: folder.path('wrong.csv'), run: folder.path('wrong run'), outputDir: folder.path('wrong model') })
  const [before, after] = beforeAndAfter(wrong, rows, 'wrong run', 'wrong model', taught.run!)
  // By poses as given it is 0.65.
  expect(before).toBeGreaterThan(0.8)
  expect(after).toBeGreaterThan(before - 0.03)
})

test('the report is what the command says, and what was finished is known again', () => {
  expect(report.command).toContain(`--run ${folder.path('run')}`)
  expect(JSON.parse(readFileSync(folder.path('model', 'report.json'), 'utf8'))).toEqual(report)
})

test('a run of other particles and no run are refused; labels that have nothing to do with the run are doubted', async () => {
  const other = await simulatedSet(folder.path('other'), { ...BRIGHT, particles: 100, seed: 5 })
  writeLabels(folder.path('other.csv'), other, 40)
  await expect(train({ input: other.star, labels: folder.path('other.csv'), run: folder.path('run'), outputDir: folder.path('x') })).rejects.toThrow(/the run is of other particles/)
  await expect(train({ input: set.star, labels, run: folder.path('set'), outputDir: folder.path('x') })).rejects.toMatchObject({ kind: 'missing' })
  const classOf = classesIn(folder.path('run', 'run_data.star')), one = Array.from(classOf.keys()).filter(row => classOf[row] === 1)
  writeFileSync(folder.path('chance.csv'), `index,class\n${one.slice(0, 40).map((row, i) => `${row + 1},${i % 2}`).join('\n')}\n`)
  const { warnings } = await train({ input: set.star, labels: folder.path('chance.csv'), run: folder.path('run'), outputDir: folder.path('x') })
  expect(warnings).toContain('the run agrees with 20 of 40 labels, which chance might do: look whether its classes are those of the labels')
})
