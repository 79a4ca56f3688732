import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asFailure } from '../../../src/main/core/asFailure.ts'
import { repeatingCommand } from '../../../src/main/core/commandLine.ts'
import { makeFolder, removeFolders, settleEarlierRun } from '../../../src/main/core/outputFolder.ts'
import { bytesNeeded } from '../../../src/main/core/preflight.ts'
import { readReport, writeReport } from '../../../src/main/core/reportFile.ts'
import { removeProject, removeRunFiles } from '../../../src/main/core/runFiles.ts'
import { takeLock } from '../../../src/main/core/runLock.ts'
import { closeProject, openProject } from '../../../src/main/db/open.ts'
import { endRun, insertRun } from '../../../src/main/db/run.ts'
import { Failure } from '../../../src/preload/contract/failure.ts'
import { exampleRun } from '../db/exampleRun.ts'
import { exampleReport } from '../report/exampleReport.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgr-run-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const touch = (...names: string[]): void => names.forEach(name => writeFileSync(join(folder, name), ''))

function finishedRun(): void {
  const db = openProject(join(folder, 'project.sqlite'))
  insertRun(db, exampleRun)
  endRun(db, 'finished', null)
  closeProject(db)
  touch('run_class001.mrc', 'run_half1_class001_unfil.mrc', 'run_class001_fsc.star', 'mask.mrc', 'report.json', 'run_data.star', 'run.log')
}

describe('a folder with a run', () => {
  test('is refused without a word, given back for resuming, cleared of ours alone for overwriting', () => {
    finishedRun()
    touch('notes.txt', 'run_it025_class001.mrc', 'my_mask.mrc')
    mkdirSync(join(folder, '.work'))
    symlinkSync('/etc/hostname', join(folder, '.work', 'link'))
    expect(() => settleEarlierRun(folder, 'new')).toThrow(/holds a finished run/)
    touch('.cgr-12-0123456789ab.part')
    expect(settleEarlierRun(folder, 'resume')).toMatchObject({ state: 'finished', parameters: exampleRun.parameters })
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([])
    expect(settleEarlierRun(folder, 'overwrite')).toBeNull()
    // The project stays: it holds the input and what the window showed last; the next run takes the place of this one's rows.
    expect(readdirSync(folder).toSorted()).toEqual(['my_mask.mrc', 'notes.txt', 'project.sqlite', 'run_it025_class001.mrc'])
    expect(existsSync('/etc/hostname')).toBe(true)
    removeProject(folder)
    expect(readdirSync(folder).toSorted()).toEqual(['my_mask.mrc', 'notes.txt', 'run_it025_class001.mrc'])
  })
  test('keeps what belongs to the window', () => {
    finishedRun()
    for (const name of ['check', 'masks', 'exports', 'cache']) {
      mkdirSync(join(folder, name))
      touch(`${name}/mask.mrc`)
    }
    settleEarlierRun(folder, 'overwrite')
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(['cache', 'cache/mask.mrc', 'check', 'check/mask.mrc', 'exports', 'exports/mask.mrc', 'masks', 'masks/mask.mrc', 'project.sqlite'])
  })
  test('an empty folder resumes as a new run', () => {
    expect(settleEarlierRun(folder, 'resume')).toBeNull()
  })
  test('a project that nobody has sorted is no unfinished run', () => {
    closeProject(openProject(join(folder, 'project.sqlite')))
    touch('run.log', '.cgr-12-0123456789ab.part')
    for (const intent of ['new', 'resume', 'overwrite'] as const) expect([intent, settleEarlierRun(folder, intent)]).toEqual([intent, null])
  })
  test('but what lies in it under names of a run is not ours to replace', () => {
    closeProject(openProject(join(folder, 'project.sqlite')))
    touch('mask.mrc')
    for (const intent of ['new', 'resume', 'overwrite'] as const) expect(() => settleEarlierRun(folder, intent)).toThrow(/holds mask.mrc, which no cgr run made/)
  })
  test('files of our names that no project vouches for are never touched: RELION uses some of them', () => {
    touch('run_class001.mrc', 'run_half1_class001_unfil.mrc')
    for (const intent of ['new', 'resume', 'overwrite'] as const) expect(() => settleEarlierRun(folder, intent)).toThrow(/holds run_class001.mrc, which no cgr run made/)
    expect(readdirSync(folder)).toHaveLength(2)
  })
})

describe('folders', () => {
  test('those that were made are taken away again if nothing came into them', () => {
    const made = makeFolder(join(folder, 'a', 'b'))
    expect(made).toEqual([join(folder, 'a', 'b'), join(folder, 'a')])
    removeFolders(made)
    expect(readdirSync(folder)).toEqual([])
    const again = makeFolder(join(folder, 'a', 'b'))
    touch('a/keep')
    removeFolders(again)
    expect(readdirSync(join(folder, 'a'))).toEqual(['keep'])
  })
  test('a file where a folder should be is refused in one line', () => {
    touch('file')
    expect(() => makeFolder(join(folder, 'file'))).toThrow(Failure)
    expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow(Failure)
  })
  test('removing what a run left leaves an unfinished write of another program alone', () => {
    touch('.cgr-12-0123456789ab.part', '.other.part')
    removeRunFiles(folder)
    expect(readdirSync(folder)).toEqual(['.other.part'])
  })
})

const lockFile = (): string => join(folder, '.lock')

describe('the lock', () => {
  test('lets one in, and the next after it is released', () => {
    const lock = takeLock(folder)
    writeFileSync(lockFile(), readFileSync(lockFile(), 'utf8').replace(/"pid":\d+/, '"pid":1')) // as if init held it
    expect(() => takeLock(folder)).toThrow(/in use by process 1 of .* on /)
    lock.release()
    takeLock(folder).release()
    expect(readdirSync(folder)).toEqual([])
  })
  test('of a process that is gone is taken over', () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), user: 'x', since: '2026' }))
    takeLock(folder).release()
    writeFileSync(lockFile(), '{"pid":')
    takeLock(folder).release()
  })
  test('of another host is respected, because nobody here can tell whether it runs', () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: 2 ** 22 + 1, host: 'elsewhere', user: 'ann', since: '2026-11-22' }))
    expect(() => takeLock(folder)).toThrow(/process \d+ of ann on elsewhere since 2026-11-22/)
  })
})

describe('report.json', () => {
  test('comes back as it was written', () => {
    const report = exampleReport(3)
    writeReport(folder, report)
    expect(readReport(folder)).toEqual(report)
  })
  test.each([
    ['cut off', (text: string) => text.slice(0, 300), /not JSON/],
    ['without its classes', (text: string) => text.replace('"classes": [', '"glasses": ['), /report.json, /],
    ['of a later schema', (text: string) => text.replace('"schema": 1', '"schema": 2'), /report.json, schema/],
  ])('%s is refused with the place', (_, damage, message) => {
    writeReport(folder, exampleReport(2))
    writeFileSync(join(folder, 'report.json'), damage(readFileSync(join(folder, 'report.json'), 'utf8')))
    expect(() => readReport(folder)).toThrow(message)
  })
  test('is never written in a form that cannot be read', () => {
    expect(() => writeReport(folder, { ...exampleReport(1), resolutionLimitA: Number.NaN })).toThrow(/NaN/)
    expect(readdirSync(folder)).toEqual([])
  })
})

test('the repeating command writes every parameter out and quotes what a shell would split', () => {
  const request = { input: "/data/it's here/p.star", root: null, passthrough: null, outputDir: '/out', parameters: { classes: 'auto', box: 64, maxResolution: 9.5, posePolish: false, mask: null, seed: 3, network: 'off', backend: 'auto', nodes: 400, neighbours: 24, correlationThreshold: 2, threads: 2 } } as const
  expect(repeatingCommand(request, '/t.csv')).toBe(
    "cgr run '/data/it'\\''s here/p.star' -o /out -k auto --box 64 --max-resolution 9.5 --pose-polish off --seed 3 --threads 2 --network off --truth /t.csv")
})

test('the room a run needs grows with particles, maps and classes', () => {
  const small = bytesNeeded(4000, 64, 1e6, { classes: 3, box: 64 })
  expect(small).toBeGreaterThan(4000 * 1608 * 12)
  expect(bytesNeeded(100_000, 64, 25e6, { classes: 3, box: 64 })).toBeGreaterThan(20 * small)
  expect(bytesNeeded(4000, 512, 1e6, { classes: 3, box: 64 })).toBeGreaterThan(15 * 512 ** 3 * 4)
})

/** An error as Node throws it. */
const system = (code: string): Error => Object.assign(new Error(`${code}: something went wrong, open '/x'`), { code, path: '/x' })

test('errors of the operating system become one line of the right kind, unknown ones stay internal', () => {
  expect(asFailure(system('ENOENT'))).toMatchObject({ kind: 'missing', message: '/x: something went wrong (ENOENT)' })
  expect(asFailure(system('ENOSPC')).kind).toBe('output')
  expect(asFailure(new DOMException('stop', 'AbortError')).kind).toBe('cancelled')
  expect(asFailure(new TypeError('x is undefined'))).toMatchObject({ kind: 'internal', message: 'x is undefined' })
  const failure = new Failure('data', 'a')
  expect(asFailure(failure)).toBe(failure)
})
