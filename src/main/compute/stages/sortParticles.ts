import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Random } from '../../numerics/rng.ts'
import type { Checkpoints } from '../sorting/checkpoint.ts'
import { accuracy, bestMatching, contingency } from '../../numerics/assignment.ts'
import { changedFraction, copySorting, heldOut, mostProbable, turn, type Sorting } from '../sorting/expectation.ts'
import { PosePolish } from '../sorting/posePolish.ts'
import { restoreSorting, sortingSnapshot } from '../sorting/snapshot.ts'
import { bestSplit } from '../sorting/moves.ts'
import { makeStarts, oneClass } from '../sorting/starts.ts'
import type { Workspace } from '../sorting/workspace.ts'

export type SortOptions = { readonly classes: number; readonly polish: boolean }

/** Frequency limits, Fourier pixels: where starts are made and judged, before and after the poses were polished. */
const FIRST = { componentLimits: [5, 6], kinds: ['full', 'tied'], limit: 7 } as const
const AGAIN = { componentLimits: [8], kinds: ['full', 'tied'], limit: 9 } as const
/** A challenger that agrees with the present sorting on more particles than this is the same one at lower resolution. */
const SAME = 0.9
/** The climb ends when fewer than this fraction of the particles change class in a turn. */
const SETTLED = 1e-3
const MOST_FINAL_TURNS = 6
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
    sorting = await firstSorting(w, options.classes, random.fork('first'), ctx)
    phase = { kind: 'climb', round: 1, from: Math.min(FIRST.limit + 1, w.limit) }
  }
  const keep = (next: Phase) => checkpoints.save(CHECKPOINT, sortingSnapshot(w, polish, sorting, { phase: next }))
  for (;;) {
    ctx.signal.throwIfAborted()
    if (phase.kind === 'climb') {
      await climb(w, sorting, options.polish ? polish : null, phase.from, ctx, from => keep({ kind: 'climb', round: phase.round, from }))
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

async function firstSorting(w: Workspace, classes: number, random: Random, ctx: StageContext): Promise<Sorting> {
  if (classes > 1) return (await bestStart(w, classes, FIRST, random, ctx)).sorting
  const one = oneClass(w)
  await turn(w, one, Math.min(FIRST.limit, w.limit))
  return one
}

async function bestStart(w: Workspace, classes: number, options: typeof FIRST | typeof AGAIN, random: Random, ctx: StageContext): Promise<{ sorting: Sorting; total: number }> {
  const limit = Math.min(options.limit, w.limit)
  const starts = await makeStarts(w, classes, { ...options, limit }, random)
  let best: { sorting: Sorting; total: number } | null = null
  for (const [i, { name, sorting }] of starts.entries()) {
    const { total } = await heldOut(w, sorting, limit)
    ctx.report({ stage: 'sort', done: i + 1, total: starts.length, note: `start ${name}: held-out ${total.toFixed(1)}` })
    if (!best || total > best.total) best = { sorting, total }
  }
  return best!
}

async function climb(w: Workspace, sorting: Sorting, polish: PosePolish | null, from: number, ctx: StageContext, keep: (from: number) => void): Promise<void> {
  for (let limit = from; limit <= w.limit; limit++) {
    ctx.signal.throwIfAborted()
    if (polish) await polish.pass(w, sorting, sorting.model!.limit)
    await turn(w, sorting, limit)
    ctx.report({ stage: 'sort', done: limit - from + 1, total: w.limit - from + 1, note: `${(w.set.boxSize / limit).toFixed(1)} Å` })
    keep(limit + 1)
  }
  for (let i = 0; i < MOST_FINAL_TURNS; i++) {
    ctx.signal.throwIfAborted()
    const before = Float32Array.from(new Float32Array(sorting.posteriors))
    if (polish) await polish.pass(w, sorting, w.limit)
    await turn(w, sorting, w.limit)
    if (changedFraction(before, new Float32Array(sorting.posteriors), sorting.classes) < SETTLED) return
  }
}

/** A sorting that beats the present one in held-out likelihood at low resolution with the same poses; null if none does. */
async function challenge(w: Workspace, sorting: Sorting, random: Random, ctx: StageContext): Promise<Sorting | null> {
  const limit = Math.min(AGAIN.limit, w.limit)
  const before = { consensus: Float64Array.from(w.consensus) }
  const present = copySorting(sorting)
  for (let i = 0; i < 2; i++) await turn(w, present, limit)
  const own = await heldOut(w, present, limit)
  let best: { sorting: Sorting; total: number } = { sorting: present, total: own.total }
  for (const rival of [await bestStart(w, sorting.classes, AGAIN, random, ctx), await bestSplit(w, present, limit, random.fork('split'), ctx)]) {
    if (rival && rival.total > best.total) best = rival
  }
  ctx.log(`held-out log-likelihood at ${(w.set.boxSize / limit).toFixed(1)} Å: ${own.total.toFixed(1)}; best challenger ${best.total.toFixed(1)}`)
  if (best.sorting !== present && agreement(best.sorting, sorting) < SAME) return best.sorting
  w.consensus = before.consensus
  return null
}

/** Fraction of the particles that two sortings put together, classes matched as well as can be. */
function agreement(a: Sorting, b: Sorting): number {
  const names = ({ posteriors, classes }: Sorting) => {
    const q = new Float32Array(posteriors)
    return Array.from({ length: q.length / classes }, (_, p) => String(mostProbable(q, p, classes)))
  }
  const { counts } = contingency(names(a), names(b))
  return accuracy(counts, bestMatching(counts))
}
