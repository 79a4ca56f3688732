import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allMethods } from '../../src/main/app/allMethods.ts'
import type { OpenProject } from '../../src/main/app/openProject.ts'
import { createProject } from '../../src/main/app/projects/importInto.ts'
import { Workstation } from '../../src/main/app/workstation.ts'
import { landscapeCalls, type WalkAlong } from '../../src/preload/contract/calls/landscape.ts'
import type { HostEvent } from '../../src/preload/contract/events.ts'
import { heard } from './heard.ts'
import { scratch, simulatedSet } from './sets.ts'

const folder = scratch()
const PARTICLES = 200
const workstation = new Workstation(), methods = allMethods(workstation)
const events: HostEvent[] = []
workstation.listen(event => events.push(event))
let project: OpenProject

const until = (isIt: (event: HostEvent) => boolean): Promise<HostEvent> => heard(workstation, isIt)
/** The end of a job, once the last listeners have been told. */
const ended = async (): Promise<HostEvent> => {
  const end = await until(event => event.type === 'ended')
  await until(event => event.type === 'changed' && event.what === 'landscape')
  return end
}
const walk = (along: WalkAlong): Promise<HostEvent> => {
  const end = ended()
  expect(methods['landscape.walk']({ project: project.id, along })).toBeNull()
  return end
}
const walks = async () => landscapeCalls['landscape.walks'].out.parse(await methods['landscape.walks']({ project: project.id }))
const named = async (): Promise<string[]> => (await walks()).walks.map(({ name }) => name)
const titles = async (): Promise<string[]> => (await methods['maps.list']({ project: project.id })).filter(({ kind }) => kind === 'walk').map(({ title }) => title)
const remove = (name: string) => methods['landscape.removeWalk']({ project: project.id, name })
const place = (...names: string[]): string => project.path('embedding', ...names)

beforeAll(async () => {
  const { star } = await simulatedSet(folder.path('set'), { states: 'hsa2', particles: PARTICLES, box: 40, snr: 0.3, seed: 4 })
  createProject(folder.path('project'), { path: star, root: null, passthrough: null })
  project = workstation.open(folder.path('project'))
}, 300_000)
afterAll(() => workstation.shutDown())

test('without an embedding there are no walks, and why one came to nothing is told until the next begins', async () => {
  expect(await walks()).toEqual({ running: false, message: null, walks: [] })
  expect(await walk({ kind: 'component', component: 1, points: 2 })).toMatchObject({ job: 'walk', state: 'failed' })
  expect(await walks()).toEqual({ running: false, message: expect.stringContaining('holds no embedding of its particles'), walks: [] })
  const end = ended()
  void methods['landscape.start']({ project: project.id, components: 2 })
  expect(await end).toMatchObject({ job: 'embedding', state: 'finished' })
}, 120_000)

test('a walk along a component runs, tells how it goes, and its maps are among those of the project', async () => {
  events.length = 0
  const end = walk({ kind: 'component', component: 1, points: 2 })
  expect(await walks()).toEqual({ running: true, message: null, walks: [] })
  expect(() => methods['landscape.walk']({ project: project.id, along: { kind: 'component', component: 1, points: 2 } })).toThrow(/already being worked on/)
  expect((await methods['landscape.get']({ project: project.id })).state).toBe('done')
  expect(await end).toMatchObject({ job: 'walk', state: 'finished', message: null })
  const progress = events.filter(event => event.type === 'progress')
  expect([...new Set(progress.map(({ stage }) => stage))]).toEqual(['import', 'prove match', 'load images', 'judge particles', 'walk', 'write'])
  for (const { left } of progress) expect(left![0]).toBeLessThanOrEqual(left![1])
  expect((await walks()).walks).toEqual([JSON.parse(readFileSync(place('walk_pc1', 'walk.json'), 'utf8'))])
  expect(await titles()).toEqual(['Walk along component 1, point 1', 'Walk along component 1, point 2'])
}, 120_000)

test('chosen particles make a map of their own, the newest', async () => {
  expect(await walk({ kind: 'chosen', rows: Array.from({ length: 60 }, (_, i) => 3 * i) })).toMatchObject({ state: 'finished' })
  expect(await named()).toEqual(['walk_chosen1', 'walk_pc1'])
  expect(await titles()).toEqual(['Chosen particles 1', 'Walk along component 1, point 1', 'Walk along component 1, point 2'])
}, 120_000)

test('landscape.cancel stops a walk within five seconds, and what there is stands', async () => {
  const end = walk({ kind: 'path', x: 1, y: 2, vertices: [[-1, 0], [1, 0]], points: 2 })
  await until(event => event.type === 'progress' && event.stage === 'walk')
  const at = performance.now()
  expect(() => remove('walk_pc1')).toThrow(/already being worked on/)
  expect(methods['landscape.cancel']({ project: project.id })).toBeNull()
  expect(await end).toMatchObject({ state: 'cancelled' })
  expect(performance.now() - at).toBeLessThan(5000)
  expect([(await walks()).message, await named(), existsSync(place('.work'))]).toEqual([null, ['walk_chosen1', 'walk_pc1'], false])
}, 120_000)

test('maps of paths are listed by their numbers', async () => {
  for (const number of [10, 2]) cpSync(place('walk_pc1', 'point_001.mrc'), place(`walk_path${number}`, 'point_003.mrc'))
  expect((await titles()).filter(title => title.startsWith('Path'))).toEqual(['Path 2, point 3', 'Path 10, point 3'])
  const facts = await methods['maps.facts']({ project: project.id, name: 'embedding/walk_path10/point_003.mrc' })
  expect(facts.suggestedLevel).toBeGreaterThan(facts.mean)
  for (const number of [10, 2]) rmSync(place(`walk_path${number}`), { recursive: true })
})

test.each<[string, (file: string, text: string) => void]>([
  ['cut short', file => truncateSync(file, 40)],
  ['of another embedding', (file, text) => writeFileSync(file, JSON.stringify({ ...JSON.parse(text), embedding: '2001-01-01T00:00:00.000Z' }))],
  ['of another folder', (file, text) => writeFileSync(file, text.replace('walk_pc1', 'walk_pc2'))],
  ['not of our making', file => writeFileSync(file, '{"schema":1}')],
])('a walk whose report is %s is not listed', async (_, damage) => {
  const file = place('walk_pc1', 'walk.json'), text = readFileSync(file, 'utf8')
  damage(file, text)
  expect(await named()).toEqual(['walk_chosen1'])
  writeFileSync(file, text)
  expect(await named()).toEqual(['walk_chosen1', 'walk_pc1'])
})

test('a walk is removed with its files, and nothing that lies elsewhere is', async () => {
  renameSync(place('walk_pc1'), folder.path('elsewhere'))
  symlinkSync(folder.path('elsewhere'), place('walk_pc1'))
  expect(() => remove('walk_pc1')).toThrow(/walk_pc1: is a link that leads out/)
  expect(existsSync(folder.path('elsewhere', 'walk.json'))).toBe(true)
  events.length = 0
  expect(remove('walk_chosen1')).toBeNull()
  expect(events.map(event => event.type === 'changed' && event.what)).toEqual(['landscape', 'maps'])
  expect([existsSync(place('walk_chosen1')), await named()]).toEqual([false, ['walk_pc1']])
  expect(() => remove('walk_chosen1')).toThrow(/no walk "walk_chosen1"/)
  expect(landscapeCalls['landscape.removeWalk'].in.safeParse({ project: project.id, name: '../walk_pc1' }).success).toBe(false)
})
