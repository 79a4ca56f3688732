import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { LiveSorting } from '../../src/main/compute/results/liveSorting.ts'
import { runEither } from '../../src/main/compute/runSource.ts'
import { startRun } from '../../src/main/core/startRun.ts'
import { readVolume } from '../../src/main/formats/mrc.ts'
import { fourierShellCorrelation } from '../../src/main/numerics/fsc.ts'
import { DEFAULT_SIMULATION } from '../../src/main/simulate/options.ts'
import { simulate } from '../../src/main/simulate/simulate.ts'
import type { Live } from '../../src/preload/contract/events.ts'
import { DEFAULT_PARAMETERS, type RunParameters } from '../../src/preload/contract/parameters.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import { context, scratch, simulatedSet } from './sets.ts'

const folder = scratch()
const PARTICLES = 300
type Pass = Extract<Live, { kind: 'sorting' }>
const PARAMETERS: RunParameters = { ...DEFAULT_PARAMETERS, classes: 2, box: 32, threads: 2, network: 'off' }
const request = (input: string, output: string) => ({ input, root: null, passthrough: null, outputDir: folder.path(output), parameters: PARAMETERS })

/** A context that keeps live figures, and the live maps as they were when they were told of. */
function watching(output: string): StageContext & { readonly told: Live[]; readonly maps: Map<string, ReturnType<typeof readVolume>> } {
  const told: Live[] = [], maps = new Map<string, ReturnType<typeof readVolume>>()
  return {
    ...context(), told, maps,
    live(figures) {
      told.push(figures)
      if (figures.kind === 'sorting') for (const name of figures.maps) maps.set(name, readVolume(folder.path(output, name)))
    },
  }
}

const passesOf = (told: readonly Live[]): Pass[] => told.filter((one): one is Pass => one.kind === 'sorting')
const meanFsc = (a: Float32Array, b: Float32Array, box: number): number => fourierShellCorrelation(a, b, box).slice(1, 6).reduce((sum, v) => sum + v / 5, 0)

/** Every file of the run that no clock has a part in. */
function expectSameFiles(output: string, other: string): void {
  const listed = (name: string): string[] => readdirSync(folder.path(name)).filter(file => /\.(mrc|star|csv|f32|i32|u32|u8)$/.test(file)).toSorted()
  expect(listed(output)).toEqual(listed(other))
  for (const file of listed(output)) expect([file, readFileSync(folder.path(output, file)).equals(readFileSync(folder.path(other, file)))]).toEqual([file, true])
}

describe('a run that somebody looks at', () => {
  let star: string, told: readonly Live[], maps: ReadonlyMap<string, ReturnType<typeof readVolume>>
  beforeAll(async () => {
    ;({ star } = await simulatedSet(folder.path('set'), { states: 'hsa2', particles: PARTICLES, snr: 0.2, angleError: 1, seed: 4 }))
    const ctx = watching('watched')
    await startRun(request(star, 'watched'), { intent: 'new', truthPath: null }, ctx)
    await startRun(request(star, 'unwatched'), { intent: 'new', truthPath: null }, context())
    ;({ told, maps } = ctx)
  }, 300_000)

  test('gives bit for bit what it gives unwatched', () => expectSameFiles('watched', 'unwatched'))

  test('tells of every pass: number, log-likelihood that rises with the climb, occupancies', () => {
    const passes = passesOf(told)
    expect(passes.map(({ pass }) => pass)).toEqual(passes.map((_, i) => i + 1))
    expect(passes.length).toBeGreaterThan(8)
    expect(passes.at(-1)!.logLikelihood).toBeGreaterThan(passes[0].logLikelihood)
    for (const { occupancies } of passes) expect(occupancies.reduce((a, b) => a + b)).toBeCloseTo(1, 6)
  })

  test('shows maps of all classes as they stand, and takes them away in the end', () => {
    expect([...maps.keys()]).toEqual(['.work/live_class001.mrc', '.work/live_class002.mrc'])
    const reference = readVolume(folder.path('watched', 'run_class001.mrc'))
    for (const { box, pixelSize, data } of maps.values()) {
      expect([box, pixelSize]).toEqual([32, expect.closeTo(reference.pixelSize, 4)])
      expect(meanFsc(data, reference.data, box)).toBeGreaterThan(0.8)
      // On the same scale of densities.
      const sum = (a: Float32Array, b: Float32Array): number => a.reduce((total, v, i) => total + v * b[i], 0)
      expect(sum(data, reference.data) / sum(data, data)).toBeGreaterThan(0.7)
      expect(sum(data, reference.data) / sum(data, data)).toBeLessThan(1.4)
    }
    expect(readdirSync(folder.path('watched'))).not.toContain('.work')
  })
})

test('a sorting of maps is watched in the same way, and changed as little', async () => {
  const output = folder.path('maps')
  await simulate({ ...DEFAULT_SIMULATION, structures: ['hsa'], states: 'hsa2', box: 32, particlesPerMicrograph: 25, maps: true, particles: 60, snr: 0.05, seed: 2, output }, context())
  const ctx = watching('watched maps')
  for (const [name, one] of [['watched maps', ctx], ['unwatched maps', context()]] as const) {
    folder.empty(name)
    await runEither({ ...request(join(output, 'particles.star'), name), resume: false }, one)
  }
  expectSameFiles('watched maps', 'unwatched maps')
  const passes = passesOf(ctx.told)
  expect(passes.length).toBeGreaterThan(3)
  expect(passes.at(-1)!.occupancies.reduce((a, b) => a + b)).toBeCloseTo(1, 6)
  const reference = readVolume(folder.path('watched maps', 'run_class001.mrc'))
  for (const { box, pixelSize, data } of ctx.maps.values()) {
    expect(box * pixelSize).toBeCloseTo(reference.box * reference.pixelSize, 3)
    expect(box === reference.box ? meanFsc(data, reference.data, box) : 1).toBeGreaterThan(0.8)
  }
  expect(ctx.maps.size).toBe(2)
}, 300_000)

describe('maps that grow', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  /** Seconds at which maps were made in the first ten of a run that tells of itself every 0.1 s, when making them takes so many ms. */
  function madeAt(milliseconds: number): number[] {
    const began = performance.now(), made: number[] = []
    const live = new LiveSorting({ ...context(), live: () => undefined }, folder.path())
    for (let step = 0; step < 100; step++) {
      live.tell(() => ({ logLikelihood: 0, occupancies: [1] }), () => {
        made.push((performance.now() - began) / 1000)
        vi.advanceTimersByTime(milliseconds)
        return []
      })
      vi.advanceTimersByTime(began + 100 * (step + 1) - performance.now())
    }
    return made
  }
  test('are written at most every two seconds', () => expect(madeAt(5).map(Math.round)).toEqual([0, 2, 4, 6, 8]))
  test('take no more than a hundredth of the time, whatever they cost', () => expect(madeAt(40).map(Math.round)).toEqual([0, 4, 8]))
  test('are not made where nobody looks', () => {
    const refuse = (): never => { throw new Error('nobody looks') }
    new LiveSorting(context(), folder.path()).tell(refuse, refuse)
  })
})
