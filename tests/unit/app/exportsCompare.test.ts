import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { onCommonGrid } from '../../../src/main/app/exports/commonGrid.ts'
import { mapsBeside } from '../../../src/main/app/exports/mapsBeside.ts'
import { matchedFsc } from '../../../src/main/app/exports/matchedFsc.ts'
import { exportMethods } from '../../../src/main/app/exports/exportMethods.ts'
import { editMethods } from '../../../src/main/app/edits/editMethods.ts'
import { answerCall } from '../../../src/main/app/methods.ts'
import type { Methods } from '../../../src/main/app/methods.ts'
import type { CallOutput } from '../../../src/preload/contract/calls.ts'
import { seededRandom } from '../../../src/main/numerics/rng.ts'
import { BOX, PIXEL, ROWS, ballMap, finishedProject, opened, relionResult, scratch } from './finishedProject.ts'

const path = scratch()
/** RELION's classes 1, 2, 3 are ours 2, 3, 1. */
const turned = (theirs: number): number => (theirs % 3) + 1

type Compared = CallOutput<'exports.compare'>

function comparing(name: string, format: 'star' | 'cs' = 'star') {
  const folder = finishedProject(path(name), format), { workstation, id } = opened(folder)
  const methods = { ...exportMethods(workstation), ...editMethods(workstation) } as Methods
  const compareAll = async (paths: readonly string[], truth: string | null = null) => await answerCall(methods, 'exports.compare', { project: id, paths, truth }) as Compared
  return {
    folder, compareAll,
    /** With one other: the pair, and how the other was read. */
    compare: async (other: string) => {
      const { assignments: [, theirs], pairs: [pair] } = await compareAll([other])
      return { ...pair, theirs }
    },
    maps: async (other: string) => await answerCall(methods, 'exports.compareMaps', { project: id, path: other }) as CallOutput<'exports.compareMaps'>,
    apply: (edit: object) => answerCall(methods, 'edits.apply', { project: id, edit }),
    write: (to: string) => answerCall(methods, 'exports.write', { project: id, folder: to, kinds: ['assignment', 'csv'], replace: false }),
  }
}

/** Labels of every row by its number, in a table. */
function csv(name: string, labelOf: (row: number) => string | number, rows = ROWS): string {
  writeFileSync(path(name), `index,class\n${Array.from({ length: rows }, (_, row) => `${row + 1},${labelOf(row)}`).join('\n')}\n`)
  return path(name)
}

test('a RELION job: rows in another order and other class numbers, maps beside', async () => {
  const { compare, maps } = comparing('relion'), job = relionResult(path('relion-job'), ROWS, turned), found = await compare(job)
  expect(found).toMatchObject({ a: 0, b: 1, particles: ROWS, accuracy: 1, ari: 1, columnLabels: ['1', '2', '3', 'junk'], rowLabels: ['Class 1', 'Class 2', 'Class 3', 'junk'] })
  expect(found.theirs).toMatchObject({ path: job, particles: ROWS, shared: ROWS, matchedBy: 'image name', classes: [{ label: '1', particles: 19 }, { label: '2', particles: 19 }, { label: '3', particles: 19 }, { label: 'junk', particles: 3 }], time: null, problem: null })
  expect(found.counts).toEqual([[0, 0, 19, 0], [19, 0, 0, 0], [0, 19, 0, 0], [0, 0, 0, 3]])
  const matched = await maps(job)
  expect(matched.maps.map(({ theirs, ours }) => [theirs, ours])).toEqual([['1', 'Class 2'], ['2', 'Class 3'], ['3', 'Class 1']])
  for (const { fsc, frequency, resolutionA } of matched.maps) {
    expect(Math.min(...fsc)).toBeGreaterThan(0.999)
    expect(frequency[1]).toBeCloseTo(1 / (BOX * PIXEL), 10)
    expect(resolutionA).toBeCloseTo((BOX * PIXEL) / 7, 6)
  }
  expect(matched.note).toContain('without aligning them')
})

test('our classes are compared as the edits have left them, and what was exported is the same again', async () => {
  const { compare, maps, apply, write } = comparing('edited'), job = relionResult(path('edited-job'), ROWS, turned)
  await compare(job) // what is kept of the file must not outlive an edit
  await apply({ kind: 'rename', class: 2, name: 'Open' })
  await apply({ kind: 'merge', from: 3, into: 2 })
  const found = await compare(job)
  expect(found.rowLabels).toEqual(['Class 1', 'Open', 'junk'])
  expect(found.counts).toEqual([[0, 0, 19, 0], [19, 19, 0, 0], [0, 0, 0, 3]])
  expect(found.accuracy).toBeCloseTo(41 / 60, 10)
  expect((await maps(job)).maps).toHaveLength(2)
  await write(path('edited-out'))
  for (const [file, matchedBy] of [['run_data.star', 'image name'], ['particles.csv', 'row number']]) {
    expect(await compare(path('edited-out', file))).toMatchObject({ accuracy: 1, ari: 1, theirs: { matchedBy } })
    expect((await maps(path('edited-out', file))).maps).toEqual([])
  }
})

test('several at once: each pair on what both list, rows in any order; against a truth, who is right', async () => {
  const { compareAll } = comparing('several'), job = relionResult(path('several-job'), ROWS, turned)
  // The truth is our classes by row number, but row 1 is of class 3; the half knows rows 1 to 30 and has the first of them right.
  const ours = (row: number): number => (row % 20 === 19 ? -1 : (row % 3) + 1)
  const truth = csv('several-truth.csv', row => (row === 0 ? 3 : ours(row))), half = csv('several-half.csv', row => (row === 0 ? 'c' : ours(row) < 0 ? -1 : 'abc'[ours(row) - 1]), 30)
  const found = await compareAll([job, half, truth], truth), at = (a: number, b: number) => found.pairs.find(pair => pair.a === a && pair.b === b)!
  expect(found.truth).toBe(3)
  expect(found.pairs.map(({ a, b }) => [a, b])).toEqual([[0, 1], [0, 2], [3, 0], [1, 2], [3, 1], [3, 2]])
  // RELION's rows are in reverse order: only by way of ours can they be held against row numbers.
  expect(at(3, 1)).toMatchObject({ particles: 57, accuracy: 56 / 57 })
  expect(at(3, 0)).toMatchObject({ particles: 57, accuracy: 56 / 57, rowLabels: ['1', '2', '3', 'junk'] })
  expect(at(3, 2)).toMatchObject({ particles: 29, accuracy: 1, ari: 1 })
  expect(at(1, 2)).toMatchObject({ particles: 30, accuracy: 29 / 30 })
  expect(found.tests).toEqual([
    { a: 0, b: 1, particles: 57, onlyA: 0, onlyB: 0, p: 1 }, { a: 0, b: 2, particles: 29, onlyA: 0, onlyB: 1, p: 1 }, { a: 1, b: 2, particles: 29, onlyA: 0, onlyB: 1, p: 1 },
  ])
  const without = await compareAll([job, half, truth])
  expect([without.truth, without.tests]).toEqual([null, []])
  expect(without.pairs.find(({ a, b }) => a === 0 && b === 3)).toMatchObject({ particles: 60, accuracy: 59 / 60 })
})

test('a file that is gone, no assignment, of other particles or a pickle is said in its row; the others are compared', async () => {
  const { compareAll, maps } = comparing('lacking'), job = relionResult(path('lacking-job'), ROWS, turned), ten = csv('labels.csv', row => row % 3, 10)
  writeFileSync(path('other.star'), 'data_\nloop_\n_rlnImageName\n_rlnClassNumber\n1@other.mrcs 1\n')
  writeFileSync(path('unsorted.star'), 'data_\nloop_\n_rlnImageName\n1@stack.mrcs\n')
  writeFileSync(path('labels.pkl'), '')
  const found = await compareAll([path('nowhere.star'), job, path('other.star'), path('unsorted.star'), path('labels.pkl'), ten], path('nowhere.star'))
  const problems = [null, /nowhere\.star: no such file/, null, /is also in/, /no column _rlnClassNumber/, /labels\.pkl: a Python pickle is not read, because loading one can run any program/, null]
  for (const [i, pattern] of problems.entries()) {
    if (pattern) expect(found.assignments[i].problem?.message).toMatch(pattern)
    else expect(found.assignments[i].problem).toBeNull()
  }
  expect(found.assignments[5].problem!.advice).toContain('python3 -c')
  expect([found.truth, found.pairs.map(({ a, b, particles }) => [a, b, particles])]).toEqual([null, [[0, 2, 60], [0, 6, 10], [2, 6, 10]]])
  rmSync(path('lacking-job', 'run_it025_class002.mrc'))
  const matched = await maps(job)
  expect(matched.maps.map(({ theirs }) => theirs)).toEqual(['1', '3'])
  expect(matched.note).toContain('Left out: class 2 has no map.')
  expect(await maps(ten)).toMatchObject({ maps: [], note: expect.stringContaining('No class maps lie beside labels.csv') })
  await expect(maps(path('nowhere.star'))).rejects.toMatchObject({ kind: 'missing' })
})

test('a file that was written anew is read anew; without the run’s rows nothing can be compared', async () => {
  const { compare, folder } = comparing('renewed', 'cs'), labels = csv('renewed.csv', row => row % 3)
  expect((await compare(labels)).accuracy).toBeCloseTo(57 / 60, 10)
  csv('renewed.csv', () => 'all')
  expect((await compare(labels)).ari).toBe(0)
  rmSync(`${folder}/run_data.cs`)
  await expect(compare(labels)).rejects.toMatchObject({ kind: 'missing', message: expect.stringContaining('the rows of the run are gone') })
})

test.each<[string, string, string[], Record<string, string>]>([
  ['RELION', 'run_ct20_it025_data.star', ['run_ct20_it025_class001.mrc', 'run_it025_class001.mrc', 'run_ct20_it025_class012.mrc', 'run_ct20_it024_class002.mrc'], { 1: 'run_ct20_it025_class001.mrc', 12: 'run_ct20_it025_class012.mrc' }],
  ['cgr', 'run_data.star', ['run_class001.mrc', 'run_class001_locres.mrc', 'run_half1_class001_unfil.mrc'], { 1: 'run_class001.mrc' }],
  ['cryoSPARC, of the iteration that the file names', 'J44_00050_particles.cs', ['J44_class_00_00050_volume.mrc', 'J44_class_00_00060_volume.mrc', 'J44_class_01_00050_volume.mrc', 'J44_class_01_00050_volume_half_A.mrc', 'J9_class_01_00050_volume.mrc'], { 0: 'J44_class_00_00050_volume.mrc', 1: 'J44_class_01_00050_volume.mrc' }],
  ['cryoSPARC, of the last iteration', 'cryosparc_P1_J3_particles_exported.cs', ['cryosparc_P1_J3_class_00_00100_volume.mrc', 'cryosparc_P1_J3_class_00_00020_volume.mrc', 'cryosparc_P1_J3_class_01_final_volume.mrc', 'cryosparc_P1_J3_class_01_00999_volume.mrc'], { 0: 'cryosparc_P1_J3_class_00_00100_volume.mrc', 1: 'cryosparc_P1_J3_class_01_final_volume.mrc' }],
  ['cryoSPARC, without an iteration', 'J7_particles.cs', ['J7_class_02_volume_map.mrc', 'J7_class_02_volume_map_sharp.mrc', 'J7_class_02_volume_mask.mrc'], { 2: 'J7_class_02_volume_map.mrc' }],
  ['a table', 'labels.csv', ['run_it025_class001.mrc'], {}],
])('maps beside an assignment: %s', (name, file, others, maps) => {
  const folder = path(`beside ${name}`)
  mkdirSync(folder)
  for (const other of [file, ...others]) writeFileSync(`${folder}/${other}`, '')
  expect(Object.fromEntries(mapsBeside(`${folder}/${file}`))).toEqual(Object.fromEntries(Object.entries(maps).map(([label, map]) => [label, `${folder}/${map}`])))
})

test('maps on other grids: binned, cut, both; none where no whole number of voxels fits', () => {
  const map = ballMap(1, 32, 2)
  const sizes = (box: number, pixelSize: number): (readonly [number, number])[] | undefined => onCommonGrid(map, ballMap(1, box, pixelSize))?.map(one => [one.box, one.pixelSize])
  expect(sizes(16, 4)).toEqual([[16, 4], [16, 4]])
  expect(sizes(24, 2)).toEqual([[24, 2], [24, 2]])
  expect(sizes(12, 4)).toEqual([[12, 4], [12, 4]])
  expect(sizes(32, 2.005)).toEqual([[32, 2], [32, 2.005]])
  expect(sizes(20, 3)).toBeUndefined()
  expect(sizes(32, 0)).toBeUndefined()
  for (const [box, pixelSize] of [[16, 4], [24, 2], [12, 4]]) expect(Math.min(...matchedFsc(map, ballMap(1, box, pixelSize))!.fsc.slice(0, 6)), `${box} ${pixelSize}`).toBeGreaterThan(0.98)
})

test('FSC of a map with noise falls where the noise wins; scale and offset do not count', () => {
  const random = seededRandom(3), map = ballMap(1, 32, 2)
  const loud = (level: number, scale = 1, offset = 0) => ({ ...map, data: map.data.map(value => scale * (value + level * random.normal()) + offset) })
  const clean = matchedFsc(map, loud(0, 40, 7))!
  expect(Math.min(...clean.fsc)).toBeGreaterThan(0.999)
  expect(clean.resolutionA).toBeCloseTo(64 / 15, 6)
  const noisy = matchedFsc(loud(0.4), loud(0.4))!, noisier = matchedFsc(loud(1.2), loud(1.2))!
  expect(noisy.resolutionA!).toBeGreaterThan(clean.resolutionA!)
  expect(noisier.resolutionA!).toBeGreaterThan(noisy.resolutionA!)
  expect(noisy.fsc[1]).toBeGreaterThan(0.95)
  const nothing = matchedFsc(map, { ...map, data: map.data.map(value => -value) })!
  expect(nothing.resolutionA).toBeNull()
})
