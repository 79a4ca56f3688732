import { describe, expect, test } from 'vitest'
import { Checkpoints } from '../../src/main/compute/sorting/checkpoint.ts'
import type { Workspace } from '../../src/main/compute/sorting/workspace.ts'
import { adviseClassNumber } from '../../src/main/compute/stages/adviseClassNumber.ts'
import { judgeParticles } from '../../src/main/compute/stages/judgeParticles.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import type { Progress } from '../../src/preload/contract/progress.ts'
import { context, openSet, scratch, simulatedSet, testPool } from './sets.ts'

const folder = scratch()
const pool = testPool()

async function judged(name: string, options: Parameters<typeof simulatedSet>[1]): Promise<Workspace> {
  const { particles } = await simulatedSet(folder.path(name), options)
  const w = await openSet(particles, pool, { scratch: folder.path('none') })
  await judgeParticles(w, null, new Checkpoints(folder.empty(`${name}.judged`)))
  return w
}

describe('on auto', () => {
  test.each([1, 2])('a homogeneous set advises one class, seed %i', async seed => {
    const w = await judged(`one ${seed}`, { states: 'as-is', particles: 800, snr: 0.1, seed })
    const advice = await adviseClassNumber(w, 'auto', false, seededRandom(seed), new Checkpoints(folder.empty('work')), context())
    expect([advice.advised, advice.chosen]).toEqual([1, 1])
    expect(advice.table.map(row => row.k)).toEqual([1, 2, 3])
  })

  test('two conformations advise two', async () => {
    const w = await judged('two', { states: 'hsa2', particles: 800, snr: 0.1, seed: 1 })
    const advice = await adviseClassNumber(w, 'auto', false, seededRandom(1), new Checkpoints(folder.empty('work')), context())
    expect([advice.advised, advice.chosen]).toEqual([2, 2])
    const [one, two] = advice.table
    expect(two.heldOutLogLikelihood - one.heldOutLogLikelihood).toBeGreaterThan(5 * two.standardError)
    expect(advice.statistic).toMatch(/particles that took no part/)
  })
})

describe('with poses that are off by 3° and half a pixel', () => {
  test('the advice is the same, and the stage leaves everything but the consensus as it found it', async () => {
    const w = await judged('off', { states: 'hsa2', particles: 800, snr: 0.2, angleError: 3, shiftError: 0.5, junk: 0.05, seed: 4 })
    const { state } = w.set
    const parts = ['rotation', 'shift', 'contrast', 'active', 'whitening'] as const
    const before = parts.map(part => new Uint8Array(state[part]).slice())
    const checkpoints = new Checkpoints(folder.empty('off.work')), told: Progress[] = []
    const advice = await adviseClassNumber(w, 3, true, seededRandom(2), checkpoints, context(undefined, step => told.push(step)))
    expect([advice.chosen, advice.advised]).toEqual([3, 2])
    expect(advice.table).toHaveLength(4)
    expect(parts.map(part => new Uint8Array(state[part]))).toEqual(before)
    expect(told.map(step => [step.done, step.total])).toEqual([[1, 4], [2, 4], [3, 4], [4, 4]])
    // What was advised before an interruption stays advised.
    const consensus = w.consensus
    w.consensus = new Float64Array(consensus.length)
    expect(await adviseClassNumber(w, 3, true, seededRandom(99), checkpoints, context())).toEqual(advice)
    expect(w.consensus).toEqual(consensus)
  })
})
