import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { volumesOfFolder, volumesOfStar } from '../../../src/main/formats/volumeList.ts'
import { failureOf, interop, scratchFolder } from './support.ts'

const folder = scratchFolder()

describe('a folder', () => {
  const maps = join(folder, 'maps')
  mkdirSync(join(maps, 'more.mrc'), { recursive: true })
  for (const name of ['map10.mrc', 'map9.mrc', 'map1.mrc', 'MAP2.MRC', 'map3.map.gz', '.hidden.mrc', 'notes.txt', 'stack.mrcs']) writeFileSync(join(maps, name), '')
  test('gives its maps in natural order, and nothing else that lies there', () => {
    const list = volumesOfFolder(maps)
    expect(list.names).toEqual(['map1.mrc', 'MAP2.MRC', 'map3.map.gz', 'map9.mrc', 'map10.mrc'])
    expect([list.star, list.half, list.poses, list.pixelSize, list.place(4)]).toEqual([null, null, null, null, 'map10.mrc'])
  })
  test('without maps, or absent, is refused', () => {
    mkdirSync(join(folder, 'empty'))
    expect(failureOf(() => volumesOfFolder(join(folder, 'empty')), join(folder, 'empty'), 'missing').line).toContain('no .mrc maps')
    expect(failureOf(() => volumesOfFolder(join(folder, 'nowhere')), join(folder, 'nowhere'), 'missing').line).toContain('no such folder')
  })
})

const OPTICS = 'data_optics\n\nloop_\n_rlnOpticsGroup\n_rlnImagePixelSize\n_rlnImageDimensionality\n1 2.5 3\n2 2.5 3\n\n'
const path = join(folder, 'subtomograms.star')
function star(columns: readonly string[], rows: readonly string[], before = OPTICS): string {
  writeFileSync(path, `${before}data_particles\n\nloop_\n${columns.map(name => `_${name}\n`).join('')}${rows.join('\n')}\n`)
  return path
}
/** The line on which a row stands. */
const lineOf = (text: string, row: string): number => text.split('\n').indexOf(row) + 1

describe('a star file', () => {
  test('of RELION 3.1 subtomograms: names, pixel size, half-sets and tomograms', () => {
    const list = volumesOfStar(star(['rlnImageName', 'rlnOpticsGroup', 'rlnRandomSubset', 'rlnMicrographName', 'rlnCtfImage'], ['a/1.mrc 1 1 t1 c1.mrc', 'a/2.mrc 2 2 t1 c2.mrc', 'a/3.mrc 1 2 t2 c3.mrc']))
    expect(list).toMatchObject({ names: ['a/1.mrc', 'a/2.mrc', 'a/3.mrc'], pixelSize: 2.5, half: Uint8Array.of(0, 1, 1), poses: null })
    expect(list.tomograms?.values).toEqual(['t1', 't2'])
    expect(list.doubts.join()).toContain('rlnCtfImage')
  })
  test('of RELION 3.0: pixel size from the magnification, origins in pixels', () => {
    const list = volumesOfStar(star(['rlnImageName', 'rlnDetectorPixelSize', 'rlnMagnification', 'rlnOriginZ'], ['1.mrc 5 10000 0', '2.mrc 5 10000 -1.5'], ''))
    expect(list.pixelSize).toBe(5)
    expect(list.poses).toMatchObject({ originUnit: 'px', origin: Float64Array.of(0, 0, 0, 0, 0, -1.5) })
  })
  test('has poses only where an angle or an origin is not 0; whole turns are none', () => {
    const columns = ['rlnImageName', 'rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', 'rlnOriginXAngst']
    expect(volumesOfStar(star(columns, ['1.mrc 0 0 360 0', '2.mrc -360 0 0 0.0001'])).poses).toBeNull()
    expect(volumesOfStar(star(columns, ['1.mrc 0 0 0 0', '2.mrc 0 12.5 0 0'])).poses).toMatchObject({ tilt: Float64Array.of(0, 12.5), originUnit: 'Å' })
  })
  test('with half-sets that are none says so', () => {
    for (const [subset, words] of [['0', 'is 0, not 1 or 2'], ['1', '1 everywhere']]) {
      const list = volumesOfStar(star(['rlnImageName', 'rlnRandomSubset'], [`1.mrc ${subset}`, `2.mrc ${subset}`]))
      expect(list.half).toBeNull()
      expect(list.doubts.join()).toContain(words)
    }
  })
  test.each([
    ['images of a stack', ['rlnImageName'], ['1.mrc', '000002@stack.mrcs'], '000002@stack.mrcs', 'an image in a stack, not a map'],
    ['two pixel sizes', ['rlnImageName', 'rlnImagePixelSize'], ['1.mrc 2', '2.mrc 3'], '2.mrc 3', 'pixel size 3 Å, the first map has 2 Å'],
    ['an unknown optics group', ['rlnImageName', 'rlnOpticsGroup'], ['1.mrc 1', '2.mrc 7'], '2.mrc 7', '_rlnOpticsGroup 7 is not in data_optics'],
    ['an angle that is no number', ['rlnImageName', 'rlnAngleRot'], ['1.mrc 1', '2.mrc nan'], '2.mrc nan', '_rlnAngleRot is "nan"'],
  ])('with %s is refused with the line', (_, columns, rows, row, words) => {
    const before = columns.includes('rlnImagePixelSize') ? '' : OPTICS
    const text = `${before}data_particles\n\nloop_\n${columns.map(name => `_${name}\n`).join('')}${rows.join('\n')}\n`
    const { line } = failureOf(() => volumesOfStar(star(columns, rows, before)), path)
    expect(line).toContain(`line ${lineOf(text, row)}`)
    expect(line).toContain(words)
  })
  test('of 2D stacks (RELION 5), without names, or without rows is refused', () => {
    const flat = 'data_general\n\n_rlnTomoSubTomosAre2DStacks 1\n\n'
    expect(failureOf(() => volumesOfStar(star(['rlnImageName'], ['1.mrcs'], flat)), path).line).toContain('2D stacks')
    expect(volumesOfStar(star(['rlnImageName'], ['1.mrc'], flat.replace('1\n', '0\n'))).names).toEqual(['1.mrc'])
    expect(failureOf(() => volumesOfStar(star(['rlnMicrographName'], ['m'])), path).line).toContain('_rlnImageName')
    expect(failureOf(() => volumesOfStar(star(['rlnImageName'], [])), path).line).toContain('no particles')
  })
  test('of single particles, written by RELION itself, is no list of maps', () => {
    expect(failureOf(() => volumesOfStar(interop('relion5.star')), interop('relion5.star')).line).toContain('not a map')
  })
})
