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

function comparing(name: string) {
  const { workstation, id } = opened(finishedProject(path(name)))
  const methods = { ...exportMethods(workstation), ...editMethods(workstation) } as Methods
  return {
    compare: async (other: string) => await answerCall(methods, 'exports.compare', { project: id, path: other }) as CallOutput<'exports.compare'>,
    apply: (edit: object) => answerCall(methods, 'edits.apply', { project: id, edit }),
    write: (folder: string) => answerCall(methods, 'exports.write', { project: id, folder, kinds: ['assignment', 'csv'], replace: false }),
  }
}

test('a RELION job: rows in another order and other class numbers, maps beside', async () => {
  const { compare } = comparing('relion'), found = await compare(relionResult(path('relion-job'), ROWS, turned))
  expect(found).toMatchObject({ particles: ROWS, matchedBy: 'image name', accuracy: 1, ari: 1, theirLabels: ['1', '2', '3', 'junk'], ourLabels: ['Class 1', 'Class 2', 'Class 3', 'junk'] })
  expect(found.counts).toEqual([[0, 19, 0, 0], [0, 0, 19, 0], [19, 0, 0, 0], [0, 0, 0, 3]])
  expect(found.maps.map(({ theirs, ours }) => [theirs, ours])).toEqual([['1', 'Class 2'], ['2', 'Class 3'], ['3', 'Class 1']])
  for (const { fsc, frequency, resolutionA } of found.maps) {
    expect(Math.min(...fsc)).toBeGreaterThan(0.999)
    expect(frequency[1]).toBeCloseTo(1 / (BOX * PIXEL), 10)
    expect(resolutionA).toBeCloseTo((BOX * PIXEL) / 7, 6)
  }
  expect(found.mapsNote).toContain('without aligning them')
})

test('our classes are compared as the edits have left them, and what was exported is the same again', async () => {
  const { compare, apply, write } = comparing('edited'), job = relionResult(path('edited-job'), ROWS, turned)
  await apply({ kind: 'rename', class: 2, name: 'Open' })
  await apply({ kind: 'merge', from: 3, into: 2 })
  const found = await compare(job)
  expect(found.ourLabels).toEqual(['Class 1', 'Open', 'junk'])
  expect(found.counts).toEqual([[0, 19, 0], [0, 19, 0], [19, 0, 0], [0, 0, 3]])
  expect(found.accuracy).toBeCloseTo(41 / 60, 10)
  expect(found.maps).toHaveLength(2)
  await write(path('edited-out'))
  for (const [file, by] of [['run_data.star', 'image name'], ['particles.csv', 'row number']]) expect(await compare(path('edited-out', file))).toMatchObject({ matchedBy: by, accuracy: 1, ari: 1, maps: [] })
})

test('a map that is missing is said, and so is a file without maps, one of other particles, and one that is no assignment', async () => {
  const { compare } = comparing('lacking'), job = relionResult(path('lacking-job'), ROWS, turned)
  rmSync(path('lacking-job', 'run_it025_class002.mrc'))
  const found = await compare(job)
  expect(found.maps.map(({ theirs }) => theirs)).toEqual(['1', '3'])
  expect(found.mapsNote).toContain('Left out: class 2 has no map.')
  writeFileSync(path('labels.csv'), `index,class\n${Array.from({ length: 10 }, (_, row) => `${row + 1},${row % 3}`).join('\n')}\n`)
  expect(await compare(path('labels.csv'))).toMatchObject({ particles: 10, matchedBy: 'row number', maps: [], mapsNote: expect.stringContaining('No class maps lie beside labels.csv') })
  writeFileSync(path('other.star'), 'data_\nloop_\n_rlnImageName\n_rlnClassNumber\n1@other.mrcs 1\n')
  await expect(compare(path('other.star'))).rejects.toMatchObject({ kind: 'data', message: expect.stringContaining('is also in') })
  writeFileSync(path('unsorted.star'), 'data_\nloop_\n_rlnImageName\n1@stack.mrcs\n')
  await expect(compare(path('unsorted.star'))).rejects.toMatchObject({ kind: 'data', message: expect.stringContaining('no column _rlnClassNumber') })
  await expect(compare(path('nowhere.star'))).rejects.toMatchObject({ kind: 'missing' })
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
