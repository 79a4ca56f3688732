import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { particleImages } from '../../../src/main/app/particles/particleImages.ts'
import { Workstation } from '../../../src/main/app/workstation.ts'
import { openStack } from '../../../src/main/formats/mrc.ts'
import { stretch } from '../../../src/main/app/particles/picture.ts'
import { imagesAddress } from '../../../src/preload/contract/addresses.ts'
import { Failure } from '../../../src/preload/contract/failure.ts'
import { correlation } from './correlation.ts'
import { opened, scratch } from './finishedProject.ts'
import { sortedSet, type SortedSet } from './sortedSet.ts'

const place = scratch(), PARTICLES = 160, BOX = 40
type Options = Parameters<typeof imagesAddress>[1]

/** Pictures of a project by row, and the headers they came with. */
async function pictures({ workstation, id }: { workstation: Workstation; id: string }, options: Options): Promise<{ tiles: Uint8Array[]; headers: Headers }> {
  const address = new URL(imagesAddress(id, options), 'http://127.0.0.1')
  const response = await particleImages(workstation.project(id), address.searchParams), bytes = await response.bytes(), area = options.size ** 2
  return { tiles: options.rows.map((_, i) => bytes.subarray(i * area, (i + 1) * area)), headers: response.headers }
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/** Turned over about the line x = 0 through the origin. */
const mirrored = (tile: Uint8Array, size: number): Uint8Array => tile.map((_, i) => tile[i - (i % size) + ((size - (i % size)) % size)])

const lineOf = async (act: () => Promise<unknown>): Promise<string> => {
  const error: unknown = await act().catch((reason: unknown) => reason)
  if (!(error instanceof Failure)) throw new Error(`no Failure: ${String(error)}`)
  return `${error.kind}: ${error.line}`
}

const rows = Array.from({ length: PARTICLES }, (_, row) => row)
let set: SortedSet, inverted: SortedSet
let project: ReturnType<typeof opened>
beforeAll(async () => {
  set = await sortedSet(place('plain'), { particles: PARTICLES, box: BOX, snr: 1, seed: 4 })
  inverted = await sortedSet(place('inverted'), { particles: PARTICLES, box: BOX, snr: 1, seed: 4, invert: true })
  project = opened(set.folder)
})

describe('particles beside the projection of their class', () => {
  const size = 32, lowpassA = 25

  test('are alike in the same view, less so for another class, another view or the mirror image', async () => {
    const { tiles } = await pictures(project, { rows, size, kind: 'ctf', lowpassA })
    const { tiles: own } = await pictures(project, { rows, size, kind: 'projection', lowpassA })
    const others = await Promise.all([1, 2].map(number => pictures(project, { rows, size, kind: 'projection', lowpassA, class: number })))
    const alike = (to: (row: number) => Uint8Array): number => mean(rows.map(row => correlation(tiles[row], to(row))))
    const right = alike(row => own[row])
    expect(right).toBeGreaterThan(0.65)
    expect(alike(row => others[set.truth[row] - 1].tiles[row])).toBe(right)
    expect(alike(row => others[2 - set.truth[row]].tiles[row])).toBeLessThan(right - 0.25)
    expect(alike(row => own[(row + 1) % PARTICLES])).toBeLessThan(right - 0.25)
    expect(alike(row => mirrored(own[row], size))).toBeLessThan(right - 0.25)
  })

  test('come out bright where protein is dark in the images, and the sign is told', async () => {
    const other = opened(inverted.folder)
    for (const [which, sign] of [[project, '1'], [other, '-1']] as const) {
      const { tiles, headers } = await pictures(which, { rows, size, kind: 'ctf', lowpassA }), { tiles: own } = await pictures(which, { rows, size, kind: 'projection', lowpassA })
      expect(headers.get('x-sign')).toBe(sign)
      expect(mean(rows.map(row => correlation(tiles[row], own[row])))).toBeGreaterThan(0.65)
    }
    const [plain, dark] = await Promise.all([project, other].map(which => pictures(which, { rows, size, kind: 'lowpass', lowpassA })))
    // The same noise is added to both, so only the particles' share turns over.
    expect(mean(rows.map(row => correlation(plain.tiles[row], dark.tiles[row])))).toBeLessThan(0.9)
  })
})

test('raw pictures of the images’ own size are the images, stretched', async () => {
  const { tiles, headers } = await pictures(project, { rows: [3, 159, 3], size: BOX, kind: 'raw' }), stack = openStack(join(set.star, '..', 'particles.mrcs'))
  expect(headers.get('content-length')).toBe(String(3 * BOX ** 2))
  for (const [i, row] of [3, 159, 3].entries()) {
    const image = new Float32Array(BOX ** 2), out = new Uint8Array(BOX ** 2)
    stack.read(row, image)
    stretch(image, out, 0)
    expect([...tiles[i]]).toEqual([...out])
  }
  stack.close()
})

describe('what cannot be drawn', () => {
  test('a missing, cut or damaged image is black and named; the others are drawn', async () => {
    const damaged = await sortedSet(place('damaged'), { particles: 30, box: 32, snr: 0.1 }), beside = (name: string): string => join(damaged.star, '..', `${name}.mrcs`)
    for (const name of ['gone', 'cut']) copyFileSync(beside('particles'), beside(name))
    // Rows 20 to 24 lie in a stack of their own, and rows 25 to 29.
    const text = readFileSync(damaged.star, 'utf8').replace(/(00002[1-5])@particles/g, '$1@gone').replace(/(00002[6-9]|000030)@particles/g, '$1@cut')
    writeFileSync(damaged.star, text)
    const which = opened(damaged.folder), all = Array.from({ length: 30 }, (_, row) => row)
    await pictures(which, { rows: [0], size: 16, kind: 'raw' })
    const bytes = readFileSync(beside('particles'))
    bytes.writeFloatLE(NaN, 1024 + 5 * 4 * 32 ** 2 + 4 * 10)
    writeFileSync(beside('particles'), bytes)
    truncateSync(beside('cut'), 1024 + 29 * 4 * 32 ** 2)
    rmSync(beside('gone'))
    const { tiles, headers } = await pictures(which, { rows: all, size: 16, kind: 'lowpass', lowpassA: 20 })
    const failed = new Map(headers.get('x-failed')!.split(',').map(entry => [Number(entry.split(':')[0]), decodeURIComponent(entry.split(':')[1])]))
    expect([...failed.keys()]).toEqual([5, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])
    expect([failed.get(5), failed.get(24)]).toEqual(['particles.mrcs, image 6: pixel (10, 0) is not a finite number', 'gone.mrcs: no such file'])
    expect(failed.get(29)).toMatch(/^cut\.mrcs, byte \d+: the file ends here/)
    for (const row of all) expect(tiles[row].some(value => value !== 0)).toBe(!failed.has(row))
  })

  test.each([
    ['rows=1,2.5&size=16&kind=raw', 'row 2.5; a whole number from 0 to 159'],
    ['rows=160&size=16&kind=raw', 'row 160'],
    ['rows=&size=16&kind=raw', 'row ;'],
    ['size=16&kind=raw', 'row ;'],
    [`rows=${Array.from({ length: 201 }, () => 1)}&size=16&kind=raw`, '201 rows; at most 200 at once'],
    ['rows=1&size=1e9&kind=raw', 'size 1e9'],
    ['rows=1&size=16&kind=colour', 'kind colour; one of raw'],
    ['rows=1&size=16&kind=lowpass', 'lowpass missing'],
    ['rows=1&size=16&kind=lowpass&lowpass=-3', 'lowpass -3'],
    ['rows=1&size=16&kind=projection&class=0', 'class 0'],
  ])('%s is refused', async (query, message) => {
    const line = await lineOf(() => particleImages(project.workstation.project(project.id), new URLSearchParams(query)))
    expect(line).toContain('usage: images: ')
    expect(line).toContain(message)
  })

  test('a class without a map is named', async () => {
    expect(await lineOf(() => pictures(project, { rows: [1], size: 16, kind: 'projection', class: 3 }))).toBe('missing: plain has no map "run_class003.mrc"; it may have been replaced: look at the list of maps again')
  })
})

describe('particles that are maps', () => {
  test('are seen along z, have no CTF, and lie as their class does', async () => {
    const maps = await sortedSet(place('maps'), { particles: 24, box: 32, snr: 1, maps: true }), which = opened(maps.folder), some = Array.from({ length: 24 }, (_, row) => row)
    const { tiles } = await pictures(which, { rows: some, size: 24, kind: 'lowpass', lowpassA: 25 }), { tiles: own } = await pictures(which, { rows: some, size: 24, kind: 'projection', lowpassA: 25 })
    expect(mean(some.map(row => correlation(tiles[row], own[row])))).toBeGreaterThan(0.95)
    expect(await lineOf(() => pictures(which, { rows: [1], size: 24, kind: 'ctf' }))).toContain('maps carry no CTF')
  })
})
