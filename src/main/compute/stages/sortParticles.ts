import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Random } from '../../numerics/rng.ts'
import type { Checkpoints } from '../sorting/checkpoint.ts'
import { accuracy, bestMatching, contingency } from '../../numerics/assignment.ts'
import { changedFraction, copySorting, heldOut, mostProbable, pairedDifference, turn, unseenLikelihood, type HeldOut, type Rival, type Sorting } from '../sorting/expectation.ts'
import { PosePolish } from '../sorting/posePolish.ts'
import { restoreSorting, sortingSnapshot } from '../sorting/snapshot.ts'
import { bestSplit } from '../sorting/moves.ts'
import { makeStarts, oneClass } from '../sorting/starts.ts'
import type { Watch } from '../sorting/watchSorting.ts'
import type { Workspace } from '../sorting/workspace.ts'

/** `watch` sees the first starts and the sorting after every pass, but no trial that may come to nothing. */
export type SortOptions = { readonly classes: number; readonly polish: boolean; readonly watch?: Watch }

/** Frequency limits, Fourier pixels: where starts are made and judged, before and after the poses were polished. */
const FIRST = { componentLimits: [5, 6], extra: [-1, 1], kinds: ['full', 'tied'], limit: 7 } as const
const AGAIN = { componentLimits: [8], extra: [-1, 1], kinds: ['full', 'tied'], limit: 9 } as const
/** A challenger each of whose classes shares more of its particles than this with one of the present classes is the same sorting. */
const SAME = 0.6
/** It must win this much log-likelihood for each particle that it moves: with less, nobody could tell where they belong. */
const LEAST_INFORMATION = 0.2
/** And it must win by so many standard errors of the paired difference of the log-likelihood of unseen particles. */
const CERTAIN = 3
const SETTLING_TURNS = 3
/** The fold that decides. Posteriors that were once made with a particle in the maps flatter every division of the noise,
 * so a challenger is made again without these particles. */
const JUDGES = 0
/** The climb ends when fewer than this fraction of the particles change class in a turn. */
const SETTLED = 1e-3
/** Where more move, so many turns at a time as long as they win LEAST_INFORMATION for every particle there is. Wrong poses that come right win several
 * times that, and take dozens of turns; classes that nothing tells apart win half of it at most and never rest, but drift off. */
const TURNS = 6
const CHECKPOINT = 'sorting'

/** Where a sorting stands; 'climb' goes from `from` to the limit of the run, one Fourier pixel and one pose polish a turn. */
type Phase = { readonly kind: 'climb'; readonly round: number; readonly from: number } | { readonly kind: 'review'; readonly round: number }

/**
 * Sorts the particles into K classes: starts from principal components, the one of highest held-out likelihood climbs
 * in frequency while its poses are polished against the class maps, then new starts and split-and-merge moves with the
 * polished poses challenge the result; a challenger that wins climbs in turn.
 */
export async function sortParticles(w: Workspace, options: SortOptions, random: Random, checkpoints: Checkpoints, ctx: StageContext): Promise<{ sorting: Sorting; polish: PosePolish }> {
  const polish = new PosePolish(w)
  const saved = checkpoints.load(CHECKPOINT)
  let sorting: Sorting, phase: Phase
  if (saved) {
    ;[sorting, phase] = [restoreSorting(w, polish, saved), saved.values.phase as Phase]
    ctx.log(`taking up the sorting at round ${phase.round}`)
  } else {
    sorting = await firstSorting(w, options, random.fork('first'), ctx)
    phase = { kind: 'climb', round: 1, from: Math.min(FIRST.limit + 1, w.limit) }
  }
  const keep = (next: Phase) => checkpoints.save(CHECKPOINT, sortingSnapshot(w, polish, sorting, { phase: next }))
  for (;;) {
    ctx.signal.throwIfAborted()
    if (phase.kind === 'climb') {
      await climb(w, sorting, { ...options, polish: options.polish ? polish : null }, phase.from, ctx, from => keep({ kind: 'climb', round: phase.round, from }))
      phase = { kind: 'review', round: phase.round }
      keep(phase)
    }
    const challenger = phase.round < 3 && options.classes > 1 ? await challenge(w, sorting, random.fork(`round ${phase.round}`), ctx) : null
    if (!challenger) return { sorting, polish }
    sorting = challenger
    phase = { kind: 'climb', round: phase.round + 1, from: Math.min(AGAIN.limit + 1, w.limit) }
    keep(phase)
  }
}

async function firstSorting(w: Workspace, { classes, watch }: SortOptions, random: Random, ctx: StageContext): Promise<Sorting> {
  if (classes > 1) return (await bestStart(w, classes, FIRST, random, ctx, watch)).sorting
  const one = oneClass(w)
  await turn(w, one, Math.min(FIRST.limit, w.limit))
  return one
}

async function bestStart(w: Workspace, classes: number, options: typeof FIRST | typeof AGAIN, random: Random, ctx: StageContext, watch?: Watch): Promise<Rival> {
  const limit = Math.min(options.limit, w.limit)
  const starts = await makeStarts(w, classes, { ...options, limit }, random, watch)
  let best: Rival | null = null
  for (const [i, start] of starts.entries()) {
    const rival = { ...start, heldOut: await heldOut(w, start.sorting, limit) }
    ctx.report({ stage: 'sort', done: i + 1, total: starts.length, note: `start ${start.name}: held-out ${rival.heldOut.total.toFixed(1)}` })
    if (!best || rival.heldOut.total > best.heldOut.total) best = rival
  }
  return best!
}

type Climb = { readonly polish: PosePolish | null; readonly watch?: Watch }

async function climb(w: Workspace, sorting: Sorting, { polish, watch }: Climb, from: number, ctx: StageContext, keep: (from: number) => void): Promise<void> {
  for (let limit = from; limit <= w.limit; limit++) {
    ctx.signal.throwIfAborted()
    if (polish) await polish.pass(w, sorting, sorting.model!.limit)
    await turn(w, sorting, limit)
    watch?.(sorting)
    ctx.report({ stage: 'sort', done: limit - from + 1, total: w.limit - from + 1, note: `${(w.set.boxSize / limit).toFixed(1)} Å` })
    keep(limit + 1)
  }
  await settle(w, sorting, { polish, watch }, ctx)
}

/** Turns at the limit of the run until nobody moves, or nothing is won by it. */
async function settle(w: Workspace, sorting: Sorting, { polish, watch }: Climb, ctx: StageContext): Promise<void> {
  const posteriors = new Float32Array(sorting.posteriors), particles = posteriors.length / sorting.classes, logLikelihood = new Float64Array(w.logLikelihood)
  let first = 0
  for (let turns = 1; ; turns++) {
    ctx.signal.throwIfAborted()
    const before = Float32Array.from(posteriors)
    if (polish) await polish.pass(w, sorting, w.limit)
    await turn(w, sorting, w.limit)
    watch?.(sorting)
    const now = logLikelihood.reduce((sum, v) => sum + v, 0)
    if (turns % TURNS === 1) first = now
    if (changedFraction(before, posteriors, sorting.classes) < SETTLED) return
    if (turns % TURNS === 0 && now - first < LEAST_INFORMATION * particles) return
  }
}

/** A sorting that beats the present one in held-out likelihood at low resolution with the same poses; null if none does. */
async function challenge(w: Workspace, sorting: Sorting, random: Random, ctx: StageContext): Promise<Sorting | null> {
  // Trial turns move the consensus and the particles' contrast: whatever comes of them, these stay as they are.
  const consensus = Float64Array.from(w.consensus), contrast = Float32Array.from(new Float32Array(w.set.state.contrast))
  try {
    return await bestChallenger(w, sorting, random, ctx)
  } finally {
    w.consensus = consensus
    new Float32Array(w.set.state.contrast).set(contrast)
  }
}

async function bestChallenger(w: Workspace, sorting: Sorting, random: Random, ctx: StageContext): Promise<Sorting | null> {
  const limit = Math.min(AGAIN.limit, w.limit)
  const present = await settled(w, sorting, limit)
  const own = await heldOut(w, present, limit)
  let best: Rival | null = null
  for (const rival of [await bestStart(w, sorting.classes, AGAIN, random, ctx), await bestSplit(w, present, limit, random.fork('split'), ctx)]) {
    if (rival && rival.heldOut.total > (best ?? { heldOut: own }).heldOut.total && isAnother(rival, sorting, own)) best = rival
  }
  if (!best) return null
  const { again } = best
  const { z } = pairedDifference(await unseenLikelihood(w, JUDGES, limit, again), await unseenLikelihood(w, JUDGES, limit, () => settled(w, present, limit)))
  ctx.log(`challenger (${best.name}): held-out log-likelihood ${best.heldOut.total.toFixed(1)} against ${own.total.toFixed(1)}; made again without a quarter of the particles it is ${z.toFixed(1)} standard errors better on these`)
  return z > CERTAIN ? best.sorting : null
}

/** The sorting as it stands after a few turns on the particles that take part now. */
async function settled(w: Workspace, sorting: Sorting, limit: number): Promise<Sorting> {
  const copy = copySorting(sorting)
  for (let i = 0; i < SETTLING_TURNS; i++) await turn(w, copy, limit)
  return copy
}

/** The most probable class of every particle, as a name. */
function names({ posteriors, classes }: Sorting): string[] {
  const q = new Float32Array(posteriors)
  return Array.from({ length: q.length / classes }, (_, p) => String(mostProbable(q, p, classes)))
}

/** Whether a rival divides the particles otherwise, and tells enough about those that it moves to be worth the change. */
function isAnother(rival: Rival, sorting: Sorting, own: HeldOut): boolean {
  const { counts } = contingency(names(rival.sorting), names(sorting))
  const matching = bestMatching(counts), particles = sorting.posteriors.byteLength / (4 * sorting.classes)
  const moved = particles * (1 - accuracy(counts, matching))
  if (rival.heldOut.total - own.total < LEAST_INFORMATION * moved) return false
  if (counts.length < sorting.classes || counts[0].length < sorting.classes) return true
  const rows = counts.map(row => row.reduce((x, y) => x + y, 0)), columns = counts[0].map((_, c) => counts.reduce((sum, row) => sum + row[c], 0))
  // Jaccard index of matched classes: particles that both hold over those that either holds.
  return Math.min(...Array.from(matching, (c, r) => counts[r][c] / (rows[r] + columns[c] - counts[r][c]))) < SAME
}
