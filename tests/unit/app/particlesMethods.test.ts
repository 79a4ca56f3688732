import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { editMethods } from '../../../src/main/app/edits/editMethods.ts'
import { labelMethods } from '../../../src/main/app/labels/labelMethods.ts'
import { answerCall, type Methods } from '../../../src/main/app/methods.ts'
import { particleImages } from '../../../src/main/app/particles/particleImages.ts'
import { particleMethods } from '../../../src/main/app/particles/particleMethods.ts'
import { LEAST_KEPT } from '../../../src/main/app/particles/readTable.ts'
import { Workstation } from '../../../src/main/app/workstation.ts'
import { readFileRow } from '../../../src/main/db/files.ts'
import { closeProject, openProject } from '../../../src/main/db/open.ts'
import { writeProjectRow } from '../../../src/main/db/projectRow.ts'
import type { CallInput, CallName, CallOutput } from '../../../src/preload/contract/calls.ts'
import { Failure } from '../../../src/preload/contract/failure.ts'
import { interop } from '../formats/support.ts'
import { opened, scratch } from './finishedProject.ts'
import { sortedSet, type SortedSet } from './sortedSet.ts'

const place = scratch()

/** Calls as a page makes them, checked on both ways by the contract. */
function calls(workstation: Workstation): <Name extends CallName>(name: Name, input: CallInput<Name>) => Promise<CallOutput<Name>> {
  const methods = { ...particleMethods(workstation), ...editMethods(workstation), ...labelMethods(workstation) } as Partial<Methods> as Methods
  return async (name, input) => (await answerCall(methods, name, input)) as never
}

const lineOf = async (act: () => Promise<unknown>): Promise<string> => {
  const error: unknown = await act().catch((reason: unknown) => reason)
  if (!(error instanceof Failure)) throw new Error(`no Failure: ${String(error)}`)
  return `${error.kind}: ${error.line}`
}

let set: SortedSet
beforeAll(async () => {
  set = await sortedSet(place('sorted'), { particles: 60, box: 32 })
  cpSync(set.folder, place('looked-at'), { recursive: true })
})

describe('the particles of a finished run', () => {
  let project: string, call: ReturnType<typeof calls>
  beforeAll(() => {
    const { workstation, id } = opened(set.folder)
    project = id
    call = calls(workstation)
  })

  test('have columns with unit and range, and names where there are some', async () => {
    const columns = await call('particles.columns', { project })
    expect(columns.map(({ key }) => key)).toEqual(['row', 'defocus', 'astigmatism', 'astigmatismAngle', 'rot', 'tilt', 'psi', 'x', 'y', 'micrograph', 'optics', 'half', 'stack', 'class', 'posterior', 'entropy', 'editedClass'])
    const of = (key: string) => columns.find(column => column.key === key)!
    expect(of('defocus')).toMatchObject({ unit: 'µm', kind: 'number', names: null })
    expect(of('defocus').range![0]).toBeGreaterThan(0.9)
    expect(of('defocus').range![1]).toBeLessThan(2.6)
    expect(of('micrograph').names).toHaveLength(6)
    expect(of('class')).toMatchObject({ range: [0, 2], names: ['junk', 'class 1', 'class 2'] })
  })

  test('are found, sorted, counted and binned', async () => {
    const second = { filters: [{ column: 'class', values: [2] }] }, columns = (await call('particles.columns', { project })).map(({ key }) => key)
    const { rows, values } = await call('particles.rows', { project, query: { ...second, sort: { column: 'tilt', descending: true } }, offset: 2, count: 10 })
    expect(rows).toHaveLength(10)
    expect(rows.every(row => set.truth[row] === 2)).toBe(true)
    const tilts = values.map(one => one[columns.indexOf('tilt')])
    expect(tilts).toEqual(tilts.toSorted((a, b) => b - a))
    expect(values.map(one => one[columns.indexOf('row')])).toEqual(rows.map(row => row + 1))
    const members = set.truth.filter(number => number === 2).length
    expect(await call('particles.count', { project, query: second })).toBe(members)
    expect((await call('particles.histogram', { project, query: {}, column: 'class' })).counts).toEqual([0, 60 - members, members])
    expect((await call('particles.heat', { project, query: {}, x: 'rot', y: 'tilt', bins: 5 })).counts.flat().reduce((a, b) => a + b)).toBe(60)
    expect(await call('particles.rows', { project, query: {}, offset: 59, count: 100 })).toMatchObject({ rows: [59] })
  })

  test('have a column for each set of labels, to be sorted and filtered by', async () => {
    const { id: labels } = await call('labels.create', { project, name: 'mine' })
    await call('labels.apply', { project, set: labels, rows: [5, 7], label: 2 })
    await call('labels.apply', { project, set: labels, rows: [9], label: 0 })
    await call('labels.rename', { project, set: labels, names: { 2: 'bent' } })
    const column = (await call('particles.columns', { project })).at(-1)!
    expect(column).toMatchObject({ key: `label:${labels}`, title: 'Label: mine', names: ['unlabelled', 'junk', '1 class 1', '2 bent'] })
    const query = { filters: [{ column: column.key, values: [1, 3] }], sort: { column: column.key, descending: true } }
    expect((await call('particles.rows', { project, query, offset: 0, count: 9 })).rows).toEqual([5, 7, 9])
    await call('labels.undo', { project, set: labels })
    expect((await call('particles.rows', { project, query, offset: 0, count: 9 })).rows).toEqual([5, 7])
    await call('labels.remove', { project, set: labels })
    await expect(call('particles.count', { project, query })).rejects.toThrow(/no column "label:/)
  })

  test('follow edits and their undoing', async () => {
    const first = { filters: [{ column: 'editedClass', values: [1] }] }, before = await call('particles.count', { project, query: first })
    const rows = [...set.truth.keys()].filter(row => set.truth[row] === 2).slice(0, 3)
    await call('edits.apply', { project, edit: { kind: 'move', rows, into: 1 } })
    expect(await call('particles.count', { project, query: first })).toBe(before + 3)
    expect((await call('particles.histogram', { project, query: {}, column: 'class' })).counts[1]).toBe(before)
    await call('edits.undo', { project })
    expect(await call('particles.count', { project, query: first })).toBe(before)
  })

  test('an unknown column is refused with those that there are', async () => {
    expect(await lineOf(() => call('particles.histogram', { project, query: {}, column: 'colour' }))).toMatch(/^usage: these particles have no column "colour"; there are row, defocus/)
  })
})

describe('a project', () => {
  test('that was only looked at keeps every byte', async () => {
    const folder = place('looked-at')
    const before = readFileSync(join(folder, 'project.sqlite')), names = readdirSync(folder).toSorted()
    const workstation = new Workstation(), { id } = workstation.open(folder)
    await calls(workstation)('particles.count', { project: id, query: {} })
    await workstation.shutDown()
    expect(readFileSync(join(folder, 'project.sqlite')).equals(before)).toBe(true)
    expect(readdirSync(folder).toSorted()).toEqual(names)
  })

  test('whose input has gone says so, and goes on when it is back', async () => {
    const own = await sortedSet(place('moved'), { particles: 30, box: 32 }), { workstation, id } = opened(own.folder), call = calls(workstation), text = readFileSync(own.star)
    rmSync(own.star)
    expect(await lineOf(() => call('particles.columns', { project: id }))).toBe(`missing: ${own.star}: no such file; it may have been moved: name its place on the Import page`)
    writeFileSync(own.star, text)
    expect(await call('particles.count', { project: id, query: {} })).toBe(30)
    // Two rows fewer are another input, of which the run says nothing.
    writeFileSync(own.star, text.toString().trimEnd().split('\n').slice(0, -2).join('\n'))
    expect((await call('particles.columns', { project: id })).map(({ key }) => key)).not.toContain('class')
    expect(await call('particles.count', { project: id, query: {} })).toBe(28)
  })

  test('without particles says what to do', async () => {
    const db = openProject(place('empty.sqlite'))
    closeProject(db)
    cpSync(place('empty.sqlite'), place('empty', 'project.sqlite'))
    const { workstation, id } = opened(place('empty'))
    expect(await lineOf(() => calls(workstation)('particles.columns', { project: id }))).toBe('missing: this project has no particles yet; import a particle file first')
  })

  test('of many particles keeps them in a file that is entered, and finds them there', async () => {
    const input = join(set.star, '..', 'many.star'), lines = readFileSync(set.star, 'utf8').trimEnd().split('\n'), start = lines.findIndex(line => line.includes('@'))
    writeFileSync(input, [...lines.slice(0, start), ...Array.from({ length: LEAST_KEPT }, (_, row) => lines[start + (row % 60)])].join('\n'))
    const folder = place('many')
    cpSync(place('empty', 'project.sqlite'), join(folder, 'project.sqlite'))
    const db = openProject(join(folder, 'project.sqlite'))
    writeProjectRow(db, { created: 'now', inputPath: input, root: null, passthrough: null, inputBytes: 0, inputModified: 0, input: null })
    closeProject(db)
    const path = join(folder, 'cache', 'particles.columns'), seen: unknown[] = []
    for (const time of ['made', 'found', 'made again']) {
      if (time === 'made again') writeFileSync(path, readFileSync(path).fill(0, 5000, 5010))
      const workstation = new Workstation(), project = workstation.open(folder), call = calls(workstation)
      seen.push(await call('particles.rows', { project: project.id, query: { sort: { column: 'defocus', descending: false } }, offset: 40_000, count: 2 }))
      expect(project.read(opened => readFileRow(opened, 'cache/particles.columns'))?.bytes).toBe(readFileSync(path).length)
      await workstation.shutDown()
    }
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })
})

test('real files of RELION are shown row by row, images too', async () => {
  const folder = place('relion31')
  cpSync(place('empty', 'project.sqlite'), join(folder, 'project.sqlite'))
  const db = openProject(join(folder, 'project.sqlite'))
  writeProjectRow(db, { created: 'now', inputPath: interop('relion31.star'), root: null, passthrough: null, inputBytes: 0, inputModified: 0, input: null })
  closeProject(db)
  const { workstation, id } = opened(folder), call = calls(workstation)
  const columns = await call('particles.columns', { project: id }), { values } = await call('particles.rows', { project: id, query: {}, offset: 0, count: 5 })
  const column = (key: string): number[] => values.map(one => one[columns.findIndex(known => known.key === key)])
  expect(column('defocus').map(value => value.toFixed(4))).toEqual(['1.2977', '1.2775', '1.2600', '1.2375', '1.2594'])
  expect(column('astigmatism').map(value => value.toFixed(1))).toEqual(Array.from({ length: 5 }, () => '262.5'))
  expect(column('rot').map(value => value.toFixed(3))).toEqual(['-102.303', '-100.210', '-99.556', '160.041', '162.855'])
  expect(column('y').map(value => value.toFixed(4))).toEqual(['-0.6469', '0.4035', '-0.0923', '-0.3364', '0.3853'])
  const response = await particleImages(workstation.project(id), new URLSearchParams({ rows: '0,1,2,3,4', size: '96', kind: 'ctf', lowpass: '20' }))
  const pictures = await response.bytes()
  expect([pictures.length, response.headers.get('x-failed'), response.headers.get('x-sign')]).toEqual([5 * 96 ** 2, null, null])
  expect(new Set(pictures).size).toBeGreaterThan(200)
  const projections = (): Promise<unknown> => particleImages(workstation.project(id), new URLSearchParams({ rows: '0', size: '96', kind: 'projection' }))
  expect(await lineOf(projections)).toBe('missing: there is no map to be projected yet; run the check or the sorting first')
})
