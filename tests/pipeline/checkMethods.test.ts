import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkMethods } from '../../src/main/app/checks/checkMethods.ts'
import { OpenProject } from '../../src/main/app/openProject.ts'
import { createProject } from '../../src/main/app/projects/importInto.ts'
import { Workstation } from '../../src/main/app/workstation.ts'
import { readVolume } from '../../src/main/formats/mrc.ts'
import { CheckResult } from '../../src/preload/contract/calls/check.ts'
import type { HostEvent } from '../../src/preload/contract/events.ts'
import { heard } from './heard.ts'
import { scratch, simulatedSet } from './sets.ts'

const folder = scratch()
const BOX = 40
const workstation = new Workstation(), methods = checkMethods(workstation)
const events: HostEvent[] = []
workstation.listen(event => events.push(event))
let project: OpenProject

const ended = (): Promise<HostEvent> => heard(workstation, event => event.type === 'ended')

beforeAll(async () => {
  const { star } = await simulatedSet(folder.path('set'), { particles: 200, box: BOX, snr: 0.3, seed: 4 })
  createProject(folder.path('project'), { path: star, root: null, passthrough: null })
  project = workstation.open(folder.path('project'))
}, 300_000)
afterAll(() => workstation.shutDown())

describe('the check of a project', () => {
  test('is none, runs, is done, and tells how it goes', async () => {
    expect(await methods['check.get']({ project: project.id })).toEqual({ state: 'none', message: null, result: null })
    const end = ended()
    expect(methods['check.start']({ project: project.id })).toBeNull()
    expect(await methods['check.get']({ project: project.id })).toEqual({ state: 'running', message: null, result: null })
    expect(() => methods['check.start']({ project: project.id })).toThrow(/already being worked on/)
    expect(await end).toMatchObject({ job: 'check', state: 'finished', message: null })
    const { state, result } = await methods['check.get']({ project: project.id })
    expect([state, CheckResult.parse(result).particles]).toEqual(['done', { total: 200, checked: 200 }])
    const progress = events.filter(event => event.type === 'progress')
    expect(new Set(progress.map(({ stage }) => stage))).toEqual(new Set(['import', 'prove match', 'load images', 'judge particles', 'consensus', 'pose error', 'write']))
    for (const { left } of progress) expect(left![0]).toBeLessThanOrEqual(left![1])
    expect(events.filter(event => event.type === 'changed').map(({ what }) => what)).toEqual(expect.arrayContaining(['check', 'project']))
  }, 300_000)

  test('is gone when the input has changed since', async () => {
    const check = project.path('check', 'check.json'), { mtime } = { mtime: new Date(0) }
    utimesSync(check, mtime, mtime)
    expect(await methods['check.get']({ project: project.id })).toMatchObject({ state: 'none' })
    utimesSync(check, new Date(), new Date())
    expect(await methods['check.get']({ project: project.id })).toMatchObject({ state: 'done' })
  })

  test('stops within five seconds, and the last one stands', async () => {
    const before = readFileSync(project.path('check', 'check.json')), end = ended()
    methods['check.start']({ project: project.id })
    await heard(workstation, event => event.type === 'progress' && event.stage === 'judge particles')
    const at = performance.now()
    expect(methods['check.cancel']({ project: project.id })).toBeNull()
    expect(await end).toMatchObject({ state: 'cancelled' })
    expect(performance.now() - at).toBeLessThan(5000)
    expect(readFileSync(project.path('check', 'check.json')).equals(before)).toBe(true)
    expect(readdirSync(project.path('check')).toSorted()).toEqual(['check.json', 'consensus.mrc', 'mask.mrc'])
    expect(await methods['check.get']({ project: project.id })).toMatchObject({ state: 'done' })
  }, 300_000)
})

describe('a mask', () => {
  const options = { level: 0.3, lowpassA: 15, grow: 2, soften: 3 }

  test('is made of the consensus in the particles’ box, under a name that tells how', async () => {
    const consensus = readVolume(project.path('check', 'consensus.mrc')), level = 0.3 * consensus.data.reduce((a, b) => Math.max(a, b))
    const made = await methods['mask.make']({ project: project.id, map: 'check/consensus.mrc', ...options, level })
    expect(made.name).toBe(`masks/check_consensus_above_${level.toPrecision(3)}_lowpass15A_grow2_soften3.mrc`)
    expect(made.path).toBe(join(project.folder, made.name))
    const mask = readVolume(made.path)
    expect([mask.box, mask.data.every(value => value >= 0 && value <= 1)]).toEqual([BOX, true])
    expect(made.voxels).toBe(mask.data.filter(value => value >= 0.5).length)
    expect([made.fraction, made.volumeA3]).toEqual([made.voxels / BOX ** 3, expect.closeTo(made.voxels * mask.pixelSize ** 3, -2)])
    // The same once more is the same file.
    const bytes = readFileSync(made.path)
    await methods['mask.make']({ project: project.id, map: 'check/consensus.mrc', ...options, level })
    expect([readdirSync(project.path('masks')).length, readFileSync(made.path).equals(bytes)]).toEqual([1, true])
  })
  test('of anything but a map of the project is refused', async () => {
    for (const map of ['../set/gt_class0.mrc', '/etc/hostname', 'check/../../set/gt_class0.mrc', 'project.sqlite', 'nothing.mrc']) {
      await expect(methods['mask.make']({ project: project.id, map, ...options })).rejects.toMatchObject({ kind: 'missing' })
    }
    symlinkSync(folder.path('set', 'gt_class0.mrc'), project.path('mask.mrc'))
    await expect(methods['mask.make']({ project: project.id, map: 'mask.mrc', ...options })).rejects.toThrow(/leads out of the project/)
  })
  test('at a level that nothing reaches says what the map reaches', async () => {
    await expect(methods['mask.make']({ project: project.id, map: 'check/consensus.mrc', ...options, level: 1e6 })).rejects.toMatchObject({ kind: 'usage', advice: expect.stringContaining('choose a lower level') })
  })
  test('is not written through a link that leads out', async () => {
    const other = folder.path('other')
    createProject(other, { path: folder.path('set', 'particles.star'), root: null, passthrough: null })
    const opened = workstation.open(other)
    mkdirSync(folder.path('elsewhere'))
    symlinkSync(folder.path('elsewhere'), opened.path('masks'))
    mkdirSync(opened.path('check'))
    symlinkSync(project.path('check', 'consensus.mrc'), opened.path('run_class001.mrc'))
    await expect(methods['mask.make']({ project: opened.id, map: 'run_class001.mrc', ...options })).rejects.toThrow(/leads out/)
    expect([existsSync(folder.path('elsewhere')), readdirSync(folder.path('elsewhere'))]).toEqual([true, []])
  })
})
