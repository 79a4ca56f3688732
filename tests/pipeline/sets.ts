import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { loadSet, type LoadOptions } from '../../src/main/compute/sorting/loadSet.ts'
import { whiten } from '../../src/main/compute/sorting/whiten.ts'
import { createWorkspace, type Workspace } from '../../src/main/compute/sorting/workspace.ts'
import { importParticles } from '../../src/main/compute/stages/importParticles.ts'
import { Pool } from '../../src/main/compute/threads/pool.ts'
import { accuracy, bestMatching, contingency } from '../../src/main/numerics/assignment.ts'
import { DEFAULT_SIMULATION, type SimulateOptions } from '../../src/main/simulate/options.ts'
import { simulate } from '../../src/main/simulate/simulate.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import type { Progress, StageContext } from '../../src/preload/contract/progress.ts'
import type { ParticleSet } from '../../src/preload/contract/records.ts'

/** A context that keeps what it was told. */
export function context(signal: AbortSignal = new AbortController().signal, listen?: (progress: Progress) => void): StageContext & { readonly warnings: string[] } {
  const warnings: string[] = []
  return { signal, report: progress => listen?.(progress), log: () => undefined, warn: line => warnings.push(line), warnings }
}

/** Stops some work at the first word from a stage. Gives what it rejected with, and how long that took, ms. */
export async function stoppedIn(stage: string, work: (ctx: StageContext) => Promise<unknown>): Promise<{ readonly reason: unknown; readonly ms: number }> {
  const cancel = new AbortController()
  let at = 0
  const reason = await work(context(cancel.signal, progress => {
    if (progress.stage !== stage || at > 0) return
    at = performance.now()
    cancel.abort(new Failure('cancelled', 'stopped on request'))
  })).catch((error: unknown) => error)
  return { reason, ms: performance.now() - at }
}

/** A folder for one test file, gone after it. */
export function scratch(): { path(...names: string[]): string; empty(name: string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-engine-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const path = (...names: string[]): string => join(folder, ...names)
  return {
    path,
    empty: name => {
      rmSync(path(name), { recursive: true, force: true })
      mkdirSync(path(name), { recursive: true })
      return path(name)
    },
  }
}

export type SimulatedSet = { readonly star: string; readonly particles: ParticleSet; readonly pixelSize: number; /** By row; −1 for junk. */ readonly truth: Int32Array }

/** HSA in a box of 32, unless said otherwise; 40 particles a micrograph. */
export async function simulatedSet(output: string, options: Partial<SimulateOptions>): Promise<SimulatedSet> {
  const files = await simulated(output, { particlesPerMicrograph: 40, ...options }), { particles } = importParticles(files.star)
  return { ...files, particles }
}

/** The same with one 3D map per particle; 200 particles a tomogram. */
export const simulatedMaps = (output: string, options: Partial<SimulateOptions>): Promise<Omit<SimulatedSet, 'particles'>> => simulated(output, { ...options, maps: true })

async function simulated(output: string, options: Partial<SimulateOptions>): Promise<Omit<SimulatedSet, 'particles'>> {
  const { pixelSize, particles } = await simulate({ ...DEFAULT_SIMULATION, structures: ['hsa'], states: 'as-is', box: 32, ...options, output }, context())
  const truth = new Int32Array(particles).fill(-1)
  for (const [index, label] of readFileSync(join(output, 'truth.csv'), 'utf8').trim().split('\n').slice(1).map(line => line.split(',').map(Number))) truth[index - 1] = label
  return { star: join(output, 'particles.star'), pixelSize, truth }
}

/** Whose poses are right. */
export const truePoses = (output: string): ParticleSet => importParticles(join(output, 'true_poses.star')).particles

/** Threads for one test file, closed after it. */
export function testPool(size = 2): Pool {
  const pool = new Pool(size, new AbortController().signal)
  afterAll(() => pool.close())
  return pool
}

/** What stages 3 and 4 of the pipeline find before them. */
export async function openSet(particles: ParticleSet, pool: Pool, options: Partial<LoadOptions> & Pick<LoadOptions, 'scratch'>): Promise<Workspace> {
  const { set, shellPower } = await loadSet(particles, { box: particles.optics[0].box, maxResolution: null, seed: 1, ...options }, pool)
  whiten(set, shellPower)
  return createWorkspace(pool, context(), set)
}

/** Accuracy of the best matching, over the particles whose truth is known. */
export function agreement(classNumber: ArrayLike<number>, truth: Int32Array): number {
  const known = [...truth.keys()].filter(row => truth[row] >= 0)
  const { counts } = contingency(known.map(row => String(truth[row])), known.map(row => String(classNumber[row])))
  return accuracy(counts, bestMatching(counts))
}
