import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labelMethods } from '../../src/main/app/labels/labelMethods.ts'
import type { OpenProject } from '../../src/main/app/openProject.ts'
import { teachMethods } from '../../src/main/app/teach/teachMethods.ts'
import { Workstation } from '../../src/main/app/workstation.ts'
import { startRun } from '../../src/main/core/startRun.ts'
import { readParticles } from '../../src/main/db/particles.ts'
import { DEFAULT_PARAMETERS } from '../../src/preload/contract/parameters.ts'
import type { HostEvent } from '../../src/preload/contract/events.ts'
import { heard } from './heard.ts'
import { context, scratch, simulatedSet, type SimulatedSet } from './sets.ts'
import { BRIGHT } from './supervised.ts'

const folder = scratch()
const workstation = new Workstation(), teach = teachMethods(workstation), labels = labelMethods(workstation)
let set: SimulatedSet, project: OpenProject, labelSet: number

const ended = (): Promise<HostEvent> => heard(workstation, event => event.type === 'ended')

/** Labels rows as somebody would who knows the truth. */
async function label(rows: readonly number[]): Promise<void> {
  for (const state of [0, 1]) {
    const of = rows.filter(row => set.truth[row] === state)
    if (of.length > 0) await labels['labels.apply']({ project: project.id, set: labelSet, rows: of, label: state + 1 })
  }
}

beforeAll(async () => {
  set = await simulatedSet(folder.path('set'), { ...BRIGHT, snr: 0.1, seed: 6 })
  const parameters = { ...DEFAULT_PARAMETERS, classes: 2, box: 32, network: 'off', threads: 2, nodes: 64, neighbours: 12 } as const
  await startRun({ input: set.star, root: null, passthrough: null, outputDir: folder.path('project'), parameters }, { intent: 'new', truthPath: null }, context())
  project = workstation.open(folder.path('project'))
  labelSet = (await labels['labels.create']({ project: project.id, name: 'by eye' })).id
})
afterAll(() => workstation.shutDown())

describe('a project that is taught', () => {
  test('suggests the doubtful, never the labelled, from many micrographs', async () => {
    const { posteriors } = project.read(readParticles), certainty = (row: number) => Math.max(posteriors[2 * row], posteriors[2 * row + 1])
    const first = await teach['teach.suggest']({ project: project.id, set: labelSet, count: 40 })
    expect(new Set(first).size).toBe(40)
    const mean = (rows: readonly number[]) => rows.reduce((sum, row) => sum + certainty(row), 0) / rows.length
    expect(mean(first)).toBeLessThan(mean([...set.truth.keys()]) - 0.1)
    expect(new Set(first.map(row => set.particles.micrograph[row])).size).toBeGreaterThan(15)
    await label(first)
    const second = await teach['teach.suggest']({ project: project.id, set: labelSet, count: 40 })
    expect(second.filter(row => first.includes(row))).toEqual([])
  })

  test('retrains on its labels and the run, says before and after, and keeps every version', async () => {
    const end = ended()
    expect(teach['teach.retrain']({ project: project.id, set: labelSet })).toBeNull()
    expect(teach['teach.models']({ project: project.id })).toEqual({ running: true, message: null, models: [] })
    expect(() => teach['teach.retrain']({ project: project.id, set: labelSet })).toThrow(/already being worked on/)
    expect(await end).toMatchObject({ job: 'train', state: 'finished', message: null })
    const { running, models: [first, ...none] } = await teach['teach.models']({ project: project.id })
    expect([running, none]).toEqual([false, []])
    expect(first).toMatchObject({ version: 1, labels: 40 })
    expect(first.classes.map(({ name }) => name)).toEqual(['class 1', 'class 2'])
    for (const score of [first.before, first.likelihood, first.after]) expect(score!.interval[0] <= score!.value && score!.value <= score!.interval[1]).toBe(true)
    expect(existsSync(project.path(first.path))).toBe(true)
    expect(first.command).toContain(`--run ${project.folder}`)
  })

  test('one that is stopped leaves no version, and the last one stands', async () => {
    const end = ended()
    teach['teach.retrain']({ project: project.id, set: labelSet })
    await heard(workstation, event => event.type === 'progress')
    const at = performance.now()
    teach['teach.cancel']({ project: project.id })
    expect(await end).toMatchObject({ job: 'train', state: 'cancelled' })
    expect(performance.now() - at).toBeLessThan(5000)
    const { models } = await teach['teach.models']({ project: project.id })
    expect(models.map(({ version }) => version)).toEqual([1])
    expect(readdirSync(project.path('models')).filter(name => name.startsWith('002') && !name.endsWith('.csv'))).toEqual([])
  })

  test('labels of nothing are refused', async () => {
    const empty = (await labels['labels.create']({ project: project.id, name: 'empty' })).id
    expect(() => teach['teach.retrain']({ project: project.id, set: empty })).toThrow(/no particle has a class in "empty" yet/)
  })
})
