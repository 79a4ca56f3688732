import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Report } from '../../../preload/contract/report.ts'
import type { Random } from '../../numerics/rng.ts'
import type { Checkpoints, Saved } from '../sorting/checkpoint.ts'
import { turn, unseenLikelihood, type HeldOut, type Sorting } from '../sorting/expectation.ts'
import { slotsOfFold } from '../sorting/particles.ts'
import { PosePolish } from '../sorting/posePolish.ts'
import { makeStarts, oneClass } from '../sorting/starts.ts'
import type { Workspace } from '../sorting/workspace.ts'

const CHECKPOINT = 'number'

type Advice = Report['classNumber']

/** Fourier pixels up to which numbers of classes are compared. */
const LIMIT = 10
const POLISH_LIMITS = [7, 8, 9, 10]
const COMPONENT_LIMIT = 8
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
  const given = { rotation: Float64Array.from(new Float64Array(state.rotation)), shift: Float64Array.from(new Float64Array(state.shift)) }
  if (polish) await polishAgainstOne(w, limit)
  const active = new Uint8Array(state.active), everyone = Uint8Array.from(active)
  const judges = slotsOfFold(JUDGES)
  const hide = () => { for (const slot of judges) active.fill(0, w.set.store.slotStart[slot], w.set.store.slotStart[slot + 1]) }
  const show = () => active.set(everyone)
  const results: HeldOut[] = []
  const most = wanted === 'auto' ? MOST_CLASSES : wanted + 1
  for (let k = 1; k <= most; k++) {
    ctx.signal.throwIfAborted()
    hide()
    let best: HeldOut | null = null
    for (const sorting of await candidates(w, k, limit, random.fork(k))) {
      const unseen = await unseenLikelihood(w, sorting, limit, JUDGES, show)
      if (!best || unseen.total > best.total) best = unseen
      hide()
    }
    results.push(best!)
    ctx.report({ stage: 'number of classes', done: k, total: most, note: `K = ${k}: ${best!.total.toFixed(1)}` })
    if (wanted === 'auto' && k >= smallest(results, everyone) + 2) break
  }
  show()
  new Float64Array(state.rotation).set(given.rotation)
  new Float64Array(state.shift).set(given.shift)
  const advised = smallest(results, everyone)
  const advice: Advice = {
    chosen: wanted === 'auto' ? advised : wanted, advised, statistic: STATISTIC,
    table: results.map((result, i) => ({ k: i + 1, heldOutLogLikelihood: result.total, standardError: i === 0 ? 0 : paired(result, results[i - 1], everyone).error })),
  }
  checkpoints.save(CHECKPOINT, { arrays: { consensus: w.consensus }, values: advice })
  return advice
}

function restore(w: Workspace, { arrays, values }: Saved): Advice {
  w.consensus = Float64Array.from(arrays.consensus)
  return values as Advice
}

async function candidates(w: Workspace, classes: number, limit: number, random: Random): Promise<Sorting[]> {
  if (classes > 1) return (await makeStarts(w, classes, { componentLimits: [Math.min(COMPONENT_LIMIT, limit)], kinds: ['tied'], limit }, random)).map(start => start.sorting)
  const one = oneClass(w)
  for (let i = 0; i < 2; i++) await turn(w, one, limit)
  return [one]
}

async function polishAgainstOne(w: Workspace, limit: number): Promise<void> {
  const one = oneClass(w), polish = new PosePolish(w)
  for (const next of POLISH_LIMITS.filter(r => r <= limit)) {
    await turn(w, one, next)
    await polish.pass(w, one, next)
  }
}

/** The smallest K that no larger one beats by CERTAIN standard errors. */
function smallest(results: readonly HeldOut[], active: Uint8Array): number {
  const beaten = (k: number) => results.slice(k).some(larger => {
    const { difference, error } = paired(larger, results[k - 1], active)
    return difference > CERTAIN * error
  })
  for (let k = 1; k < results.length; k++) if (!beaten(k)) return k
  return results.length
}

function paired(a: HeldOut, b: HeldOut, active: Uint8Array): { difference: number; error: number } {
  let n = 0, sum = 0, squares = 0
  for (let p = 0; p < active.length; p++) {
    const d = a.perParticle[p] - b.perParticle[p]
    if (!active[p] || d === 0) continue
    n++
    sum += d
    squares += d * d
  }
  return { difference: sum, error: Math.sqrt(Math.max(squares - (sum * sum) / Math.max(n, 1), 0)) }
}
