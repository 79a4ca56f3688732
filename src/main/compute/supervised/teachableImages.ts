import type { StageContext } from '../../../preload/contract/progress.ts'
import { readVolume } from '../../formats/mrc.ts'
import { measureEvidence } from '../graph/evidence.ts'
import { densityMaps, imageSpecimen } from '../graph/imageSpecimen.ts'
import type { StageClock } from '../results/clock.ts'
import { estimateModel, type ClassModel } from '../sorting/classModel.ts'
import { Checkpoints } from '../sorting/checkpoint.ts'
import { accumulate, withMean } from '../sorting/expectation.ts'
import { followRun, renewConsensus } from '../sorting/followRun.ts'
import { checkedMask, maskForSorting } from '../sorting/givenMask.ts'
import { loadSet } from '../sorting/loadSet.ts'
import { SLOTS, slotsOf, slotsOfFold } from '../sorting/particles.ts'
import { whiten } from '../sorting/whiten.ts'
import { createWorkspace, gridFor, newPosteriors, type Workspace } from '../sorting/workspace.ts'
import { importParticles } from '../stages/importParticles.ts'
import { judgeParticles } from '../stages/judgeParticles.ts'
import { proveMatch } from '../stages/proveMatch.ts'
import type { Pool } from '../threads/pool.ts'
import { canHoldOut, dealWeight, halfOfSlot, labelledGroups, type LabelledSet } from './labelledSet.ts'
import type { TrainRequest } from './protocol.ts'
import type { LabelMaps, Opened, Teachable } from './teachable.ts'

/** Images, loaded and judged: import, prove match, load images, judge particles; beside a run, as it has left them. */
export async function openImages(request: TrainRequest, pool: Pool, clock: StageClock, ctx: StageContext): Promise<Opened<ClassModel>> {
  const { parameters, labels, run, work } = request
  const { particles, doubts } = await clock.time('import', () =>
    importParticles(request.input, { ...(request.root !== null && { root: request.root }), ...(request.passthrough !== null && { passthrough: request.passthrough }) }))
  clock.particles = particles.count
  const { box, pixelSize } = particles.optics[0]
  const givenMask = parameters.mask === null ? null : maskForSorting(checkedMask(readVolume(parameters.mask), box, pixelSize, parameters.mask))
  const byMicrograph = canHoldOut(labels, particles.micrograph, parameters.seed)
  const options = { box: parameters.box, maxResolution: parameters.maxResolution, seed: parameters.seed, scratch: work }
  const proof = await clock.time('prove match', () => proveMatch(particles, options, pool, ctx, request.input))
  const deal = byMicrograph ? { weight: dealWeight(labels) } : 'random' as const
  const { set, shellPower } = await clock.time('load images', () => loadSet(particles, { ...options, deal }, pool, ctx))
  whiten(set, shellPower)
  const w = createWorkspace(pool, ctx, set)
  const { sign, spread } = await clock.time('judge particles', () => judgeParticles(w, givenMask, new Checkpoints(work)))
  if (run) {
    await clock.time('polish poses', () => followRun(w, run, ctx))
    await renewConsensus(w)
  }
  const junk = new Uint8Array(set.state.active).reduce((sum, takesPart) => sum + 1 - takesPart, 0)
  return {
    particles: teachableImages(w), byMicrograph, labelledMicrographs: labelledGroups(labels, particles.micrograph),
    facts: { particles: 'images', optics: particles.optics.map(group => ({ box: group.box, pixelSizeA: group.pixelSize })), limit: w.limit, boxSizeA: set.boxSize, sign, contrastSpread: spread },
    report: {
      proof, contrast: { sign, spread }, junk: { particles: junk, fraction: junk / particles.count },
      input: {
        path: request.input, format: particles.format, particles: particles.count, box, pixelSizeA: pixelSize, micrographs: particles.micrographs.length,
        opticsGroups: particles.optics.length, doubts: [...doubts],
      },
    },
  }
}

export const teachableImages = (w: Workspace): Teachable<ClassModel> => ({
  rowAt: w.set.rowAt, active: Uint8Array.from(new Uint8Array(w.set.state.active)), slotAt: slotsOf(w.set.store),
  labelMaps: taken => labelMaps(w, taken),
  specimen: model => imageSpecimen(w, model, []),
  measureOnly: (takesPart, nodes, model, options) => withOnly(w, takesPart, () => measureEvidence(w, nodes, model, options)),
  known: model => ({
    limit: model.limit, size: model.size, occupancy: model.occupancy, differences: withMean(model).differences.map(difference => new Float32Array(difference)),
    consensus: Float32Array.from(w.consensus), mask: w.mask,
  }),
})

/** Writes particles into the maps of their classes. `without` reads what was written: nothing else may accumulate meanwhile. */
async function labelMaps(w: Workspace, { classes, weights, occupancy }: LabelledSet): Promise<LabelMaps<ClassModel>> {
  const posteriors = newPosteriors(w.set, classes), grid = gridFor(w.limit)
  new Float32Array(posteriors).set(weights)
  await accumulate(w, { posteriors, classes, model: null }, grid)
  const withoutSlots = (slots: readonly number[]) => estimateModel(w, grid, occupancy, slots)
  const half = async (wanted: number) => densityMaps(await withoutSlots(Array.from({ length: SLOTS }, (_, slot) => slot).filter(slot => halfOfSlot(slot) !== wanted)))
  return { all: await withoutSlots([]), halves: [await half(0), await half(1)], without: folds => withoutSlots(folds.flatMap(slotsOfFold)) }
}

/** Does `work` while only some particles take part. */
async function withOnly<T>(w: Workspace, takesPart: (position: number) => boolean, work: () => Promise<T>): Promise<T> {
  const active = new Uint8Array(w.set.state.active), before = Uint8Array.from(active)
  try {
    active.set(before.map((v, position) => (v === 1 && takesPart(position) ? 1 : 0)))
    return await work()
  } finally {
    active.set(before)
  }
}
