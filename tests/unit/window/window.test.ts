import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tooOften } from '../../../src/main/window/tooOften.ts'
import { followJobs } from '../../../src/main/window/followJobs.ts'
import { namedPath } from '../../../src/main/window/startWords.ts'
import { readPlace, writePlace } from '../../../src/main/window/windowPlace.ts'
import { serveAsCore } from './core.ts'

describe('where the window was', () => {
  const SCREEN = { x: 0, y: 24, width: 1920, height: 1056 }
  const PLACE = { x: 100, y: 100, width: 1280, height: 800, maximised: false }
  let folder = ''
  const path = (): string => join(folder, 'window.json')
  beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'cgr-place-')) })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('is read as it was written, and no other file is left', () => {
    expect(readPlace(path(), [SCREEN])).toBeNull()
    writePlace(path(), PLACE)
    expect(readPlace(path(), [SCREEN])).toEqual(PLACE)
    expect(readdirSync(folder)).toEqual(['window.json'])
  })
  test.each([['no JSON', '{"x":'], ['another shape', '[]'], ['an unknown field', JSON.stringify({ ...PLACE, url: 'x' })], ['a size that is none', JSON.stringify({ ...PLACE, width: -1 })], ['a fraction', JSON.stringify({ ...PLACE, x: 0.5 })], ['a huge number', JSON.stringify({ ...PLACE, x: 1e300 })]])('with %s it is as if there were none', (_, content) => {
    writeFileSync(path(), content)
    expect(readPlace(path(), [SCREEN])).toBeNull()
  })
  test.each([
    ['on a screen that has gone', { x: 2000, y: 100 }, false], ['with a hand’s breadth on the screen', { x: 1840, y: 100 }, true],
    ['with its title above the screen', { x: 100, y: 0 }, false], ['left of the screen but for an edge', { x: -1250, y: 100 }, false], ['below the screen', { x: 100, y: 1040 }, false],
  ])('%s', (_, moved, isUsed) => {
    writePlace(path(), { ...PLACE, ...moved })
    expect(readPlace(path(), [SCREEN]) !== null).toBe(isUsed)
  })
  test('a folder that cannot be written is no reason to fail', () => {
    expect(() => writePlace(join(folder, 'not', 'there', 'window.json'), PLACE)).not.toThrow()
  })
})

describe('the path that the user named', () => {
  test.each<[string, string[], string | null, string?]>([
    ['electron in a source tree', ['/e/electron', '/program', 'data'], '/cwd/data'],
    ['the same by “.”', ['/e/electron', '.', 'data'], '/program/data', '/program'],
    ['after Electron’s own words', ['/e/electron', '-r', '/loader.js', '--inspect=0', '/program', '--devtools', '/data/p.star', '--no-sandbox'], '/data/p.star'],
    ['packaged', ['/opt/cgr/cgr', '--no-sandbox', 'p.cs'], '/cwd/p.cs'],
    ['none', ['/e/electron', '/program', '--devtools'], null],
    ['an empty word', ['/e/electron', '/program', ''], null],
  ])('%s', (_, words, path, cwd = '/cwd') => expect(namedPath(words, '/program', cwd)).toBe(path))
})

test('the fourth crash within a minute is too many, the fourth in an hour is not', () => {
  const quickly = tooOften(3, 60_000)
  expect([0, 1000, 2000, 3000].map(quickly)).toEqual([false, false, false, true])
  const slowly = tooOften(3, 60_000)
  expect([0, 20_000, 40_000, 60_000, 80_000, 81_000].map(slowly)).toEqual([false, false, false, false, false, true])
})

test('jobs are counted from their first word to their end', async () => {
  const progress = { type: 'progress', job: 'run', stage: 'import', done: 0, total: 1, note: null, elapsed: 0, left: null, particlesPerSecond: null, memoryBytes: 0 }
  const ended = { type: 'ended', job: 'run', state: 'finished', message: null }
  const events = [{ ...progress, project: 'a' }, { ...progress, project: 'a' }, { ...progress, project: 'b' }, { type: 'changed', project: 'c', what: 'view' }, { ...ended, project: 'a' }, { ...ended, project: 'b' }]
  const address = await serveAsCore((_request, response) => response.end(`\n${events.map(event => JSON.stringify(event)).join('\n')}\n`))
  const counts: number[] = []
  await followJobs(address, count => counts.push(count))
  expect(counts).toEqual([1, 1, 2, 2, 1, 0])
})
