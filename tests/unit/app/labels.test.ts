import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ImportedLabels, LabelSet } from '../../../src/preload/contract/calls/labels.ts'
import { createHandler } from '../../../src/main/app/handler.ts'
import { rowsKept } from '../../../src/main/app/labels/inputRows.ts'
import { labelMethods } from '../../../src/main/app/labels/labelMethods.ts'
import { answerCall } from '../../../src/main/app/methods.ts'
import type { Methods } from '../../../src/main/app/methods.ts'
import { writeRows } from '../../../src/main/compute/runSource.ts'
import { JUNK, readAssignment } from '../../../src/main/core/assignments.ts'
import { labelsFor } from '../../../src/main/core/labels.ts'
import { closeProject, openProject } from '../../../src/main/db/open.ts'
import { insertRun } from '../../../src/main/db/run.ts'
import { readCs } from '../../../src/main/formats/cs.ts'
import { particleTable } from '../../../src/main/formats/relionOptics.ts'
import { readStar, textColumn } from '../../../src/main/formats/star.ts'
import { labelsAddress } from '../../../src/preload/contract/addresses.ts'
import { exampleRun } from '../db/exampleRun.ts'
import { ROWS, finishedProject, opened, relionResult, scratch, starText } from './finishedProject.ts'

const path = scratch()

function labelling(folder: string) {
  const { workstation, id, events } = opened(folder), methods = labelMethods(workstation) as Methods
  const ask = (name: string, input: object = {}): Promise<unknown> => answerCall(methods, `labels.${name}`, { project: id, ...input })
  const call = async (name: string, input: object = {}): Promise<LabelSet> => await ask(name, input) as LabelSet
  const sets = async (): Promise<LabelSet[]> => await ask('sets') as LabelSet[]
  return { workstation, id, events, ask, call, sets, project: workstation.project(id) }
}

const counts = ({ labels }: LabelSet): Record<string, number> => Object.fromEntries(labels.filter(({ count }) => count > 0).map(({ label, count }) => [label, count]))
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

test('a look at a project without labels changes no byte of it', async () => {
  const folder = finishedProject(path('looked-at')), before = readFileSync(join(folder, 'project.sqlite'))
  const { sets, workstation } = labelling(folder)
  expect(await sets()).toEqual([])
  await workstation.shutDown()
  expect(readFileSync(join(folder, 'project.sqlite')).equals(before)).toBe(true)
})

test('labels are given, changed, taken off, undone and redone; windows hear of each', async () => {
  const { call, ask, events, id } = labelling(finishedProject(path('labelled')))
  const { id: set } = await call('create', { name: ' by hand ' })
  expect(await call('apply', { set, rows: [3, 0, 3], label: 1 })).toMatchObject({ name: 'by hand', labelled: 2, undo: 'Undo: label 2 particles as 1 (class 1)', redo: null })
  await call('rename', { set, names: { 2: 'closed' } })
  const both = await call('apply', { set, rows: [3, 4], label: 2 })
  expect(counts(both)).toEqual({ 1: 1, 2: 2 })
  expect(both.undo).toBe('Undo: label 2 particles as 2 (closed)')
  await call('apply', { set, rows: [ROWS - 1], label: 0 })
  expect(await ask('get', { set, rows: [0, 1, 3, 4, ROWS - 1, ROWS] })).toEqual([1, -1, 2, 2, 0, -1])
  expect(await call('apply', { set, rows: [0, 1], label: null })).toMatchObject({ undo: 'Undo: take the label off 1 particle' })
  await call('undo', { set })
  const back = await call('undo', { set })
  expect(back).toEqual({ ...both, redo: 'Redo: label 1 particle as junk' })
  expect(counts(await call('undo', { set }))).toEqual({ 1: 2 })
  expect(await call('redo', { set })).toEqual(back)
  // What changes nothing is no step, and another step ends what could be redone.
  expect(await call('apply', { set, rows: [3, 4], label: 2 })).toEqual(back)
  expect(await call('apply', { set, rows: [5], label: 9 })).toMatchObject({ redo: null })
  expect(events).toEqual(Array.from({ length: 11 }, () => ({ type: 'changed', project: id, what: 'labels' })))
})

test('sets, names and the log with its undone steps survive closing and another run', async () => {
  const folder = finishedProject(path('reopened')), first = labelling(folder)
  const { id: set } = await first.call('create', { name: 'a' }), { id: other } = await first.call('create', { name: 'b' })
  await first.call('apply', { set, rows: [0, 1, ROWS - 1], label: 4 })
  await first.call('apply', { set, rows: [7], label: 5 })
  await first.call('apply', { set: other, rows: [7], label: 1 })
  await first.call('undo', { set })
  await first.call('rename', { set, name: 'A', names: { 4: 'open' } })
  const before = await first.sets()
  await first.workstation.shutDown()
  const db = openProject(join(folder, 'project.sqlite'))
  insertRun(db, { ...exampleRun, inputPath: `${folder}-particles.star`, created: '2026-11-23T12:00:00.000Z' })
  closeProject(db)
  const again = labelling(folder)
  expect(await again.sets()).toEqual(before)
  expect(before.map(({ name }) => name)).toEqual(['A', 'b'])
  expect(counts(await again.call('redo', { set }))).toEqual({ 4: 3, 5: 1 })
  expect(await again.call('rename', { set, names: { 4: '' } })).toMatchObject({ labels: expect.arrayContaining([{ label: 4, name: 'class 4', count: 3 }]) })
  await again.ask('remove', { set: other })
  expect(await again.sets()).toHaveLength(1)
  await again.workstation.shutDown()
})

test.each(['{"about":"","parts":[{"label":1,"gaps":[999]}]}', '{"about":"","parts":[{"label":1,"gaps":[1,-1]}]}', '{"about":"","parts":[{"label":10,"gaps":[1]}]}', '{"about"'])('a damaged log says where: %s', async json => {
  const folder = finishedProject(path(`damaged-${json.length}`)), { call, project, workstation } = labelling(folder)
  const { id: set } = await call('create', { name: 'A' })
  await call('apply', { set, rows: [1], label: 1 })
  project.write(db => db.prepare('UPDATE label_change SET change_json = ?').run(json))
  await workstation.shutDown()
  await expect(labelling(folder).sets()).rejects.toThrow(/project\.sqlite, labels "A", change 1: the log of labels is damaged/)
})

test('refused: rows and names that mean nothing, other particles, and while the particles are being sorted', async () => {
  const { call, ask, workstation, project } = labelling(finishedProject(path('refused')))
  const { id: set } = await call('create', { name: 'a' })
  await expect(call('create', { name: 'a' })).rejects.toMatchObject({ kind: 'usage', message: 'there is a label set "a" already' })
  await expect(call('apply', { set, rows: [ROWS], label: 1 })).rejects.toMatchObject({ message: `there is no particle of row ${ROWS + 1}` })
  await expect(call('undo', { set: set + 1 })).rejects.toMatchObject({ kind: 'missing' })
  await expect(ask('export', { set, folder: path('nothing'), replace: false })).rejects.toMatchObject({ message: 'no particle has a label of "a" yet' })
  for (const input of [{ rows: [], label: 1 }, { rows: [0], label: 10 }, { rows: [0], label: -1 }, { rows: [0] }]) await expect(call('apply', { set, ...input })).rejects.toMatchObject({ kind: 'usage' })
  project.write(db => db.prepare('UPDATE label_set SET particles = 59').run())
  await expect(call('apply', { set, rows: [0], label: 1 })).rejects.toMatchObject({ message: 'the labels "a" are of 59 particles, the input has 60 now' })
  let end = (): void => undefined
  const ended = new Promise<{ state: 'cancelled'; message: null }>(resolve => { end = () => resolve({ state: 'cancelled', message: null }) })
  void workstation.enter(project, { kind: 'run', pid: undefined, started: 0, ended, cancel: () => end() })
  await expect(call('apply', { set, rows: [0], label: 1 })).rejects.toMatchObject({ message: 'labels cannot be changed while the particles are being sorted' })
  end()
  await ended
})

test('what is exported from a star file teaches cgr train the same labels, as a table and as rows', async () => {
  const folder = finishedProject(path('exported'), 'star', 90), { call, ask } = labelling(folder)
  const { id: set } = await call('create', { name: 'open / closed' })
  await call('apply', { set, rows: range(0, 30), label: 1 })
  await call('apply', { set, rows: range(40, 65), label: 3 })
  await call('apply', { set, rows: [80, 81], label: 0 })
  const { files, command } = await ask('export', { set, folder: path('out'), replace: false }) as { files: { path: string; about: string }[]; command: string }
  const [csv, star] = files.map(file => file.path), input = `${folder}-particles.star`
  expect([csv, star]).toEqual([path('out', 'open_closed.csv'), path('out', 'open_closed.star')])
  expect(command).toBe(`cgr train ${input} --labels ${csv} -o ${path('out', 'open_closed-model')}`)
  const wanted = Int32Array.from(range(0, 90), row => (row < 30 ? 0 : row >= 40 && row < 65 ? 1 : -1)), source = { format: 'star' as const, star: readStar(input) }
  for (const file of [csv, star]) expect(labelsFor(file, input, source, 90)).toMatchObject({ classOfRow: wanted, names: ['1', '3'], particles: 55, junk: 2, matchedBy: file === csv ? 'index' : 'image' })
  const written = readStar(star), table = particleTable(written)!
  expect([table.count, textColumn(written, table, 'labNote').at(-1), written.bytes.toString().startsWith('# kept by hand')]).toEqual([57, 'note, 81', true])
  await expect(ask('export', { set, folder: path('out'), replace: false })).rejects.toMatchObject({ kind: 'output', message: expect.stringContaining('is there already, and 1 more') })
  await ask('export', { set, folder: path('out'), replace: true })
})

test('cryoSPARC’s particles are exported as a .cs that is read back, and imported by uid', async () => {
  const folder = finishedProject(path('exported-cs'), 'cs'), { call, ask } = labelling(folder)
  const { id: set } = await call('create', { name: 'mine' })
  await call('apply', { set, rows: range(0, 22), label: 1 })
  await call('apply', { set, rows: range(30, 55), label: 2 })
  await call('apply', { set, rows: [59], label: 0 })
  const { files } = await ask('export', { set, folder: path('out-cs'), replace: false }) as { files: { path: string }[] }
  const [csv, cs] = files.map(file => file.path), input = `${folder}-particles.cs`, source = { format: 'cs' as const, cs: readCs(input) }
  const read = labelsFor(cs, input, source, ROWS)
  expect(read).toMatchObject({ matchedBy: 'uid', particles: 47, junk: 1 })
  expect(read.classOfRow).toEqual(labelsFor(csv, input, source, ROWS).classOfRow)
  const { id: other } = await call('create', { name: 'again' })
  expect(await ask('import', { set: other, path: cs })).toMatchObject({ matchedBy: 'uid', labelled: 48, junk: 1, notes: [] })
  expect(await ask('get', { set: other, rows: range(0, ROWS) })).toEqual(await ask('get', { set, rows: range(0, ROWS) }))
  expect((await call('undo', { set: other })).labelled).toBe(0)
})

test.each(['a list', 'a folder'])('labelled maps from %s are written with their names', kind => {
  const list = path('maps.star')
  writeFileSync(list, starText(6))
  const names = range(1, 7).map(row => `${String(row).padStart(6, '0')}@stack.mrcs`)
  const kept = rowsKept({ format: 'maps', names, star: kind === 'a list' ? readStar(list) : null }, row => row % 2 === 1), out = path('kept.star')
  writeRows(kept, { classNumber: Int32Array.of(1, 0, 2), maxPosterior: Float64Array.of(1, 0, 1) }, out)
  expect(readAssignment(out)).toMatchObject({ labels: ['1', JUNK, '2'], keys: { image: ['2@stack.mrcs', '4@stack.mrcs', '6@stack.mrcs'] } })
})

test('RELION’s classes become labels by image name, as one step; what cannot be taken is told', async () => {
  const folder = finishedProject(path('imported')), { call, ask } = labelling(folder)
  const { id: set } = await call('create', { name: 'relion' })
  const answer = await ask('import', { set, path: relionResult(path('relion'), ROWS, theirs => theirs) }) as ImportedLabels
  expect(answer).toMatchObject({ matchedBy: 'image name', labelled: ROWS, junk: 3, notes: [], classes: [{ theirs: JUNK, label: 0, count: 3 }, { theirs: '1', label: 1 }, { theirs: '2', label: 2 }, { theirs: '3', label: 3 }] })
  expect(counts(answer.set)).toEqual({ 0: 3, 1: 19, 2: 19, 3: 19 })
  expect(answer.set.undo).toBe('Undo: label 60 particles as in run_it025_data.star')

  const file = path('theirs.csv')
  writeFileSync(file, 'index,class\n1,bent\n2,straight\n3,-1\n4,bent\n4,straight\n61,bent\n')
  const { id: other } = await call('create', { name: 'table' })
  await call('apply', { set: other, rows: [1], label: 1 })
  const table = await ask('import', { set: other, path: file }) as ImportedLabels
  expect(table).toMatchObject({ matchedBy: 'row number', labelled: 3, junk: 1 })
  expect(table.set.labels.slice(0, 4)).toEqual([{ label: 0, name: 'junk', count: 1 }, { label: 1, name: 'bent', count: 1 }, { label: 2, name: 'straight', count: 1 }, { label: 3, name: 'class 3', count: 0 }])
  expect(table.notes).toEqual([
    '1 row of theirs.csv left out: of particles that are not in the input (row 6, the particle with index 61)',
    '1 particle left out: theirs.csv gives them two different labels (row 5, the particle with index 4)',
    '1 particle had another label before',
  ])
  writeFileSync(file, `index,class\n${range(1, 12).map(row => `${row},c${row}`).join('\n')}\n`)
  await expect(ask('import', { set, path: file })).rejects.toThrow(/theirs\.csv, all rows: 11 classes/)
  writeFileSync(file, 'index,class\n100,1\n')
  await expect(ask('import', { set, path: file })).rejects.toThrow(/none of its 1 particles is in/)
})

test('the whole set is served as one array', async () => {
  const { call, workstation, id } = labelling(finishedProject(path('served')))
  const { id: set } = await call('create', { name: 'a' })
  await call('apply', { set, rows: [2], label: 7 })
  const serve = createHandler(workstation, path('pages'))
  const labels = new Int8Array(await (await serve(new Request(`http://host${labelsAddress(id, set)}`))).arrayBuffer())
  expect([labels.length, labels[2], labels[3]]).toEqual([ROWS, 7, -1])
  expect((await serve(new Request(`http://host${labelsAddress(id, set + 1)}`))).status).toBe(404)
})

test('200,000 of a million particles are labelled within a second, undone and read again', async () => {
  const folder = finishedProject(path('large')), { call, project, workstation } = labelling(folder)
  const report = project.report()!
  project.report = () => ({ ...report, input: { ...report.input, particles: 1_000_000 } })
  const { id: set } = await call('create', { name: 'many' })
  const rows = range(0, 200_000).map(i => 5 * i)
  const timed = async (action: () => Promise<LabelSet>): Promise<number> => {
    const start = performance.now()
    await action()
    return performance.now() - start
  }
  expect(await timed(() => call('apply', { set, rows, label: 3 }))).toBeLessThan(1000)
  expect(await timed(() => call('undo', { set }))).toBeLessThan(1000)
  expect(await timed(() => call('redo', { set }))).toBeLessThan(1000)
  await workstation.shutDown()
  const [again] = await labelling(folder).sets()
  expect(counts(again)).toEqual({ 3: 200_000 })
})
