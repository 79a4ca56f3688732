import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeMask, type MaskRequest } from '../../../src/main/app/checks/makeMask.ts'
import { readVolume, writeVolume } from '../../../src/main/formats/mrc.ts'

const N = 40, PIXEL = 3
let folder: string
const path = (name: string): string => join(folder, name)

/** Two balls: one of radius 8 px and density 2 in the middle, one of radius 3 px and density 5 in a corner; noise-free solvent of 0. */
const twoBalls = (n: number): Float32Array => Float32Array.from({ length: n ** 3 }, (_, i) => {
  const [x, y, z] = [i % n, Math.floor(i / n) % n, Math.floor(i / (n * n))].map(v => ((v - (n >> 1)) * N) / n)
  return Math.hypot(x, y, z) <= 8 ? 2 : Math.hypot(x + 14, y + 14, z + 14) <= 3 ? 5 : 0
})

const request = (more: Partial<MaskRequest> = {}): MaskRequest =>
  ({ map: path('map.mrc'), output: path('made.mrc'), level: 1, lowpassA: null, grow: 0, soften: 0, box: N, pixelSize: PIXEL, ...more })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgr-mask-'))
  writeVolume(path('map.mrc'), { box: N, pixelSize: PIXEL, data: twoBalls(N) })
})
afterAll(() => rmSync(folder, { recursive: true }))

const ball = (radius: number): number => (4 / 3) * Math.PI * radius ** 3

describe('a mask of a map', () => {
  test('is the largest part above the level, and nothing of the others, however dense', () => {
    const made = makeMask(request()), { data } = readVolume(path('made.mrc')), density = twoBalls(N)
    expect(data.every((value, i) => value === (density[i] === 2 ? 1 : 0))).toBe(true)
    const voxels = density.filter(value => value === 2).length
    expect(made).toEqual({ voxels, fraction: voxels / N ** 3, volumeA3: voxels * PIXEL ** 3 })
  })
  test('takes what is left above a higher level', () => {
    makeMask(request({ level: 3 }))
    const { data } = readVolume(path('made.mrc'))
    expect(data.reduce((sum, value) => sum + value, 0) / ball(3)).toBeCloseTo(1, 0)
    expect(data[((20 - 14) * N + 20 - 14) * N + 20 - 14]).toBe(1)
  })
  test('grows by so many voxels, then falls to 0 along a cosine over so many', () => {
    makeMask(request({ grow: 3, soften: 4 }))
    const { data } = readVolume(path('made.mrc')), along = Array.from({ length: 20 }, (_, r) => data[(20 * N + 20) * N + 20 + r])
    expect(along.slice(0, 12)).toEqual(Array.from({ length: 12 }, () => 1))
    for (const [r, wanted] of [[12, 0.5 + 0.5 * Math.cos(Math.PI / 4)], [13, 0.5], [14, 0.5 + 0.5 * Math.cos((3 * Math.PI) / 4)]] as const) expect(along[r]).toBeCloseTo(wanted, 5)
    expect(along.slice(15)).toEqual([0, 0, 0, 0, 0])
  })
  test('is made of the low-passed map where that is asked for: what is small goes', () => {
    const rough = twoBalls(N)
    for (let i = 0; i < rough.length; i += 7) rough[i] += i % 2 ? 1.5 : -1.5
    writeVolume(path('rough.mrc'), { box: N, pixelSize: PIXEL, data: rough })
    const sharp = makeMask(request({ map: path('rough.mrc') })), smooth = makeMask(request({ map: path('rough.mrc'), lowpassA: 15 }))
    expect(Math.abs(smooth.voxels / ball(8) - 1)).toBeLessThan(0.15)
    expect(Math.abs(sharp.voxels - smooth.voxels)).toBeGreaterThan(20)
  })
  test.each([[80, PIXEL / 2], [30, 4], [41, (N * PIXEL) / 41]])('is written in the particles’ box of %i px, wherever the map was smaller or larger', (box, pixelSize) => {
    const made = makeMask(request({ box, pixelSize, grow: 1, soften: 2 })), mask = readVolume(path('made.mrc'))
    expect([mask.box, mask.pixelSize]).toEqual([box, expect.closeTo(pixelSize, 4)])
    expect(Math.abs(made.volumeA3 / (ball(10) * PIXEL ** 3) - 1)).toBeLessThan(0.15)
    expect(mask.data.every(value => value >= 0 && value <= 1)).toBe(true)
  })
  test.each([
    ['nothing lies above the level', { level: 9 }, /map\.mrc: nothing lies above a level of 9\.00; the map reaches 5\.00: choose a lower level/],
    ['the map is of something else', { box: 50 }, /a map of 40³ voxels of 3\.000 Å does not cover the particles’ box of 50 px of 3\.000 Å/],
    ['the map is gone', { map: '/nowhere/map.mrc' }, /\/nowhere\/map\.mrc/],
    ['the folder is not there', { output: '/nowhere/mask.mrc' }, /\/nowhere\/mask\.mrc: cannot write/],
  ])('is not made where %s, which is said in one line', (_, more, message) => {
    rmSync(path('made.mrc'), { force: true })
    let line = ''
    try {
      makeMask(request(more))
    } catch (error) {
      line = (error as { line: string }).line
    }
    expect(line).toMatch(message)
    expect(readdirSync(folder).toSorted().filter(name => name === 'made.mrc' || name.endsWith('.part'))).toEqual([])
  })
})
