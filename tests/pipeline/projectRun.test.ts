import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../../src/main/app/projects/importInto.ts'
import { importSummary } from '../../src/main/core/importSummary.ts'
import { startRun, type RunOptions, type RunOutcome } from '../../src/main/core/startRun.ts'
import { takeLock } from '../../src/main/core/runLock.ts'
import { closeProject, openProject, readProject, type ProjectDatabase } from '../../src/main/db/open.ts'
import { readProjectRow } from '../../src/main/db/projectRow.ts'
import { selectRun } from '../../src/main/db/run.ts'
import { readViews, writeView } from '../../src/main/db/views.ts'
import { writeVolume } from '../../src/main/formats/mrc.ts'
import { ImportedInput } from '../../src/preload/contract/calls/projects.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import { DEFAULT_PARAMETERS, type RunParameters } from '../../src/preload/contract/parameters.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import { context, scratch, simulatedSet } from './sets.ts'

const folder = scratch()
const BOX = 32, PARTICLES = 200
let star: string
beforeAll(async () => {
  ;({ star } = await simulatedSet(folder.path('set'), { states: 'hsa2', particles: PARTICLES, snr: 0.3, seed: 4 }))
}, 300_000)

const run = (output: string, options: Partial<RunOptions> = {}, more: Partial<RunParameters> = {}, ctx: StageContext = context(), input = star): Promise<RunOutcome> =>
  startRun({ input, root: null, passthrough: null, outputDir: folder.path(output), parameters: { ...DEFAULT_PARAMETERS, classes: 2, box: BOX, network: 'off', posePolish: false, threads: 2, ...more } }, { intent: 'new', truthPath: null, ...options }, ctx)

function reading<T>(output: string, read: (db: ProjectDatabase) => T): T {
  const db = readProject(folder.path(output, 'project.sqlite'))
  try {
    return read(db)
  } finally {
    closeProject(db)
  }
}

/** A project as the window makes it, its particles in its own folder, with something shown, a check and a mask. */
function windowProject(name: string): void {
  cpSync(folder.path('set'), folder.path(name, 'particles'), { recursive: true })
  createProject(folder.path(name), { path: folder.path(name, 'particles', 'particles.star'), root: null, passthrough: null })
  const db = openProject(folder.path(name, 'project.sqlite'))
  writeView(db, 'step', 'sort')
  closeProject(db)
  for (const own of ['check', 'masks', 'exports', 'cache']) {
    mkdirSync(folder.path(name, own))
    writeFileSync(folder.path(name, own, 'mask.mrc'), own)
  }
}

const ofWindow = (name: string): unknown => reading(name, db => [readViews(db), readProjectRow(db)!.inputPath, readProjectRow(db)!.created])
const ownFiles = (name: string): string[] => ['check', 'masks', 'exports', 'cache'].map(own => readFileSync(folder.path(name, own, 'mask.mrc'), 'utf8'))

describe('a run in a project that a window has open', () => {
  let before: unknown
  beforeAll(async () => {
    windowProject('open')
    before = ofWindow('open')
    const lock = takeLock(folder.path('open'))
    await run('open', { lock: 'held' }, {}, context(), folder.path('open', 'particles', 'particles.star'))
    expect(existsSync(folder.path('open', '.lock'))).toBe(true)
    lock.release()
  }, 300_000)

  test('goes on under the window’s lock and leaves what the window knows', () => {
    expect(ofWindow('open')).toEqual(before)
    expect(ownFiles('open')).toEqual(['check', 'masks', 'exports', 'cache'])
    expect(reading('open', selectRun)).toMatchObject({ state: 'finished' })
  })
  test('is replaced with its results and edits by --overwrite; the window’s own stays', async () => {
    const db = openProject(folder.path('open', 'project.sqlite'))
    db.prepare("INSERT INTO edit (position, made, edit_json, undone) VALUES (1, '', '{}', 0)").run()
    closeProject(db)
    await expect(run('open', {}, {}, context(), folder.path('open', 'particles', 'particles.star'))).rejects.toThrow(/holds a finished run/)
    const parameters = { seed: 2 }
    await run('open', { intent: 'overwrite' }, parameters, context(), folder.path('open', 'particles', 'particles.star'))
    expect(ofWindow('open')).toEqual(before)
    expect(ownFiles('open')).toEqual(['check', 'masks', 'exports', 'cache'])
    expect(reading('open', db => [selectRun(db)!.parameters.seed, db.prepare('SELECT count(*) FROM edit').pluck().get(), db.prepare('SELECT count(*) FROM particle').pluck().get()])).toEqual([2, 0, PARTICLES])
  }, 300_000)
  test('leaves the project as it was where it never gets past its input', async () => {
    windowProject('refused')
    const known = ofWindow('refused'), mask = folder.path('small.mrc')
    writeVolume(mask, { box: 16, pixelSize: 3, data: new Float32Array(16 ** 3).fill(1) })
    const names = readdirSync(folder.path('refused')).toSorted()
    await expect(run('refused', {}, { mask }, context(), folder.path('refused', 'particles', 'particles.star'))).rejects.toMatchObject({ kind: 'data' })
    expect(readdirSync(folder.path('refused')).toSorted()).toEqual(names)
    expect([ofWindow('refused'), reading('refused', selectRun), ownFiles('refused')]).toEqual([known, null, ['check', 'masks', 'exports', 'cache']])
  })
  test('that is cancelled says so in the project, which keeps the rest', async () => {
    windowProject('cancelled')
    const known = ofWindow('cancelled'), cancel = new AbortController()
    const ctx = context(cancel.signal, ({ stage }) => { if (stage === 'sort') cancel.abort(new Failure('cancelled', 'stopped on request')) })
    await expect(run('cancelled', {}, {}, ctx, folder.path('cancelled', 'particles', 'particles.star'))).rejects.toMatchObject({ kind: 'cancelled' })
    expect([ofWindow('cancelled'), reading('cancelled', selectRun)!.state]).toEqual([known, 'cancelled'])
  })
})

describe('a project that `cgr run` has made', () => {
  test('knows its input as the window’s import does, and where it lies when both have moved', async () => {
    cpSync(folder.path('set'), folder.path('made', 'particles'), { recursive: true })
    const input = folder.path('made', 'particles', 'particles.star')
    await startRun({ input, root: folder.path('made', 'particles'), passthrough: null, outputDir: folder.path('made'), parameters: { ...DEFAULT_PARAMETERS, classes: 1, box: BOX, network: 'off', posePolish: false, threads: 2 } }, { intent: 'new', truthPath: null }, context())
    const row = reading('made', readProjectRow)!
    expect([row.inputPath, row.root, row.passthrough]).toEqual([join('particles', 'particles.star'), 'particles', null])
    const summary = importSummary(input, folder.path('made', 'particles'), null)
    expect(ImportedInput.parse(row.input)).toEqual(summary)
    expect(summary).toMatchObject({ format: 'star', particles: PARTICLES, box: BOX, micrographs: 5, halfSets: 'upstream', stacks: { total: 1, bytes: 1024 + PARTICLES * BOX ** 2 * 4 }, doubts: [] })
    expect(summary.optics).toMatchObject([{ voltageKv: 300, particles: PARTICLES, box: BOX }])
    renameSync(folder.path('made'), folder.path('moved'))
    expect(existsSync(folder.path('moved', reading('moved', readProjectRow)!.inputPath))).toBe(true)
  }, 300_000)
  test('leaves nothing where it never gets past its input', async () => {
    await expect(run('nothing', {}, { mask: folder.path('small.mrc') })).rejects.toMatchObject({ kind: 'data' })
    expect(existsSync(folder.path('nothing'))).toBe(false)
  })
})
