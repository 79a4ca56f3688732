import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { readGraph } from '../../src/main/compute/graph/graphFiles.ts'
import { readFeatures, readFeaturesHead } from '../../src/main/compute/network/featureFiles.ts'
import { runPipeline } from '../../src/main/compute/pipeline.ts'
import type { PipelineResult } from '../../src/main/compute/protocol.ts'
import type { ParticleSource } from '../../src/main/compute/stages/importParticles.ts'
import { readVolume } from '../../src/main/formats/mrc.ts'
import { fourierShellCorrelation } from '../../src/main/numerics/fsc.ts'
import { RULES } from '../../src/preload/contract/network.ts'
import { DEFAULT_PARAMETERS, type RunParameters } from '../../src/preload/contract/parameters.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import { Report } from '../../src/preload/contract/report.ts'
import { agreement, context, scratch, simulatedSet, type SimulatedSet } from './sets.ts'

const COUNT = 400, BOX = 32
const folder = scratch()
type Result = PipelineResult<ParticleSource>
const run = (output: string, parameters: Partial<RunParameters>, ctx: StageContext = context(), resume = false): Promise<Result> => {
  if (!resume) folder.empty(output)
  return runPipeline({ input: set.star, root: null, passthrough: null, outputDir: folder.path(output), resume, parameters: { ...DEFAULT_PARAMETERS, classes: 2, box: BOX, threads: 2, nodes: 120, posePolish: false, network: 'on', backend: 'tensorflow', ...parameters } }, ctx)
}
const listed = (output: string): string[] => readdirSync(folder.path(output)).filter(name => name !== '.work').toSorted()
/** The report without what a clock says. */
const numbers = ({ report }: Result): object => {
  const { trainParticlesPerSecond: _, inferParticlesPerSecond: __, ...network } = report.network!
  return { ...report, stages: report.stages.map(({ name }) => name), network }
}

let set: SimulatedSet, learned: Result, plain: Result
const stages: string[] = []
beforeAll(async () => {
  set = await simulatedSet(folder.path('set'), { states: 'hsa2', particles: COUNT, snr: 0.08, junk: 0.03, contrastSpread: 0.1, seed: 7 })
  learned = await run('on', {}, context(undefined, ({ stage }) => { if (stages.at(-1) !== stage) stages.push(stage) }))
  plain = await run('off', { network: 'off' })
}, 300_000)

describe('a run with the network', () => {
  test('tells its stages, between the variance and the maps', () => {
    const names = ['variance', 'voxel graph', 'network', 'combine', 'reconstruct']
    expect(learned.report.stages.map(({ name }) => name).slice(-5)).toEqual(names)
    expect(stages.filter(stage => names.includes(stage))).toEqual(names)
  })

  test('leaves the graph and a decoded map of every class beside the rest', () => {
    const added = listed('on').filter(name => !listed('off').includes(name))
    expect(added.filter(name => !name.startsWith('graph'))).toEqual(['network_features.f32', 'network_features.json', 'run_class001_decoded.mrc', 'run_class002_decoded.mrc'])
    expect(added).toContain('graph.json')
    expect(learned.report.network!.decodedMaps).toEqual(['run_class001_decoded.mrc', 'run_class002_decoded.mrc'])
    for (const name of learned.report.network!.decodedMaps) {
      const map = readVolume(folder.path('on', name)), other = readVolume(folder.path('on', name.replace('_decoded', '')))
      expect([map.box, map.pixelSize]).toEqual([BOX, expect.closeTo(set.pixelSize, 4)])
      // Consensus plus a difference: the particle, on the scale of densities that its half-maps have not been sharpened from.
      const curve = fourierShellCorrelation(map.data, other.data, BOX).slice(1, 6)
      expect(curve.reduce((a, b) => a + b) / curve.length).toBeGreaterThan(0.9)
    }
  })

  test('keeps what the network makes of every particle that is not junk', () => {
    const head = readFeaturesHead(folder.path('on'))!, values = new Float32Array(readFeatures(folder.path('on'), head).buffer), junk = [...learned.classNumber].map(k => k === 0)
    expect(head).toMatchObject({ particles: COUNT, used: COUNT - learned.report.junk.particles, width: 16, bytes: 4 * 8 * COUNT })
    expect(junk).toContain(true)
    expect(Math.abs(head.taught - head.used / 2)).toBeLessThan(0.1 * head.used)
    expect(head.components.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(c => `phi${c}`))
    for (const [c, { variance }] of head.components.entries()) {
      const column = values.subarray(c * COUNT, (c + 1) * COUNT), used = column.filter(v => !Number.isNaN(v)), mean = used.reduce((sum, v) => sum + v, 0) / used.length
      expect([...column].map(Number.isNaN)).toEqual(junk)
      const first = values.subarray(0, COUNT).filter(v => !Number.isNaN(v)), power = (of: Float32Array): number => of.reduce((sum, v) => sum + v * v, 0)
      expect(Math.abs(mean)).toBeLessThan(1e-4 * Math.sqrt(power(first)))
      expect(power(used) / power(first)).toBeCloseTo(variance / head.components[0].variance, 3)
      if (c > 0) expect(variance).toBeLessThanOrEqual(head.components[c - 1].variance)
    }
    expect(head.components.reduce((sum, { variance }) => sum + variance, 0)).toBeLessThanOrEqual(1 + 1e-9)
    expect(existsSync(folder.path('off', 'network_features.json'))).toBe(false)
  })

  test('reports in the words of the schema, numbers that can be', () => {
    const { report } = learned, { graph, network, comparison } = Report.omit({ schema: true, program: true, version: true, created: true, command: true, versions: true, parameters: true, seed: true, truth: true }).parse(report)
    const saved = readGraph(folder.path('on'))
    expect([saved.nodes.count, saved.edges.count, saved.radius, saved.correlationThreshold]).toEqual([graph!.nodes, graph!.edges, graph!.radiusA, 2])
    expect(graph!.nodes).toBeGreaterThanOrEqual(120)
    expect(graph!.nodes).toBeLessThan(127)
    expect(graph!.levels.reduce((sum, level) => sum + level.nodes, 0)).toBe(graph!.nodes)
    expect(graph!.degrees.counts.reduce((a, b) => a + b)).toBe(graph!.nodes)
    expect(graph!.lengths.counts.reduce((a, b) => a + b, 0)).toBe(graph!.edges)
    expect(graph!.edges).toBeGreaterThan(0)
    expect(graph!.correlationThreshold).toBe(2)
    expect(network).toMatchObject({ backend: expect.stringMatching(/^tensorflow \d/), device: expect.stringMatching(/\S/), reason: expect.stringContaining('--backend tensorflow') })
    expect(Math.min(network!.parameters, network!.trainParticlesPerSecond, network!.inferParticlesPerSecond, network!.epochs)).toBeGreaterThan(0)
    expect(network!.crossEntropy.trained).toBeLessThanOrEqual(network!.crossEntropy.untrained)
    expect(network!.history.length).toBeGreaterThan(0)
    expect(comparison!.rules.map(({ rule }) => rule)).toEqual(RULES)
    expect(comparison!.particles).toBeGreaterThan(0.4 * (COUNT - report.junk.particles))
    for (const { rule, value, interval: [low, high], mcnemar, heldOutLogLikelihood } of comparison!.rules) {
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
      // Half a particle tells the class of the other half, better than chance.
      expect([rule, value > 0.55]).toEqual([rule, true])
      expect(Number.isFinite(heldOutLogLikelihood)).toBe(true)
      if (rule === 'likelihood') expect(mcnemar).toBeNull()
      else expect(mcnemar).toBeLessThanOrEqual(1)
    }
    expect(report.warnings).toEqual(plain.report.warnings)
  })

  test('is nowhere worse than the sorting by more than noise', () => {
    const sorting = learned.rules.find(({ rule }) => rule === 'sorting')!, known = [...set.truth.keys()].filter(row => set.truth[row] >= 0)
    expect(learned.rules.map(({ rule }) => rule).toSorted()).toEqual(['likelihood', 'network', 'sorting'])
    // The network came after the sorting and left it as it was.
    expect(sorting.classNumber).toEqual(plain.classNumber)
    expect(sorting.posteriors).toEqual(plain.posteriors)
    // Class numbers are those of the sorting in every rule, so that a particle that one of two gets right can be counted.
    const right = (classNumber: ArrayLike<number>, flip: boolean) => (row: number): boolean => classNumber[row] - 1 === (flip ? 1 - set.truth[row] : set.truth[row])
    const flip = known.filter(right(sorting.classNumber, false)).length < known.length / 2
    const [before, after] = [right(sorting.classNumber, flip), right(learned.classNumber, flip)]
    const gained = known.filter(row => after(row) && !before(row)).length, lost = known.filter(row => before(row) && !after(row)).length
    expect(lost - gained).toBeLessThanOrEqual(2 * Math.sqrt(lost + gained) + 1)
    expect(agreement(learned.classNumber, set.truth)).toBeGreaterThan(0.8)
    for (const { rule, classNumber } of learned.rules) expect([rule, agreement(classNumber, set.truth) > 0.75]).toEqual([rule, true])
  })

  test('gives posteriors: sums of one for every particle, nothing for junk', () => {
    for (const { posteriors, classNumber } of [learned, ...learned.rules]) {
      expect(posteriors.length).toBe(2 * COUNT)
      for (let row = 0; row < COUNT; row++) {
        const own = posteriors.subarray(2 * row, 2 * row + 2)
        if (classNumber[row] === 0) expect([...own]).toEqual([0, 0])
        else expect(own[0] + own[1]).toBeCloseTo(1, 4)
      }
    }
    expect([...learned.classNumber].map(k => k === 0)).toEqual([...plain.classNumber].map(k => k === 0))
  })
})

test('a run that is stopped while the network learns, and taken up by one thread, has the same result', async () => {
  const stop = new AbortController()
  // The first of the two has learned, the second has begun.
  await expect(run('stopped', {}, context(stop.signal, ({ note }) => { if (note?.startsWith('network2: ')) stop.abort() }))).rejects.toThrow('stopped on request')
  expect(existsSync(folder.path('stopped', '.work', 'network1.checkpoint'))).toBe(true)
  expect(readdirSync(folder.path('stopped', '.work')).filter(name => name.endsWith('.part'))).toEqual([])
  expect(listed('stopped').filter(name => name.includes('decoded') || name.includes('half1'))).toEqual([])
  const result = await run('stopped', { threads: 1 }, context(), true)
  expect(numbers(result)).toEqual(numbers(learned))
  expect([result.classNumber, result.posteriors]).toEqual([learned.classNumber, learned.posteriors])
  expect(listed('stopped')).toEqual(listed('on'))
  for (const name of listed('on')) expect([name, readFileSync(folder.path('stopped', name)).equals(readFileSync(folder.path('on', name)))]).toEqual([name, true])
})

test('switched off, nothing of it is there', () => {
  expect([plain.report.graph, plain.report.network, plain.report.comparison, plain.rules]).toEqual([undefined, undefined, undefined, []])
  expect(plain.report.stages.map(({ name }) => name).filter(name => ['voxel graph', 'network', 'combine'].includes(name))).toEqual([])
  expect(listed('off').filter(name => /graph|decoded|features/.test(name))).toEqual([])
  expect(readdirSync(folder.path('off', '.work')).filter(name => /network|items/.test(name))).toEqual([])
})

test('one class: it is left out, and that is said', async () => {
  const lines: string[] = [], { report, rules } = await run('one', { classes: 1 }, { ...context(), log: line => lines.push(line) })
  expect([report.graph, report.network, rules]).toEqual([undefined, undefined, []])
  expect(lines).toContain('one class: the network has nothing to tell apart')
  expect(listed('one').filter(name => /graph|decoded|features/.test(name))).toEqual([])
})
