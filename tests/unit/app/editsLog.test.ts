import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EditState } from '../../../src/preload/contract/calls/edits.ts'
import { editedClasses } from '../../../src/main/app/edits/editedClasses.ts'
import { editMethods } from '../../../src/main/app/edits/editMethods.ts'
import { answerCall } from '../../../src/main/app/methods.ts'
import type { Methods } from '../../../src/main/app/methods.ts'
import { closeProject, openProject } from '../../../src/main/db/open.ts'
import { endRun, insertRun } from '../../../src/main/db/run.ts'
import { exampleRun } from '../db/exampleRun.ts'
import { ROWS, finishedProject, opened, scratch } from './finishedProject.ts'

const path = scratch()

function editing(folder: string) {
  const { workstation, id, events } = opened(folder)
  const methods = editMethods(workstation)
  const call = async (name: string, input: object = {}): Promise<EditState> => await answerCall(methods as Methods, `edits.${name}`, { project: id, ...input }) as EditState
  return { workstation, id, events, call, project: workstation.project(id) }
}

const byNumber = ({ classes }: EditState, number: number) => classes.find(one => one.number === number)

test('a look at the classes changes no byte of the project', async () => {
  const folder = finishedProject(path('looked-at')), before = readFileSync(join(folder, 'project.sqlite'))
  const { call, workstation } = editing(folder)
  const state = await call('get')
  expect(state).toMatchObject({ moved: 0, edits: 0, undo: null, redo: null })
  expect(state.classes.map(({ number, particles }) => [number, particles])).toEqual([[1, 19], [2, 19], [3, 19], [0, 3]])
  expect(byNumber(state, 1)).toMatchObject({ name: 'Class 1', occupancy: 1 / 3, resolutionA: 8.4, meanPosterior: 0.97, merged: [], excluded: false })
  expect(byNumber(state, 0)).toMatchObject({ occupancy: 0, resolutionA: null, meanPosterior: null })
  await workstation.shutDown()
  expect(readFileSync(join(folder, 'project.sqlite')).equals(before)).toBe(true)
})

test('edits, undo and redo; windows hear of each; a new edit ends what could be redone', async () => {
  const { call, events, project } = editing(finishedProject(path('edited')))
  await call('apply', { edit: { kind: 'rename', class: 1, name: ' Open ' } })
  const merged = await call('apply', { edit: { kind: 'merge', from: 3, into: 1 } })
  expect(merged).toMatchObject({ edits: 2, undo: 'Undo: merge Class 3 into Open', redo: null })
  expect(byNumber(merged, 1)).toMatchObject({ particles: 38, occupancy: 2 / 3, merged: [3] })
  const back = await call('undo')
  expect(back).toMatchObject({ edits: 1, undo: 'Undo: rename Class 1 to Open', redo: 'Redo: merge Class 3 into Open' })
  expect(byNumber(back, 3)).toMatchObject({ particles: 19 })
  expect(await call('redo')).toEqual(merged)
  await call('undo')
  const excluded = await call('apply', { edit: { kind: 'exclude', class: 3, excluded: true } })
  expect(excluded).toMatchObject({ edits: 2, redo: null })
  expect(byNumber(excluded, 1)).toMatchObject({ occupancy: 0.5 })
  expect(byNumber(excluded, 3)).toMatchObject({ particles: 19, occupancy: 0, excluded: true })
  expect(await call('redo')).toEqual(excluded)
  expect(events).toEqual(Array.from({ length: 6 }, () => ({ type: 'changed', project: project.id, what: 'edits' })))
})

test('an edit that changes nothing is none, and rows keep their array while only names change', async () => {
  const { call, events, project } = editing(finishedProject(path('no-change')))
  const rows = editedClasses(project)!.classOf
  await call('apply', { edit: { kind: 'rename', class: 1, name: 'Class 1' } })
  await call('apply', { edit: { kind: 'move', rows: [0, 3], into: 1 } })
  expect(await call('undo')).toMatchObject({ edits: 0, undo: null })
  expect(events).toEqual([])
  await call('apply', { edit: { kind: 'rename', class: 1, name: 'Open' } })
  expect(editedClasses(project)!.classOf).toBe(rows)
  expect(await call('apply', { edit: { kind: 'move', rows: [0, 1, 2], into: 1 } })).toMatchObject({ moved: 2, undo: 'Undo: move 2 particles into Open' })
  expect(editedClasses(project)!.classOf).not.toBe(rows)
})

test('the log with its undone edits survives closing, and a damaged one says where', async () => {
  const folder = finishedProject(path('reopened')), first = editing(folder)
  await first.call('apply', { edit: { kind: 'move', rows: [0, 1, 5, ROWS - 1], into: 2 } })
  await first.call('apply', { edit: { kind: 'merge', from: 3, into: 2 } })
  const before = await first.call('undo')
  await first.workstation.shutDown()
  const again = editing(folder)
  expect(await again.call('get')).toEqual(before)
  expect(await again.call('redo')).toMatchObject({ edits: 2, undo: 'Undo: merge Class 3 into Class 2', redo: null })
  again.project.write(db => db.prepare('UPDATE edit SET edit_json = ? WHERE position = 1').run('{"kind":"melt"}'))
  await again.workstation.shutDown()
  await expect(editing(folder).call('get')).rejects.toThrow(/project\.sqlite, edit 1: the log of edits is damaged/)
})

test('a new run starts without the edits of the last one', async () => {
  const folder = finishedProject(path('run-again')), first = editing(folder)
  await first.call('apply', { edit: { kind: 'merge', from: 3, into: 2 } })
  first.project.releaseDatabase()
  const db = openProject(join(folder, 'project.sqlite'))
  insertRun(db, { ...exampleRun, created: '2026-11-23T12:00:00.000Z' })
  endRun(db, 'finished', null)
  closeProject(db)
  expect(await first.call('get')).toMatchObject({ edits: 0, undo: null, moved: 0 })
})

test('refused: while the project is worked on, without a finished run, and what the contract does not know', async () => {
  const { call, workstation, project } = editing(finishedProject(path('refused')))
  let end = (): void => undefined
  const ended = new Promise<{ state: 'cancelled'; message: null }>(resolve => { end = () => resolve({ state: 'cancelled', message: null }) })
  workstation.enter(project, { kind: 'run', pid: undefined, started: 0, ended, cancel: () => end() })
  for (const [name, input] of [['apply', { edit: { kind: 'merge', from: 1, into: 2 } }], ['undo', {}], ['redo', {}]] as const) {
    await expect(call(name, input)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('while the project is being worked on') })
  }
  end()
  await ended
  for (const edit of [{ kind: 'rename', class: 1, name: ' ' }, { kind: 'rename', class: 1, name: 'a\u0007b' }, { kind: 'move', rows: [], into: 1 }, { kind: 'recolour', class: 1, colour: 8 }, { kind: 'merge', from: 1, into: 2, and: 3 }]) {
    await expect(call('apply', { edit })).rejects.toMatchObject({ kind: 'usage' })
  }
  const unsorted = finishedProject(path('unsorted')), db = openProject(join(unsorted, 'project.sqlite'))
  endRun(db, 'failed', 'out of luck')
  closeProject(db)
  const failed = editing(unsorted)
  expect(editedClasses(failed.project)).toBeNull()
  await expect(failed.call('apply', { edit: { kind: 'merge', from: 1, into: 2 } })).rejects.toMatchObject({ kind: 'usage', advice: 'sort the particles first' })
})

test('a project that another program holds can be looked at and not changed', async () => {
  const folder = finishedProject(path('held'))
  writeFileSync(join(folder, '.lock'), JSON.stringify({ pid: process.ppid, host: hostname(), user: 'somebody', since: '2026-11-22T12:00:00.000Z' }))
  const { call } = editing(folder)
  expect(await call('get')).toMatchObject({ edits: 0 })
  await expect(call('apply', { edit: { kind: 'merge', from: 1, into: 2 } })).rejects.toMatchObject({ kind: 'output', message: expect.stringContaining('in use by process') })
  expect(await call('get')).toMatchObject({ edits: 0 })
})

test('200,000 particles are moved, undone and read again without a long wait', async () => {
  const folder = finishedProject(path('large'), 'star', 250_000), { call, workstation } = editing(folder)
  const rows = Array.from({ length: 200_000 }, (_, i) => i + (i >> 2))
  const timed = async (action: () => Promise<EditState>): Promise<number> => {
    const start = performance.now()
    await action()
    return performance.now() - start
  }
  await call('get')
  expect(await timed(() => call('apply', { edit: { kind: 'move', rows, into: 3 } }))).toBeLessThan(3000)
  expect(await timed(() => call('undo'))).toBeLessThan(1000)
  expect(await timed(() => call('redo'))).toBeLessThan(1000)
  const state = await call('get')
  await workstation.shutDown()
  expect(await editing(folder).call('get')).toEqual(state)
})
