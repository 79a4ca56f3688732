import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mapMethods } from '../../src/main/app/maps/mapMethods.ts'
import { varianceMethods } from '../../src/main/app/variance/varianceMethods.ts'
import { Workstation } from '../../src/main/app/workstation.ts'
import { poseDifference } from '../../src/main/compute/variance/poseDifference.ts'
import { readReport } from '../../src/main/core/reportFile.ts'
import { startRun } from '../../src/main/core/startRun.ts'
import { startVariance } from '../../src/main/core/startVariance.ts'
import { readVolume } from '../../src/main/formats/mrc.ts'
import { varianceCalls, VarianceReport } from '../../src/preload/contract/calls/variance.ts'
import type { HostEvent } from '../../src/preload/contract/events.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import { DEFAULT_PARAMETERS } from '../../src/preload/contract/parameters.ts'
import type { Report, Variance } from '../../src/preload/contract/report.ts'
import { context, scratch, simulatedSet, type SimulatedSet } from './sets.ts'

const folder = scratch(), PARTICLES = 600
const hinge = (angle: number): string => `rotate A:5-197 ${angle} about A:198 A:100`
let set: SimulatedSet, report: Report

/** A table of labels by row, from 1. */
function labels(name: string, labelOf: (row: number) => string | number | null): string {
  const rows = Array.from({ length: PARTICLES }, (_, row) => [row + 1, labelOf(row)]).filter(([, label]) => label !== null)
  writeFileSync(folder.path(name), `index,class\n${rows.map(row => row.join(',')).join('\n')}\n`)
  return folder.path(name)
}
const classOf: number[] = []
const measure = (path: string, ctx = context()): Promise<VarianceReport> => startVariance({ input: set.star, root: null, passthrough: null, outputDir: folder.path('run'), threads: 2, path }, ctx)
const values = (classes: readonly { readonly variance: Variance }[]): number[] => classes.map(({ variance }) => variance.value)
const files = (name: string): string[] => readdirSync(folder.path('run', 'variance', name)).toSorted()

beforeAll(async () => {
  // Two states of a hinge that is loose in both.
  set = await simulatedSet(folder.path('set'), { states: `${hinge(0)}; ${hinge(40)}`, motion: 10, particles: PARTICLES, particlesPerMicrograph: 100, box: 40, snr: 0.3, seed: 2 })
  await startRun({ input: set.star, root: null, passthrough: null, outputDir: folder.path('run'), parameters: { ...DEFAULT_PARAMETERS, classes: 2, box: 40, network: 'off', threads: 2 } }, { intent: 'new', truthPath: null }, context())
  report = readReport(folder.path('run'))
  const rows = readFileSync(folder.path('run', 'run_posteriors.csv'), 'utf8').trim().split('\n').slice(1).map(line => line.split(',').slice(1).map(Number))
  for (const [first, second] of rows) classOf.push(first + second === 0 ? -1 : first >= second ? 1 : 2)
}, 400_000)

describe('the classes of the run, given as another program’s', () => {
  let same: VarianceReport
  beforeAll(async () => { same = await measure(labels('same.csv', row => classOf[row])) }, 200_000)

  test('have the variance that the run found, and exactly that of its classes beside them', () => {
    expect([same.poses, same.difference, same.matchedBy, same.listed, same.shared, same.run]).toEqual(['run', null, 'row number', PARTICLES, PARTICLES, report.created])
    expect(same.classes.map(({ label, particles }) => [label, particles])).toEqual(report.classes.map(({ number, particles }) => [String(number), particles]))
    expect(same.classes.map(({ variance }) => variance)).toEqual(same.ours.map(({ variance }) => variance))
    for (const [k, { variance: { value, unit, interval, heldOutGain } }] of report.classes.entries()) {
      expect(unit).toBe('σ')
      expect(heldOutGain).toBeGreaterThan(0.5)
      expect(interval![0]).toBeLessThan(value)
      expect(interval![1]).toBeGreaterThan(value)
      // Poses are polished again, from the run's posteriors, and every particle is wholly in its class.
      expect(Math.abs(values(same.classes)[k] / value - 1)).toBeLessThan(0.25)
    }
  })
  test('leave maps and a report that say so', () => {
    expect(files('same')).toEqual(['class001_variance.mrc', 'class002_variance.mrc', 'ours001_variance.mrc', 'ours002_variance.mrc', 'variance.json'])
    expect(VarianceReport.parse(JSON.parse(readFileSync(folder.path('run', 'variance', 'same', 'variance.json'), 'utf8')))).toEqual(same)
    const [theirs, ours] = ['class001', 'ours001'].map(name => readVolume(folder.path('run', 'variance', 'same', `${name}_variance.mrc`)))
    expect([theirs.box, theirs.pixelSize]).toEqual([same.box, expect.closeTo(same.pixelSizeA, 4)])
    expect(theirs.data).toEqual(ours.data)
    expect(Math.max(...theirs.data)).toBeGreaterThan(0)
  })
})

test('a class of both states varies more than each by itself, as it holds their difference too; a file of some particles is measured on these', async () => {
  const { classes, ours, tooSmall, shared, listed } = await measure(labels('mixed.csv', row => (row < 30 ? 'few' : row < 500 ? 'all' : null)))
  expect([classes.map(({ label, particles }) => [label, particles]), tooSmall, shared, listed]).toEqual([[['all', 470]], [{ label: 'few', particles: 30 }], 500, 500])
  expect(ours.reduce((sum, { particles }) => sum + particles, 0)).toBe(500 - classOf.slice(0, 500).filter(label => label < 0).length)
  for (const { variance } of ours) {
    expect(classes[0].variance.interval![0]).toBeGreaterThan(variance.interval![1])
    expect(classes[0].variance.value).toBeGreaterThan(2 * variance.value)
  }
}, 200_000)

test('a file with poses is measured at these: where they are bad, everything varies more, ours too', async () => {
  const worse = folder.path('worse.star'), [head, ...rest] = readFileSync(folder.path('run', 'run_data.star'), 'utf8').split(/(?<=_rlnAnglePsi #\d+\n)/)
  const place = Number(/_rlnAngleTilt #(\d+)/.exec(head)![1]) - 1
  writeFileSync(worse, `${head}${rest.join('').split('\n').map((line, i) => {
    const cells = line.trim().split(/\s+/)
    return line.includes('@') ? cells.map((cell, j) => (j === place ? String(Number(cell) + (i % 2 === 0 ? 8 : -8)) : cell)).join(' ') : line
  }).join('\n')}`)
  const [given, bad] = [await measure(folder.path('run', 'run_data.star')), await measure(worse)]
  expect([given.poses, given.matchedBy, bad.poses, bad.name]).toEqual(['file', 'image name', 'file', 'worse'])
  expect(given.difference).toEqual({ angleDeg: expect.closeTo(0, 3), shiftA: expect.closeTo(0, 3) })
  expect(bad.difference).toEqual({ angleDeg: expect.closeTo(8, 2), shiftA: expect.closeTo(0, 3) })
  expect(values(bad.classes)).toEqual(values(bad.ours))
  for (const [k, value] of values(bad.classes).entries()) expect(value).toBeGreaterThan(1.15 * values(given.classes)[k])
}, 300_000)

test('what cannot be measured is refused in one line; what was measured before stays', async () => {
  const before = files('same')
  await expect(measure(folder.path('nowhere.csv'))).rejects.toThrow(/no such file/)
  await expect(measure(labels('tiny.csv', row => row))).rejects.toThrow(/600 classes/)
  await expect(measure(labels('small.csv', row => (row < 60 ? row % 2 : -1)))).rejects.toThrow(/no class has 40/)
  const stop = new AbortController()
  const stopped = measure(folder.path('same.csv'), context(stop.signal, ({ stage }) => { if (stage === 'judge particles') stop.abort(new Failure('cancelled', 'stopped on request')) }))
  await expect(stopped).rejects.toMatchObject({ kind: 'cancelled' })
  expect(files('same')).toEqual(before)
  expect(existsSync(folder.path('run', 'variance', '.work'))).toBe(false)
}, 120_000)

describe('in a host', () => {
  const workstation = new Workstation(), methods = varianceMethods(workstation), events: HostEvent[] = []
  workstation.listen(event => events.push(event))
  afterAll(() => workstation.shutDown())
  const next = (type: HostEvent['type']): Promise<HostEvent> => new Promise(resolve => {
    const stop = workstation.listen(event => {
      if (event.type !== type) return
      stop()
      resolve(event)
    })
  })

  test('a file is measured, beside another of its name; its maps are among the project’s; a failure is remembered', async () => {
    mkdirSync(folder.path('elsewhere'))
    cpSync(folder.path('same.csv'), folder.path('elsewhere', 'same.csv'))
    const project = workstation.open(folder.path('run')).id, path = folder.path('elsewhere', 'same.csv')
    const before = varianceCalls['variance.get'].out.parse(await methods['variance.get']({ project }))
    expect(before).toMatchObject({ running: false, message: null, ours: report.classes.map(({ number, particles, variance }) => ({ number, particles, variance })) })
    const end = next('ended')
    expect(methods['variance.start']({ project, path })).toBeNull()
    expect(await methods['variance.get']({ project })).toMatchObject({ running: true })
    expect(await end).toMatchObject({ job: 'variance', state: 'finished' })
    const { reports: [newest, ...others], running } = varianceCalls['variance.get'].out.parse(await methods['variance.get']({ project }))
    expect([running, newest.path, newest.name, others.length]).toEqual([false, path, 'same-2', before.reports.length])
    expect(values(newest.classes)).toEqual(values(others.find(({ name }) => name === 'same')!.classes))
    const maps = await mapMethods(workstation)['maps.list']({ project })
    expect(maps).toContainEqual(expect.objectContaining({ name: 'variance/same-2/class001_variance.mrc', title: 'same-2: its class 1, variance', kind: 'variance', class: null }))
    const told = events.filter(event => event.type === 'progress')
    expect([...new Set(told.map(({ stage }) => stage))]).toEqual(['import', 'prove match', 'load images', 'judge particles', 'polish poses', 'variance', 'variance of ours', 'write'])
    for (const { left } of told) expect(left![0]).toBeLessThanOrEqual(left![1])

    const failed = next('ended')
    methods['variance.start']({ project, path: join(folder.path(), 'gone.csv') })
    expect(await failed).toMatchObject({ state: 'failed' })
    expect(await methods['variance.get']({ project })).toMatchObject({ running: false, message: expect.stringMatching(/gone\.csv: no such file/) })

    const cancelled = next('ended'), begun = next('progress')
    methods['variance.start']({ project, path })
    await begun
    methods['variance.cancel']({ project })
    expect(await cancelled).toMatchObject({ state: 'cancelled' })
  }, 200_000)
})

test('the difference of poses is an angle and a length', () => {
  const turned = (degrees: number): number[] => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180), 0, -Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180), 0, 0, 0, 1]
  const poses = (...angles: number[]) => ({ rotation: Float64Array.from(angles.flatMap(turned)), shift: Float64Array.from(angles.flatMap(angle => [3 * angle, 4 * angle])) })
  expect(poseDifference(poses(0, 0, 0), poses(1, 30, 170))).toEqual({ angleDeg: expect.closeTo(30, 9), shiftA: expect.closeTo(150, 9) })
})
