import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readAdvice, readClasses, readFsc, writeAdvice, writeClasses } from '../../../src/main/db/classes.ts'
import { appendLabelChange, insertLabelSet, readLabelChanges, readLabelSets } from '../../../src/main/db/labels.ts'
import { readNotes, writeNotes } from '../../../src/main/db/notes.ts'
import { closeProject, openProject, readProject } from '../../../src/main/db/open.ts'
import type { ProjectDatabase } from '../../../src/main/db/open.ts'
import { readParticles, writeParticles } from '../../../src/main/db/particles.ts'
import { readProjectRow, writeProjectRow } from '../../../src/main/db/projectRow.ts'
import { endRun, insertRun, removeRun, reopenRun, selectRun } from '../../../src/main/db/run.ts'
import { readStages, writeStages } from '../../../src/main/db/stages.ts'
import { readViews, writeView } from '../../../src/main/db/views.ts'
import type { ClassReport } from '../../../src/preload/contract/report.ts'
import { exampleRun } from './exampleRun.ts'

let folder: string
let path: string
let db: ProjectDatabase
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgr-db-'))
  path = join(folder, 'project.sqlite')
  db = openProject(path)
})
afterEach(() => {
  if (db.open) db.close()
  rmSync(folder, { recursive: true })
})

const curve = { frequency: [0.01, 0.02], unmasked: [1, 0.9], masked: [1, 0.95], phaseRandomised: [0.1, 0.05], corrected: [1, 0.94] }
const classOf = (number: number): ClassReport => ({
  number, particles: 10 * number, occupancy: 0.5, resolutionA: 8.25, bfactor: null, variance: { value: 0.2, unit: 'σ', heldOutGain: 0 },
  meanPosterior: 0.9, map: `run_class00${number}.mrc`, halfMaps: ['a.mrc', 'b.mrc'], fsc: curve,
})

function assignments(count: number, classes: number) {
  const posteriors = Float32Array.from({ length: count * classes }, (_, i) => ((i * 2654435761) % 1000) / 1000)
  return { classNumber: Int32Array.from({ length: count }, (_, i) => i % (classes + 1)), maxPosterior: Float64Array.from({ length: count }, (_, i) => 1 / (i + 1)), posteriors }
}

test('a run is entered, ended, taken up again', () => {
  expect(selectRun(db)).toBeNull()
  insertRun(db, exampleRun)
  endRun(db, 'cancelled', 'stopped by the user')
  expect(selectRun(db)).toMatchObject({ state: 'cancelled', message: 'stopped by the user' })
  reopenRun(db)
  expect(selectRun(db)).toEqual({ ...exampleRun, state: 'running', ended: null, message: null })
})

test('every table gives back what was put in, and writing again replaces', () => {
  for (const times of [1, 2]) {
    writeStages(db, [{ name: 'import', seconds: times, secondsPerParticle: 0.001 }, { name: 'EM', seconds: 2, secondsPerParticle: 0.002 }])
    writeClasses(db, [classOf(2), classOf(1)])
    writeAdvice(db, [{ k: 1, heldOutLogLikelihood: -1.5, standardError: 0.1 }])
    writeNotes(db, [{ kind: 'doubt', text: "pixel size isn't in the header" }, { kind: 'warning', text: '<b>' }])
    writeParticles(db, assignments(7, 3))
  }
  expect(readStages(db)).toEqual([{ name: 'import', seconds: 2, secondsPerParticle: 0.001 }, { name: 'EM', seconds: 2, secondsPerParticle: 0.002 }])
  expect(readClasses(db).map(row => row.number)).toEqual([1, 2])
  expect(readClasses(db)[0]).toMatchObject({ resolutionA: 8.25, bfactor: null, half1: 'a.mrc' })
  expect(readFsc(db, 2)).toEqual(curve)
  expect(readFsc(db, 3)).toBeNull()
  expect(readAdvice(db)).toEqual([{ k: 1, heldOutLogLikelihood: -1.5, standardError: 0.1 }])
  expect(readNotes(db)).toEqual([{ kind: 'doubt', text: "pixel size isn't in the header" }, { kind: 'warning', text: '<b>' }])
  expect(readParticles(db)).toEqual(assignments(7, 3))
})

test('a new run takes the place of the last one, its results and its edits; input, view and labels stay', () => {
  const row = { created: '2026-11-22T10:00:00.000Z', inputPath: 'particles/p.star', root: null, passthrough: null, inputBytes: 5, inputModified: 1.5, input: { particles: 7 } }
  insertRun(db, exampleRun)
  writeStages(db, [{ name: 'import', seconds: 1, secondsPerParticle: 0.001 }])
  writeClasses(db, [classOf(1)])
  writeAdvice(db, [{ k: 1, heldOutLogLikelihood: -1.5, standardError: 0.1 }])
  writeNotes(db, [{ kind: 'warning', text: 'w' }])
  writeParticles(db, assignments(7, 3))
  db.prepare("INSERT INTO edit (position, made, edit_json, undone) VALUES (1, '', '{}', 0)").run()
  writeProjectRow(db, row)
  writeView(db, 'step', 'maps')
  const set = insertLabelSet(db, 'mine', 7)
  appendLabelChange(db, set, '{}')
  insertRun(db, { ...exampleRun, command: 'cgr run again' })
  const counts = ['stage', 'class', 'class_number_advice', 'note', 'particle', 'edit'].map(table => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
  expect(counts).toEqual([0, 0, 0, 0, 0, 0])
  expect(selectRun(db)).toMatchObject({ state: 'running', command: 'cgr run again', ended: null, message: null })
  removeRun(db)
  expect([selectRun(db), readProjectRow(db), readViews(db)]).toEqual([null, row, { step: 'maps' }])
  expect([readLabelSets(db).map(({ name }) => name), readLabelChanges(db, set).length]).toEqual([['mine'], 1])
})

test('100,000 particles are stored and read back', () => {
  const many = assignments(100_000, 4)
  writeParticles(db, many)
  closeProject(db)
  const reader = readProject(path)
  expect(readParticles(reader).posteriors).toEqual(many.posteriors)
  reader.close()
})

/** A source file, quoted for an import. */
const source = (file: string): string => JSON.stringify(join(import.meta.dirname, '../../../src/main/db', file))

test('kill -9 while particles are rewritten leaves all of the old or all of the new', async () => {
  insertRun(db, exampleRun)
  writeParticles(db, assignments(20_000, 2))
  closeProject(db)
  const script = `
    import { openProject } from ${source('open.ts')}
    import { writeParticles } from ${source('particles.ts')}
    const db = openProject(${JSON.stringify(path)})
    process.stdout.write('open')
    for (let size = 20000; ; size = size === 20000 ? 30000 : 20000)
      writeParticles(db, { classNumber: new Int32Array(size), maxPosterior: new Float64Array(size), posteriors: new Float32Array(2 * size) })`
  for (const delay of [5, 40, 90, 150]) {
    await new Promise<void>(resolve => {
      const child = execFile(process.execPath, ['--input-type=module', '-e', script], () => resolve())
      child.stdout!.once('data', () => setTimeout(() => child.kill('SIGKILL'), delay))
    })
    const survivor = openProject(path)
    expect(survivor.pragma('integrity_check', { simple: true })).toBe('ok')
    expect([20_000, 30_000]).toContain(survivor.prepare('SELECT count(*) FROM particle').pluck().get())
    expect(selectRun(survivor)?.state).toBe('running')
    closeProject(survivor)
  }
}, 300_000)
