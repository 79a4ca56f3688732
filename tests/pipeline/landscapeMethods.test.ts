import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHandler } from '../../src/main/app/handler.ts'
import { landscapeMethods } from '../../src/main/app/landscape/landscapeMethods.ts'
import { mapMethods } from '../../src/main/app/maps/mapMethods.ts'
import type { OpenProject } from '../../src/main/app/openProject.ts'
import { particleMethods } from '../../src/main/app/particles/particleMethods.ts'
import { createProject } from '../../src/main/app/projects/importInto.ts'
import { Workstation } from '../../src/main/app/workstation.ts'
import { columnAddress, embeddingAddress } from '../../src/preload/contract/addresses.ts'
import { landscapeCalls } from '../../src/preload/contract/calls/landscape.ts'
import type { HostEvent } from '../../src/preload/contract/events.ts'
import { heard } from './heard.ts'
import { scratch, simulatedSet } from './sets.ts'

const folder = scratch()
const PARTICLES = 200, COMPONENTS = 2
const workstation = new Workstation(), methods = landscapeMethods(workstation)
const events: HostEvent[] = []
workstation.listen(event => events.push(event))
let project: OpenProject

const until = (isIt: (event: HostEvent) => boolean): Promise<HostEvent> => heard(workstation, isIt)
const ended = (): Promise<HostEvent> => until(event => event.type === 'ended')
const state = () => methods['landscape.get']({ project: project.id })
const start = () => methods['landscape.start']({ project: project.id, components: COMPONENTS })
const fetched = (address: string): Promise<Response> => createHandler(workstation, folder.path())(new Request(`http://cgr${address}`))

beforeAll(async () => {
  const { star } = await simulatedSet(folder.path('set'), { states: 'hsa2', particles: PARTICLES, box: 40, snr: 0.3, seed: 4 })
  createProject(folder.path('project'), { path: star, root: null, passthrough: null })
  project = workstation.open(folder.path('project'))
}, 300_000)
afterAll(() => workstation.shutDown())

test('the landscape of a project is none, is made, is done, and tells how it goes', async () => {
  expect(landscapeCalls['landscape.start'].in.parse({ project: project.id })).toEqual({ project: project.id, components: 6 })
  expect(await state()).toEqual({ state: 'none', message: null, embedding: null })
  const end = ended(), told = until(event => event.type === 'changed' && event.what === 'landscape' && !workstation.job(project.id))
  expect(start()).toBeNull()
  expect(await state()).toEqual({ state: 'running', message: null, embedding: null })
  expect(start).toThrow(/already being worked on/)
  expect(await end).toMatchObject({ job: 'embedding', state: 'finished', message: null })
  await told
  const { state: now, embedding } = landscapeCalls['landscape.get'].out.parse(await state())
  expect([now, embedding?.particles, embedding?.components.map(({ key }) => key), embedding?.evidence.length]).toEqual(['done', PARTICLES, ['pc1', 'pc2'], COMPONENTS])
  const progress = events.filter(event => event.type === 'progress')
  expect(new Set(progress.map(({ stage }) => stage))).toEqual(new Set(['import', 'prove match', 'load images', 'judge particles', 'components', 'write']))
  for (const { left } of progress) expect(left![0]).toBeLessThanOrEqual(left![1])
}, 300_000)

test('its coordinates and every column come as 32-bit floats by row', async () => {
  const answer = await fetched(embeddingAddress(project.id)), bytes = new Uint8Array(await answer.arrayBuffer())
  expect([answer.status, answer.headers.get('content-length'), bytes.length]).toEqual([200, String(bytes.length), 4 * COMPONENTS * PARTICLES])
  expect(Buffer.from(bytes).equals(readFileSync(project.path('embedding', 'latent.f32')))).toBe(true)
  const particles = particleMethods(workstation), columns = await particles['particles.columns']({ project: project.id })
  const { values } = await particles['particles.rows']({ project: project.id, query: { sort: null, filters: [] }, offset: 0, count: PARTICLES })
  for (const [at, { key }] of columns.entries()) {
    const column = new Float32Array(await (await fetched(columnAddress(project.id, key))).arrayBuffer())
    expect([...column]).toEqual(values.map(row => Math.fround(row[at])))
  }
  const none = await fetched(columnAddress(project.id, 'nothing'))
  expect([none.status, await none.json()]).toEqual([400, expect.objectContaining({ message: 'these particles have no column "nothing"' })])
})

test('the maps of its components, and of walks along them, are among those of the project', async () => {
  mkdirSync(project.path('embedding', 'walk_pc2'))
  copyFileSync(project.path('embedding', 'consensus.mrc'), project.path('embedding', 'walk_pc2', 'point_003.mrc'))
  const maps = await mapMethods(workstation)['maps.list']({ project: project.id })
  expect(maps.filter(({ kind }) => kind === 'component').map(({ name, title, box }) => [name, title, box])).toEqual([1, 2].map(j => [`embedding/component_00${j}.mrc`, `Component ${j} of the embedding`, 64]))
  expect(maps.filter(({ kind }) => kind === 'walk').map(({ name, title }) => [name, title])).toEqual([['embedding/walk_pc2/point_003.mrc', 'Walk along component 2, point 3']])
  rmSync(project.path('embedding', 'walk_pc2'), { recursive: true })
})

test('it is gone when the input has changed since, and when it is of another run', async () => {
  const report = project.path('embedding', 'embedding.json'), text = readFileSync(report, 'utf8')
  for (const change of [{ made: '2001-01-01T00:00:00.000Z' }, { run: '2026-01-01T00:00:00.000Z' }]) {
    writeFileSync(report, JSON.stringify({ ...JSON.parse(text), ...change }))
    expect(await state()).toEqual({ state: 'none', message: null, embedding: null })
    expect((await fetched(embeddingAddress(project.id))).status).toBe(404)
  }
  writeFileSync(report, text)
  utimesSync(report, new Date(0), new Date(0)) // a copy of the project is the same project
  expect((await state()).state).toBe('done')
})

test('it stops within five seconds, and the last one stands', async () => {
  const before = readFileSync(project.path('embedding', 'latent.f32')), end = ended()
  start()
  await until(event => event.type === 'progress' && event.stage === 'components')
  const at = performance.now()
  expect(methods['landscape.cancel']({ project: project.id })).toBeNull()
  expect(await end).toMatchObject({ state: 'cancelled' })
  expect(performance.now() - at).toBeLessThan(5000)
  expect(readFileSync(project.path('embedding', 'latent.f32')).equals(before)).toBe(true)
  expect(readdirSync(project.path('embedding')).toSorted()).toEqual(['component_001.mrc', 'component_002.mrc', 'consensus.mrc', 'embedding.json', 'latent.f32'])
  expect((await state()).state).toBe('done')
}, 300_000)

test('a crash of the process is told, and the next one is not hindered by it', async () => {
  const end = ended()
  start()
  await until(event => event.type === 'progress' && event.stage === 'judge particles')
  process.kill(workstation.job(project.id)!.pid!, 'SIGKILL')
  expect(await end).toMatchObject({ state: 'interrupted', message: expect.stringContaining('SIGKILL') })
  expect(await state()).toEqual({ state: 'failed', message: expect.stringContaining('SIGKILL'), embedding: null })
  const again = ended()
  start()
  expect(await again).toMatchObject({ state: 'finished' })
  expect((await state()).state).toBe('done')
  expect(existsSync(project.path('embedding', '.work'))).toBe(false)
}, 300_000)

test('damaged coordinates are told of in place of them', async () => {
  truncateSync(project.path('embedding', 'latent.f32'), 100)
  const answer = await fetched(embeddingAddress(project.id))
  expect([answer.status, await answer.json()]).toEqual([422, expect.objectContaining({ ok: false, message: expect.stringMatching(/latent\.f32, byte 100: ends there, and 1600 bytes were written/), advice: 'make the embedding again' })])
  truncateSync(project.path('embedding', 'embedding.json'), 50)
  expect(await state()).toMatchObject({ state: 'failed', message: expect.stringMatching(/embedding\.json: not JSON; make the embedding again/) })
})

test('particles that cannot be embedded are refused with the reason', async () => {
  const { star } = await simulatedSet(folder.path('few'), { particles: 15, box: 40, snr: 0.3 })
  createProject(folder.path('few project'), { path: star, root: null, passthrough: null })
  const few = workstation.open(folder.path('few project')), end = ended()
  methods['landscape.start']({ project: few.id, components: 6 })
  expect(await end).toMatchObject({ state: 'failed' })
  expect(await methods['landscape.get']({ project: few.id })).toMatchObject({ state: 'failed', message: expect.stringContaining('particles.star') })
}, 60_000)
