import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { runPipeline } from '../../src/main/compute/pipeline.ts'
import type { PipelineResult } from '../../src/main/compute/protocol.ts'
import type { ParticleSource } from '../../src/main/compute/stages/importParticles.ts'
import { readVolume } from '../../src/main/formats/mrc.ts'
import { fourierShellCorrelation } from '../../src/main/numerics/fsc.ts'
import { bestMatching, contingency } from '../../src/main/numerics/assignment.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import { DEFAULT_PARAMETERS, type RunParameters } from '../../src/preload/contract/parameters.ts'
import { Report } from '../../src/preload/contract/report.ts'
import { agreement, context, scratch, simulatedSet, type SimulatedSet } from './sets.ts'

const folder = scratch()
const STAGES = ['import', 'prove match', 'load images', 'judge particles', 'number of classes', 'sort', 'variance', 'reconstruct']

type Result = PipelineResult<ParticleSource>
const run = (set: SimulatedSet, output: string, parameters: Partial<RunParameters>, ctx: StageContext = context(), resume = false): Promise<Result> => {
  if (!resume) folder.empty(output)
  return runPipeline({ input: set.star, root: null, passthrough: null, outputDir: folder.path(output), resume, parameters: { ...DEFAULT_PARAMETERS, network: 'off', threads: 2, ...parameters } }, ctx)
}

describe('a small HSA set of two conformations', () => {
  let set: SimulatedSet, result: Result
  const stages: string[] = []
  beforeAll(async () => {
    set = await simulatedSet(folder.path('hsa2'), { states: 'hsa2', particles: 600, box: 48, snr: 0.1, particlesPerMicrograph: 100, seed: 3 })
    result = await run(set, 'whole', { classes: 'auto', box: 48 }, context(undefined, ({ stage }) => { if (stages.at(-1) !== stage) stages.push(stage) }))
  }, 300_000)

  test('is sorted: at least 95 % in the right class', () => {
    expect([result.count, result.classes, result.report.classNumber.advised]).toEqual([600, 2, 2])
    expect(agreement(result.classNumber, set.truth)).toBeGreaterThanOrEqual(0.95)
    for (let row = 0; row < 600; row++) {
      const own = [...result.posteriors.subarray(2 * row, 2 * row + 2)]
      expect(own[result.classNumber[row] - 1]).toBe(result.maxPosterior[row])
      expect(own[0] + own[1]).toBeCloseTo(1, 5)
    }
  })
  test('tells its stages in order, and how long they took', () => {
    expect(stages).toEqual(STAGES)
    expect(result.report.stages.map(({ name }) => name)).toEqual(STAGES)
    for (const { seconds, secondsPerParticle } of result.report.stages) expect(secondsPerParticle).toBeCloseTo(seconds / 600, 10)
  })
  test('leaves the maps of every class, each the map of its own conformation', () => {
    const names = [1, 2].flatMap(k => [`run_class00${k}.mrc`, `run_class00${k}_fsc.star`, `run_class00${k}_variance.mrc`, `run_half1_class00${k}_unfil.mrc`, `run_half2_class00${k}_unfil.mrc`])
    expect(readdirSync(folder.path('whole'))).toEqual(expect.arrayContaining([...names, 'mask.mrc']))
    const { counts } = contingency([...result.classNumber].map(String), [...set.truth].map(String))
    const stateOf = bestMatching(counts)
    for (const k of [0, 1]) {
      const map = readVolume(folder.path('whole', `run_class00${k + 1}.mrc`))
      expect([map.box, map.pixelSize]).toEqual([48, expect.closeTo(set.pixelSize, 4)])
      const likeness = [0, 1].map(state => {
        const curve = fourierShellCorrelation(map.data, readVolume(folder.path('hsa2', `gt_class${state}.mrc`)).data, 48).slice(3, 11)
        return curve.reduce((sum, v) => sum + v, 0) / curve.length
      })
      expect(likeness[stateOf[k]]).toBeGreaterThan(0.85)
      expect(likeness[stateOf[k]] - likeness[1 - stateOf[k]]).toBeGreaterThan(0.1)
    }
  })
  test('reports honestly: nothing wrong with the set, poses exact, occupancies and resolutions that can be', () => {
    const { report } = result
    Report.omit({ schema: true, program: true, version: true, created: true, command: true, versions: true, parameters: true, seed: true, truth: true }).parse(report)
    expect([report.junk.particles, report.contrast.sign, report.input.halfSets, report.warnings]).toEqual([0, 1, 'upstream', []])
    expect(report.poseError!.angleDeg).toBeLessThan(1)
    expect(report.poseError!.shiftPx).toBeLessThan(0.1)
    expect(report.contrast.spread).toBeLessThan(0.1)
    expect(report.classes.reduce((sum, one) => sum + one.particles, 0)).toBe(600)
    for (const one of report.classes) {
      expect(one.occupancy).toBeCloseTo(one.particles / 600, 10)
      expect(one.particles).toBe(result.classNumber.filter(k => k === one.number).length)
      expect(one.resolutionA).toBeGreaterThanOrEqual(2 * set.pixelSize - 1e-6)
      expect(one.resolutionA).toBeLessThan(5 * set.pixelSize)
      expect(one.meanPosterior).toBeGreaterThan(0.9)
    }
  })
})

/** The report without what a clock says. */
const numbers = ({ report }: Result): object => ({ ...report, stages: report.stages.map(({ name }) => name) })

describe('the same numbers', () => {
  let set: SimulatedSet, reference: Result
  const parameters = { classes: 2, box: 32, seed: 7 } as const
  beforeAll(async () => {
    set = await simulatedSet(folder.path('small'), { states: 'hsa2', particles: 320, snr: 0.15, angleError: 2, shiftError: 0.4, contrastSpread: 0.1, junk: 0.05, seed: 5 })
    reference = await run(set, 'reference', parameters)
  }, 300_000)

  /** Assignments, posteriors and every map, byte by byte. */
  function expectSame(result: Result, output: string): void {
    expect(result.classNumber).toEqual(reference.classNumber)
    expect(result.posteriors).toEqual(reference.posteriors)
    expect(result.maxPosterior).toEqual(reference.maxPosterior)
    const maps = readdirSync(folder.path('reference')).filter(name => name.endsWith('.mrc') || name.endsWith('.star'))
    expect(maps.length).toBeGreaterThan(10)
    for (const name of maps) expect([name, readFileSync(folder.path(output, name)).equals(readFileSync(folder.path('reference', name)))]).toEqual([name, true])
    expect(numbers(result)).toEqual(numbers(reference))
  }

  test('are right', () => expect(agreement(reference.classNumber, set.truth)).toBeGreaterThan(0.9))

  test.each([1, 2, 3])('come from the same seed and %i threads', async threads => expectSame(await run(set, `threads ${threads}`, { ...parameters, threads }), `threads ${threads}`))

  test('come from a run that was stopped twice, while sorting, and taken up again', async () => {
    const output = 'stopped', taken: string[] = []
    /** Stops a run at the first word of the sorting that matches. */
    async function stopAt(note: RegExp, resume: boolean): Promise<void> {
      const controller = new AbortController()
      const ctx = { ...context(controller.signal, step => { if (step.stage === 'sort' && note.test(step.note ?? '')) controller.abort() }), log: (line: string) => taken.push(line) }
      await expect(run(set, output, parameters, ctx, resume)).rejects.toThrow(/abort|cancel/i)
      expect(existsSync(join(folder.path(output), '.work', 'sorting.checkpoint'))).toBe(true)
      expect(readdirSync(folder.path(output)).filter(name => name.endsWith('.mrc'))).toEqual([])
    }
    await stopAt(/^\d+\.\d Å$/, false)
    // The climb is over, and new starts challenge its outcome.
    await stopAt(/^start /, true)
    const result = await run(set, output, parameters, { ...context(), log: line => taken.push(line) }, true)
    expect(taken.filter(line => line.startsWith('taking up the sorting'))).toHaveLength(2)
    expectSame(result, output)
  })
})

test('a run that is stopped before it begins does nothing', async () => {
  const set = await simulatedSet(folder.path('few'), { particles: 80, snr: 0.5 })
  await expect(run(set, 'nothing', { classes: 1, box: 32 }, context(AbortSignal.abort()))).rejects.toThrow(/abort|cancel/i)
  expect(readdirSync(folder.path('nothing'))).toEqual([])
})
