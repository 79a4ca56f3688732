import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import type { Job } from '../../../src/main/app/jobs/jobMessages.ts'
import { estimateLeft, planSeconds, type TimeLeft } from '../../../src/main/app/jobs/timeLeft.ts'
import { DEFAULT_PARAMETERS, type RunParameters } from '../../../src/preload/contract/parameters.ts'

const parameters = (more: Partial<RunParameters> = {}): RunParameters => ({ ...DEFAULT_PARAMETERS, classes: 3, threads: Math.min(2, availableParallelism()), network: 'off', ...more })
const run = (more: Partial<RunParameters> = {}, intent: 'new' | 'resume' = 'new'): Job =>
  ({ kind: 'run', request: { input: '/p.star', root: null, passthrough: null, outputDir: '/out', parameters: parameters(more) }, intent, truthPath: null })

type History = readonly (readonly [stage: string, seconds: number])[]

/**
 * Stages of `cgr run` as report.json told them: spike3, 4,000 particles, K = 3, 2 threads, with and without the network. To the
 * network's 15.93 s are added the 2.14 s that features of the 2,000 who taught the first network take at its 936 particles a second.
 */
const WITH_NETWORK: History = [
  ['import', 0.04], ['prove match', 2.65], ['load images', 0.39], ['judge particles', 1.86], ['number of classes', 6.23], ['sort', 12.0], ['variance', 1.85],
  ['voxel graph', 6.34], ['network', 18.07], ['combine', 1.81], ['reconstruct', 3.85],
]
const WITHOUT: History = [
  ['import', 0.07], ['prove match', 4.09], ['load images', 0.66], ['judge particles', 2.29], ['number of classes', 9.71], ['sort', 13.29], ['variance', 1.86], ['reconstruct', 3.81],
]
/** The same set on a machine that eight other programs share. */
const CROWDED: History = [
  ['import', 0.24], ['prove match', 12.23], ['load images', 2.23], ['judge particles', 7.22], ['number of classes', 27.44], ['sort', 39.92], ['variance', 5.88],
  ['voxel graph', 17.13], ['network', 38.12], ['combine', 7.39], ['reconstruct', 20.51],
]

const total = (history: History): number => history.reduce((sum, [, seconds]) => sum + seconds, 0)

/** What is told where each stage begins, and how long it then took in truth. */
function told(job: Job, history: History, particles = 4000): { readonly stage: string; readonly left: readonly [number, number]; readonly truth: number }[] {
  const estimate = estimateLeft(job, particles, 64)
  let at = 0
  return history.map(([stage, seconds]) => {
    const { left } = estimate({ stage, done: 0, total: 1 }, at), truth = total(history) - at
    estimate({ stage, done: 1, total: 1 }, at + seconds)
    at += seconds
    return { stage, left: left!, truth }
  })
}

const outside = (all: ReturnType<typeof told>): string[] => all.filter(({ left, truth }) => truth < left[0] || truth > left[1]).map(({ stage }) => stage)
const width = ({ left }: { readonly left: readonly [number, number] }): number => left[1] / left[0]

describe('the time that is left', () => {
  test.each([['with the network', 'on', WITH_NETWORK], ['without', 'off', WITHOUT]] as const)('lies in the range that is told, at every stage of a recorded run %s', (_, network, history) => {
    expect(outside(told(run({ network }), history))).toEqual([])
  })
  test('is told widely at first and narrows as stages end', () => {
    const ranges = told(run({ network: 'on' }), WITH_NETWORK)
    const widths = [0, 5, 10].map(at => width(ranges[at]))
    expect([widths[0] > 5, widths[1] < 4, widths[2] < 3]).toEqual([true, true, true])
    for (const [i, range] of ranges.entries()) if (i > 0) expect(range.left[1]).toBeLessThan(ranges[i - 1].left[1] * 1.3)
  })
  test('follows how slow the machine is: from the number of classes on a crowded one is known', () => {
    const all = told(run({ network: 'on' }), CROWDED), at = all.findIndex(({ stage }) => stage === 'number of classes')
    // Writing maps is what suffers most, and nothing before it tells so.
    expect(outside(all.slice(at, -2))).toEqual([])
    const steadily = (times: number): History => WITH_NETWORK.map(([stage, seconds]) => [stage, times * seconds] as const)
    expect(outside(told(run({ network: 'on' }), steadily(4)).slice(at))).toEqual([])
    expect(outside(told(run({ network: 'on' }), steadily(0.3)).slice(at))).toEqual([])
  })
  test('grows when a stage takes longer than it should', () => {
    const estimate = estimateLeft(run(), 4000, 64)
    estimate({ stage: 'sort', done: 0, total: 1 }, 20)
    const [early, late, later] = [30, 60, 200].map(at => estimate({ stage: 'sort', done: 1, total: 11 }, at).left!)
    expect(late[0]).toBeGreaterThan(early[0])
    expect(later[0]).toBeGreaterThan(late[0])
  })
  test('is read off the progress where that tells evenly', () => {
    const estimate = estimateLeft({ kind: 'sample', output: '/out', particles: 2000, threads: 1 }, 2000)
    estimate({ stage: 'simulate', done: 0, total: 2000 }, 1)
    const { left } = estimate({ stage: 'simulate', done: 500, total: 2000 }, 21)
    expect([left![0] < 60, left![1] > 60, left![1] < 120]).toEqual([true, true, true])
    expect(estimate({ stage: 'simulate', done: 2000, total: 2000 }, 81).left).toEqual([0, 0])
  })
  test('does not believe a machine quick that has read a checkpoint', () => {
    const restored = WITHOUT.map(([stage, seconds]) => [stage, stage === 'judge particles' || stage === 'number of classes' ? 0.02 : seconds] as const)
    const all = told(run({}, 'resume'), restored)
    expect(outside(all.slice(all.findIndex(({ stage }) => stage === 'sort')))).toEqual([])
  })
  test('knows maps by the stage that loads them, and a check by its own', () => {
    const maps = estimateLeft(run(), 300)
    maps({ stage: 'import', done: 0, total: 1 }, 0)
    expect(maps({ stage: 'load maps', done: 150, total: 300 }, 3).left![1]).toBeGreaterThan(10)
    const check: Job = { kind: 'check', request: { input: '/p.star', root: null, passthrough: null, outputDir: '/out', threads: 2, seed: 1 } }
    // As measured on the same 4,000 particles.
    const history: History = [['import', 0.05], ['prove match', 3.86], ['load images', 0.68], ['judge particles', 2.65], ['consensus', 0.27], ['pose error', 2.03], ['write', 0.01]]
    expect(outside(told(check, history).slice(0, -1))).toEqual([])
  })
  test('is not known before a stage begins, nor of a stage that nobody expects', () => {
    expect(estimateLeft(run(), 4000)({ stage: 'something else', done: 1, total: 2 }, 5)).toEqual({ left: null, particlesPerSecond: null } satisfies TimeLeft)
  })
})

test('particles a second: rows that are loaded, passes of the sorting, items of the network', () => {
  const estimate = estimateLeft(run({ network: 'on' }), 4000), rate = (stage: string, done: number, all: number, at: number, note?: string) => estimate({ stage, done, total: all, ...(note && { note }) }, at).particlesPerSecond
  expect([rate('load images', 0, 1, 1), rate('load images', 2048, 4000, 3)]).toEqual([null, 1024])
  expect([rate('sort', 3, 8, 10, 'start limit 5: held-out 3.1'), rate('sort', 1, 11, 12, '36.0 Å'), rate('sort', 3, 11, 16, '28.8 Å')]).toEqual([null, null, 2000])
  // The next round climbs anew.
  expect([rate('sort', 1, 11, 40, '36.0 Å'), rate('sort', 2, 11, 41, '32.0 Å')]).toEqual([null, 4000])
  expect([rate('network', 0, 80, 50), rate('network', 20, 80, 54)]).toEqual([null, 320])
  expect(rate('variance', 1, 3, 60)).toBeNull()
})

describe('the plan before a run', () => {
  test.each([[4000, 43], [16_000, 103], [64_000, 346], [100_000, 621]])('holds the time that %i particles took without the network (bench/RESULTS.md): %i s', (particles, seconds) => {
    const [low, high] = planSeconds(parameters(), particles, 64, 2)
    expect([low < seconds, high > seconds, high / low < 6]).toEqual([true, true, true])
  })
  test('holds the time with the network, and is longer for more of everything', () => {
    const [low, high] = planSeconds(parameters({ network: 'on' }), 4000, 64, 2)
    expect([low < total(WITH_NETWORK), high > total(WITH_NETWORK)]).toEqual([true, true])
    const middle = (more: Partial<RunParameters>, particles = 4000, box = 64, cores = 2): number => planSeconds(parameters(more), particles, box, cores).reduce((a, b) => a * b)
    const usual = middle({})
    for (const more of [middle({ classes: 6 }), middle({ classes: 'auto' }), middle({ network: 'on' }), middle({ box: 128 }), middle({}, 8000), middle({}, 4000, 200), middle({}, 4000, 64, 1)]) expect(more).toBeGreaterThan(usual)
    expect(middle({ posePolish: false })).toBeLessThan(usual)
    expect(middle({ threads: 8 }, 4000, 64, 8)).toBeLessThan(usual)
    expect(middle({ network: 'on', backend: 'wasm' })).toBeGreaterThan(middle({ network: 'on', backend: 'tensorflow' }))
  })
})
