import { beforeAll, describe, expect, test } from 'vitest'
import { assignmentsOf } from '../../src/main/compute/results/assignments.ts'
import { finalPoses, poseError } from '../../src/main/compute/results/poses.ts'
import { Checkpoints } from '../../src/main/compute/sorting/checkpoint.ts'
import { heldOut, turn, type Sorting } from '../../src/main/compute/sorting/expectation.ts'
import { findComponents } from '../../src/main/compute/sorting/components.ts'
import type { LoadOptions } from '../../src/main/compute/sorting/loadSet.ts'
import { bestSplit } from '../../src/main/compute/sorting/moves.ts'
import { dealToSlots, FOLDS, SLOTS, slotsOfFold } from '../../src/main/compute/sorting/particles.ts'
import { PosePolish } from '../../src/main/compute/sorting/posePolish.ts'
import { restoreSorting, sortingSnapshot } from '../../src/main/compute/sorting/snapshot.ts'
import { activeWeights } from '../../src/main/compute/sorting/starts.ts'
import { newPosteriors, type Workspace } from '../../src/main/compute/sorting/workspace.ts'
import { judgeParticles } from '../../src/main/compute/stages/judgeParticles.ts'
import { pickRows } from '../../src/main/compute/sorting/pickRows.ts'
import { sortParticles } from '../../src/main/compute/stages/sortParticles.ts'
import type { Pool } from '../../src/main/compute/threads/pool.ts'
import { angleBetween } from '../../src/main/numerics/rotations.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { agreement, context, openSet, scratch, simulatedSet, testPool, truePoses, type SimulatedSet } from './sets.ts'

const folder = scratch()
const pools = [testPool(1), testPool(2), testPool(3)] as const
const pool = pools[1]

async function judged({ particles }: SimulatedSet, options: Partial<LoadOptions> = {}, threads: Pool = pool): Promise<Workspace> {
  const w = await openSet(particles, threads, { scratch: folder.empty('store'), ...options })
  await judgeParticles(w, null, new Checkpoints(folder.empty('judged')))
  return w
}

/** Posteriors that say of every particle what `label` says of its row. */
function assigned(w: Workspace, classes: number, label: (row: number) => number): Sorting {
  const posteriors = newPosteriors(w.set, classes), q = new Float32Array(posteriors)
  for (let p = 0; p < w.set.store.count; p++) q[p * classes + label(w.set.rowAt[p])] = 1
  return { posteriors, classes, model: null }
}

describe('slots', () => {
  const random = seededRandom(5), file = Uint32Array.from({ length: 3000 }, () => random.integer(3)), slice = Uint32Array.from(file, () => random.integer(700))
  const { rowAt, slotStart } = dealToSlots(file, slice, seededRandom(1))
  const slotAt = (position: number): number => slotStart.findIndex((from, s) => from <= position && position < slotStart[s + 1])

  test('hold every row once, about as many each', () => {
    expect([...rowAt].toSorted((a, b) => a - b)).toEqual([...file.keys()])
    expect([slotStart[0], slotStart[SLOTS]]).toEqual([0, 3000])
    for (let s = 0; s < SLOTS; s++) expect(Math.abs(slotStart[s + 1] - slotStart[s] - 3000 / SLOTS)).toBeLessThan(60)
  })
  test('keep the copies of an image together: halves and folds must not share one', () => {
    const slotOf = new Map<string, number>()
    rowAt.forEach((row, position) => {
      const image = `${file[row]}/${slice[row]}`
      expect(slotOf.get(image) ?? slotAt(position)).toBe(slotAt(position))
      slotOf.set(image, slotAt(position))
    })
    expect(slotOf.size).toBeLessThan(2100)
  })
  test('are dealt at random, the same way for the same seed', () => {
    expect(dealToSlots(file, slice, seededRandom(1)).rowAt).toEqual(rowAt)
    expect(dealToSlots(file, slice, seededRandom(2)).rowAt).not.toEqual(rowAt)
  })
  test('a fold has as many even as odd slots, and every slot one fold', () => {
    const folds = Array.from({ length: FOLDS }, (_, fold) => slotsOfFold(fold))
    expect(folds.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: SLOTS }, (_, s) => s))
    for (const fold of folds) expect(fold.filter(s => s % 2 === 0)).toHaveLength(fold.length / 2)
  })
})

describe('two conformations, poses off by 5° and a pixel', () => {
  test('goes on until nobody moves: six turns at the limit leave 0.64', async () => {
    const set = await simulatedSet(folder.path('far'), { states: 'hsa2', box: 32, pixelSize: 5.08, particles: 1500, snr: 0.15, angleError: 5, shiftError: 1, seed: 3 }), w = await judged(set)
    const { sorting } = await sortParticles(w, { classes: 2, polish: true }, seededRandom(1), new Checkpoints(folder.empty('far sorted')), context())
    expect(agreement(assignmentsOf(w.set, sorting).assignments.classNumber, set.truth)).toBeGreaterThan(0.9)
  }, 300_000)
})

describe('two conformations, poses off by 3° and half a pixel', () => {
  const errors = { angleError: 3, shiftError: 0.5 }
  let set: SimulatedSet, w: Workspace, sorting: Sorting, polish: PosePolish
  beforeAll(async () => {
    set = await simulatedSet(folder.path('poses'), { states: 'hsa2', particles: 600, box: 40, snr: 0.2, ...errors, seed: 4 })
    w = await judged(set)
    ;({ sorting, polish } = await sortParticles(w, { classes: 2, polish: true }, seededRandom(1), new Checkpoints(folder.empty('sorted')), context()))
  }, 300_000)

  test('the classes are found', () => {
    const { assignments } = assignmentsOf(w.set, sorting)
    expect(agreement(assignments.classNumber, set.truth)).toBeGreaterThanOrEqual(0.97)
    for (let row = 0; row < 600; row++) {
      const [a, b] = assignments.posteriors.subarray(2 * row, 2 * row + 2)
      expect(a + b).toBeCloseTo(1, 5)
      expect([assignments.maxPosterior[row], assignments.classNumber[row]]).toEqual([Math.max(a, b), a >= b ? 1 : 2])
    }
  })
  test('the errors of the poses are told within 15 %', () => {
    const { angleDeg, shiftPx } = poseError(set.particles, w.set, polish)
    expect(Math.abs(angleDeg / errors.angleError - 1)).toBeLessThan(0.15)
    expect(Math.abs(shiftPx / errors.shiftError - 1)).toBeLessThan(0.15)
  })
  test('the polished poses are nearer to the truth than the given ones, in the conventions of the particle file', () => {
    const truth = truePoses(folder.path('poses')), final = finalPoses(set.particles, w, polish)
    const angle = (rotation: Float64Array): number => Math.sqrt([...set.truth.keys()].reduce((sum, i) => sum + angleBetween(rotation, truth.rotation, 9 * i, 9 * i) ** 2, 0) / 600)
    const shift = (column: Float64Array): number => Math.sqrt(column.reduce((sum, v, i) => sum + (v - truth.shift[i]) ** 2, 0) / column.length)
    expect(angle(final.rotation)).toBeLessThan(0.7 * angle(set.particles.rotation))
    expect(shift(final.shift)).toBeLessThan(0.5 * shift(set.particles.shift))
  })
  test('a snapshot brings all of it back to a fresh set', async () => {
    const checkpoints = new Checkpoints(folder.empty('snapshot'))
    checkpoints.save('sorting', sortingSnapshot(w, polish, sorting, { phase: 7 }))
    const fresh = await judged(set), freshPolish = new PosePolish(fresh)
    const restored = restoreSorting(fresh, freshPolish, checkpoints.load('sorting')!)
    // One more turn shows whatever was forgotten.
    for (const [space, state, poses] of [[w, sorting, polish], [fresh, restored, freshPolish]] as const) {
      await poses.pass(space, state, space.limit)
      await turn(space, state, space.limit)
    }
    expect(new Float32Array(restored.posteriors)).toEqual(new Float32Array(sorting.posteriors))
    expect(new Float64Array(fresh.set.state.rotation)).toEqual(new Float64Array(w.set.state.rotation))
    expect([freshPolish.offsets, freshPolish.widths, fresh.consensus]).toEqual([polish.offsets, polish.widths, w.consensus])
  })
})

describe('exact poses', () => {
  let set: SimulatedSet, w: Workspace
  beforeAll(async () => {
    set = await simulatedSet(folder.path('exact'), { states: 'hsa2', particles: 400, snr: 0.3, junk: 0.05, seed: 3 })
    w = await judged(set)
  }, 300_000)

  test('stay exact, and the file that stands in for memory changes not a bit', async () => {
    const sort = async (space: Workspace) => {
      const { sorting, polish } = await sortParticles(space, { classes: 2, polish: true }, seededRandom(1), new Checkpoints(folder.empty('sorted')), context())
      return { ...assignmentsOf(space.set, sorting), ...finalPoses(set.particles, space, polish), error: poseError(set.particles, space.set, polish) }
    }
    const inFile = await judged(set, { memoryBytes: 0 })
    expect([w.set.store.path, inFile.set.store.memory, inFile.set.store.path]).toEqual([null, null, folder.path('store', 'coefficients.bin')])
    const [own, other] = [await sort(w), await sort(inFile)]
    expect(other).toEqual(own)
    expect(agreement(own.assignments.classNumber, set.truth)).toBeGreaterThanOrEqual(0.97)
    expect(own.error.angleDeg).toBeLessThan(1)
    expect(own.error.shiftPx).toBeLessThan(0.1)
    // Junk is in no class and has no posterior.
    const junk = [...set.truth.keys()].filter(row => set.truth[row] < 0)
    expect(junk.length).toBeGreaterThan(8)
    const apart = junk.filter(row => own.assignments.classNumber[row] === 0)
    expect(apart.length / junk.length).toBeGreaterThan(0.9)
    for (const row of apart) expect([...own.assignments.posteriors.subarray(2 * row, 2 * row + 2), own.assignments.maxPosterior[row]]).toEqual([0, 0, 0])
  })

  test('a file is read chunk by chunk: slots of more particles than one chunk holds', async () => {
    const many = { ...set, particles: pickRows(set.particles, Uint32Array.from({ length: 1600 }, (_, i) => i % 400)) }
    const [inMemory, inFile] = [await judged(many), await judged(many, { memoryBytes: 0 })]
    const { slotStart } = inFile.set.store
    expect(slotStart[1]).toBeGreaterThan(80)
    for (const part of ['contrast', 'active', 'whitening'] as const) expect(new Uint8Array(inFile.set.state[part])).toEqual(new Uint8Array(inMemory.set.state[part]))
    expect(inFile.consensus).toEqual(inMemory.consensus)
  })

  test('sums do not depend on the threads, to the last bit of a double', async () => {
    const results = []
    for (const threads of pools) {
      const space = await judged(set, {}, threads)
      const { latent, volumes, logLikelihood } = await findComponents(space, 2, 6, activeWeights(space), seededRandom(1), 3)
      const { perParticle } = await heldOut(space, assigned(space, 2, row => row % 2), 7)
      results.push({ latent: new Float64Array(latent), volumes, logLikelihood, perParticle, power: space.power, consensus: space.consensus })
    }
    for (const other of results.slice(1)) expect(other).toEqual(results[0])
  })

  test('held-out likelihood ranks the truth before a truth with errors, and that before chance', async () => {
    const random = seededRandom(6), chance = Array.from(set.truth, () => random.integer(2))
    const label = (wrong: number) => (row: number): number => (row / 400 < wrong ? chance[row] : Math.max(set.truth[row], 0))
    const totals: number[] = []
    for (const wrong of [0, 0.3, 1]) totals.push((await heldOut(w, assigned(w, 2, label(wrong)), 8)).total)
    expect(totals[0] - totals[1]).toBeGreaterThan(20)
    expect(totals[1] - totals[2]).toBeGreaterThan(20)
  })

  test('a turn of EM from the truth keeps it', async () => {
    const sorting = assigned(w, 2, row => Math.max(set.truth[row], 0))
    for (let i = 0; i < 3; i++) await turn(w, sorting, 8)
    expect(agreement(assignmentsOf(w.set, sorting).assignments.classNumber, set.truth)).toBeGreaterThan(0.95)
  })
})

test('split and merge gets two classes out of one, and one out of two', async () => {
  const set = await simulatedSet(folder.path('three'), { states: 'hsa3', particles: 600, snr: 0.3, seed: 2 })
  const w = await judged(set)
  // Class 0 holds two conformations, the other two share one.
  const sorting = assigned(w, 3, row => (set.truth[row] < 2 ? 0 : 1 + (row % 2)))
  for (let i = 0; i < 3; i++) await turn(w, sorting, 8)
  const before = agreement(assignmentsOf(w.set, sorting).assignments.classNumber, set.truth)
  const stuck = await heldOut(w, sorting, 8)
  const best = await bestSplit(w, sorting, 8, seededRandom(1), context())
  expect(before).toBeLessThan(0.75)
  expect(best!.heldOut.total).toBeGreaterThan(stuck.total + 20)
  expect(agreement(assignmentsOf(w.set, best!.sorting).assignments.classNumber, set.truth)).toBeGreaterThan(0.9)
  expect(await bestSplit(w, assigned(w, 2, row => row % 2), 8, seededRandom(1), context())).toBeNull()
})
