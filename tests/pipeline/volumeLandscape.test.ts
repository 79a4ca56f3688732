import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../../src/main/app/projects/importInto.ts'
import { readLatent } from '../../src/main/compute/embedding/readEmbedding.ts'
import { startEmbedding, startWalk } from '../../src/main/core/startEmbedding.ts'
import { readReport } from '../../src/main/core/reportFile.ts'
import { startRun } from '../../src/main/core/startRun.ts'
import { startVariance } from '../../src/main/core/startVariance.ts'
import { readVolume } from '../../src/main/formats/mrc.ts'
import type { SimulateOptions } from '../../src/main/simulate/options.ts'
import type { EmbeddingReport } from '../../src/preload/contract/calls/landscape.ts'
import { DEFAULT_PARAMETERS } from '../../src/preload/contract/parameters.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import { context, scratch, simulatedMaps, stoppedIn } from './sets.ts'
import { correlation, ranks } from './statistics.ts'

// Particles that are one 3D map each: their embedding, walks and variance, as embedding.test.ts and variance.test.ts have them for images.
const folder = scratch(), PARTICLES = 240, COMPONENTS = 3
const hinge = (angle: number): string => `rotate A:5-197 ${angle} about A:198 A:100`
type MapSet = Awaited<ReturnType<typeof simulatedMaps>>
const wish = (name: string, { star: input }: MapSet) => ({ input, root: null, passthrough: null, outputDir: folder.path(name), threads: 2 })

async function projectOf(name: string, options: Partial<SimulateOptions>): Promise<MapSet> {
  const set = await simulatedMaps(folder.path(`${name} set`), { particles: PARTICLES, snr: 0.03, seed: 4, ...options })
  createProject(folder.path(name), { path: set.star, root: null, passthrough: null })
  return set
}
const embed = (name: string, set: MapSet, ctx: StageContext = context()): Promise<EmbeddingReport> => startEmbedding({ ...wish(name, set), components: COMPONENTS }, ctx)
const coordinates = (name: string, report: EmbeddingReport): Float32Array[] => {
  const latent = readLatent(folder.path(name), report)
  return report.components.map((_, j) => latent.subarray(j * report.particles, (j + 1) * report.particles))
}
const correlated = (a: Float32Array, b: Float32Array): number => correlation([...a], [...b])

describe.each([['whole', {}], ['that lack a wedge', { tiltRange: 60 }]])('a hinge in maps %s', (kind, more) => {
  const name = `hinge ${kind}`
  let set: MapSet, report: EmbeddingReport, z: Float32Array[]
  beforeAll(async () => {
    set = await projectOf(name, { states: hinge(0), motion: 15, junk: 0.05, ...more })
    report = await embed(name, set)
    z = coordinates(name, report)
  }, 200_000)
  const used = (): number[] => [...z[0].keys()].filter(row => !Number.isNaN(z[0][row]))

  test('shows its angle in the first coordinate, junk has none', () => {
    const angle = new Map(readFileSync(folder.path(`${name} set`, 'motion.csv'), 'utf8').trim().split('\n').slice(1).map(line => line.split(',').map(Number) as [number, number]))
    const rows = used().filter(row => angle.has(row + 1)), truth = ranks(rows.map(row => angle.get(row + 1)!))
    expect(Math.abs(correlation(ranks(rows.map(row => z[0][row])), truth))).toBeGreaterThan(0.88)
    const junk = [...set.truth.keys()].filter(row => set.truth[row] < 0)
    expect(junk.filter(row => Number.isNaN(z[0][row])).length).toBeGreaterThan(0.8 * junk.length)
    expect(report).toMatchObject({ particles: PARTICLES, used: used().length, poses: 'given', sign: 1, run: null, warnings: [] })
  })
  test('takes most of the variance, unseen maps speak for it, and it is no row of states', () => {
    const shares = report.components.map(({ variance }) => variance)
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
    expect(shares[0]).toBeGreaterThan(0.5)
    expect(report.evidence[0]).toBeGreaterThan(1)
    expect(report.evidence[2]).toBeLessThan(0.1 * report.evidence[0])
    expect(report.motion).toMatchObject({ kind: 'continuous' })
  })
  test('can be walked along: the domain turns from the first map to the last as the component says', async () => {
    const walk = await startWalk({ ...wish(name, set), along: { kind: 'component', component: 1, points: 4 } }, context())
    expect(walk).toMatchObject({ name: 'walk_pc1', box: 32, pixelSizeA: set.pixelSize })
    for (const { particles, resolutionA } of walk.points) {
      expect(particles).toBeGreaterThan(20)
      expect(resolutionA).toBeLessThan(40)
    }
    const maps = walk.points.map(({ map }) => readVolume(folder.path(name, 'embedding', walk.name, map))), mask = readVolume(folder.path(name, 'embedding', walk.name, walk.mask)).data
    const moved = (from: number, to: number): Float32Array => maps[to].data.map((v, i) => (v - maps[from].data[i]) * mask[i])
    // Each step goes the way that the whole walk goes.
    for (const step of [0, 1, 2]) expect(correlated(moved(step, step + 1), moved(0, 3))).toBeGreaterThan(0.4)
  }, 100_000)
})

test('two states in maps lie in two clouds and are told to be states; what does not move is told not to', async () => {
  const states = await projectOf('states', { states: 'hsa2', tiltRange: 60 }), report = await embed('states', states), [z] = coordinates('states', report)
  const agree = [...z.keys()].filter(row => (z[row] > 0) === (states.truth[row] === 1)).length / PARTICLES
  expect(Math.max(agree, 1 - agree)).toBeGreaterThan(0.98)
  expect(report.motion).toMatchObject({ kind: 'states', states: 2 })
  const still = await projectOf('still', { states: 'as-is' }), nothing = await embed('still', still)
  expect(nothing.motion?.kind).toBe('none')
  expect(Math.max(...nothing.evidence)).toBeLessThan(0.05)
}, 200_000)

test('an embedding of maps is stopped within seconds and leaves nothing', async () => {
  const set = await projectOf('stopped', { states: hinge(0), motion: 15 })
  const { reason, ms } = await stoppedIn('components', ctx => embed('stopped', set, ctx))
  expect(reason).toMatchObject({ kind: 'cancelled' })
  expect(ms).toBeLessThan(5000)
  expect(readdirSync(folder.path('stopped'))).not.toContain('embedding')
}, 100_000)

test('variance of another program’s classes of maps is measured as that of the run’s own', async () => {
  const set = await simulatedMaps(folder.path('loose set'), { particles: PARTICLES, snr: 0.05, seed: 5, states: `${hinge(0)}; ${hinge(40)}`, motion: 10 })
  await startRun({ input: set.star, root: null, passthrough: null, outputDir: folder.path('loose'), parameters: { ...DEFAULT_PARAMETERS, classes: 2, network: 'off', threads: 2 } }, { intent: 'new', truthPath: null }, context())
  writeFileSync(folder.path('theirs.csv'), `index,class\n${Array.from(set.truth, (label, row) => `${row + 1},${label + 1}`).join('\n')}\n`)
  writeFileSync(folder.path('mixed.csv'), `index,class\n${Array.from(set.truth, (_, row) => `${row + 1},1`).join('\n')}\n`)
  const found = readReport(folder.path('loose')).classes.map(({ variance }) => variance)
  const theirs = await startVariance({ ...wish('loose', set), path: folder.path('theirs.csv') }, context()), mixed = await startVariance({ ...wish('loose', set), path: folder.path('mixed.csv') }, context())
  expect(theirs).toMatchObject({ poses: 'run', difference: null, matchedBy: 'row number', shared: PARTICLES })
  for (const [k, { variance: { value, interval, unit, heldOutGain } }] of theirs.classes.entries()) {
    expect([unit, heldOutGain > 0]).toEqual(['σ', true])
    expect(interval![0]).toBeLessThan(value)
    expect(interval![1]).toBeGreaterThan(value)
    expect(Math.abs(theirs.ours[k].variance.value / found[k].value - 1)).toBeLessThan(0.25)
    // A class that holds both states moves more than either does.
    expect(mixed.classes[0].variance.value).toBeGreaterThan(1.3 * value)
  }
  for (const { map } of [...theirs.classes, ...theirs.ours]) expect(Math.max(...readVolume(folder.path('loose', 'variance', theirs.name, map)).data)).toBeGreaterThan(0)
}, 300_000)
