import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Report } from '../../../preload/contract/report.ts'
import type { Random } from '../../numerics/rng.ts'
import type { Checkpoints, Saved } from '../sorting/checkpoint.ts'
import { pairedDifference, turn, unseenLikelihood, type HeldOut, type Sorting } from '../sorting/expectation.ts'
import { PosePolish } from '../sorting/posePolish.ts'
import { makeStarts, oneClass } from '../sorting/starts.ts'
import type { Workspace } from '../sorting/workspace.ts'

const CHECKPOINT = 'number'

type Advice = Report['classNumber']

/** Fourier pixels up to which numbers of classes are compared. */
const LIMIT = 10
const POLISH_LIMITS = [7, 8, 9, 10]
const COMPONENT_LIMIT = 8
/** Principal components beyond the number of classes that starts are made from. */
const START_KINDS = [-1, 1] as const
const MOST_CLASSES = 8
/** A larger number must be better by so many standard errors of the paired difference. */
const CERTAIN = 3
/** The fold that judges: nothing is estimated from it. */
const JUDGES = 0

const STATISTIC = `log-likelihood of a quarter of the particles that took no part in making the maps; a larger K must win by more than ${CERTAIN} standard errors of the paired difference`

/**
 * How many conformations the data can tell apart. A quarter of the particles is put aside before anything is estimated,
 * the others are sorted into 1, 2, 3 … classes, and the quarter's likelihood under each set of maps is compared, particle
 * by particle. The smallest K that no larger one significantly beats is advised, and chosen if `wanted` is 'auto'.
 * Poses are polished against one map for this, and put back as they were given.
 */
export async function adviseClassNumber(w: Workspace, wanted: number | 'auto', polish: boolean, random: Random, checkpoints: Checkpoints, ctx: StageContext): Promise<Advice> {
  const saved = checkpoints.load(CHECKPOINT)
  if (saved) return restore(w, saved)
  const limit = Math.min(LIMIT, w.limit)
  const { state } = w.set
  const given = { rotation: Float64Array.from(new Float64Array(state.rotation)), shift: Float64Array.from(new Float64Array(state.shift)), contrast: Float32Array.from(new Float32Array(state.contrast)) }
  if (polish) await polishAgainstOne(w, limit)
  const results: HeldOut[] = []
  const most = wanted === 'auto' ? MOST_CLASSES : wanted + 1
  for (let k = 1; k <= most; k++) {
    ctx.signal.throwIfAborted()
    const best = await bestUnseen(w, k, limit, random.fork(k))
    results.push(best)
    ctx.report({ stage: 'number of classes', done: k, total: most, note: `K = ${k}: ${best.total.toFixed(1)}` })
    if (wanted === 'auto' && k >= smallest(results) + 2) break
  }
  new Float64Array(state.rotation).set(given.rotation)
  new Float64Array(state.shift).set(given.shift)
  new Float32Array(state.contrast).set(given.contrast)
  const advised = smallest(results)
  const advice: Advice = {
    chosen: wanted === 'auto' ? advised : wanted, advised, statistic: STATISTIC,
    table: results.map((result, i) => ({ k: i + 1, heldOutLogLikelihood: result.total, standardError: i === 0 ? 0 : pairedDifference(result, results[i - 1]).error })),
  }
  checkpoints.save(CHECKPOINT, { arrays: { consensus: w.consensus }, values: advice })
  return advice
}

function restore(w: Workspace, { arrays, values }: Saved): Advice {
  w.consensus = Float64Array.from(arrays.consensus)
  return values as Advice
}

async function bestUnseen(w: Workspace, classes: number, limit: number, random: Random): Promise<HeldOut> {
  const sortings: readonly (() => Promise<Sorting>)[] = classes === 1 ? [() => settledOne(w, limit)] : START_KINDS.map(kind => async () => {
    const [start] = await makeStarts(w, classes, { componentLimits: [Math.min(COMPONENT_LIMIT, limit)], extra: [kind], kinds: ['tied'], limit }, random)
    return start.sorting
  })
  let best: HeldOut | null = null
  for (const sort of sortings) {
    const unseen = await unseenLikelihood(w, JUDGES, limit, sort)
    if (!best || unseen.total > best.total) best = unseen
  }
  return best!
}

async function settledOne(w: Workspace, limit: number): Promise<Sorting> {
  const one = oneClass(w)
  for (let i = 0; i < 2; i++) await turn(w, one, limit)
  return one
}

async function polishAgainstOne(w: Workspace, limit: number): Promise<void> {
  const one = oneClass(w), polish = new PosePolish(w)
  for (const next of POLISH_LIMITS.filter(r => r <= limit)) {
    await turn(w, one, next)
    await polish.pass(w, one, next)
  }
}

/** The smallest K that no larger one beats by CERTAIN standard errors. */
function smallest(results: readonly HeldOut[]): number {
  const beaten = (k: number) => results.slice(k).some(larger => {
    const { difference, error } = pairedDifference(larger, results[k - 1])
    return difference > CERTAIN * error
  })
  for (let k = 1; k < results.length; k++) if (!beaten(k)) return k
  return results.length
}
