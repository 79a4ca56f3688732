import type { Report } from '../../../preload/contract/report.ts'
import type { Random } from '../../numerics/rng.ts'
import type { Checkpoints } from '../sorting/checkpoint.ts'
import { pairedDifference, type HeldOut } from '../sorting/expectation.ts'
import { scoreFold } from './expectation.ts'
import { SOME_EFFORT, sortVolumes } from './sortVolumes.ts'
import { foldOf, type VolumeWorkspace } from './workspace.ts'

type Advice = Report['classNumber']

const CHECKPOINT = 'number'
const MOST_CLASSES = 8
/** A larger number must be better by so many standard errors of the paired difference. */
const CERTAIN = 3
/** And by this fraction of what has been won over one map: maps without noise can be divided without end. */
const WORTH_IT = 0.01
/** The fold that judges: nothing is estimated from it. */
const JUDGES = 0

const STATISTIC = `log-likelihood, over one map, of a quarter of the particles that took no part in making the class maps; a larger K must win by more than ${CERTAIN} standard errors of the paired difference`

/**
 * How many conformations the maps can tell apart: a quarter of them is put aside before anything is estimated, the others are sorted into
 * 1, 2, 3 … classes, and the quarter's likelihood under each set of class maps is compared, particle by particle. The smallest K that no larger
 * one significantly beats is advised, and chosen if `wanted` is 'auto'.
 */
export async function adviseVolumeNumber(w: VolumeWorkspace, wanted: number | 'auto', random: Random, checkpoints: Checkpoints): Promise<Advice> {
  const saved = checkpoints.load(CHECKPOINT)
  if (saved) return saved.values as Advice
  const results: HeldOut[] = [{ total: 0, perParticle: new Float64Array(w.count) }]
  const most = wanted === 'auto' ? MOST_CLASSES : wanted + 1
  for (let k = 2; k <= most; k++) {
    if (wanted === 'auto' && k > smallest(results) + 2) break
    results.push(await unseen(w, k, random.fork(k)))
    w.ctx.report({ stage: 'number of classes', done: k, total: most, note: `K = ${k}: ${results[k - 1].total.toFixed(1)}` })
  }
  const advised = smallest(results)
  const advice: Advice = {
    chosen: wanted === 'auto' ? advised : wanted, advised, statistic: STATISTIC,
    table: results.map((result, i) => ({ k: i + 1, heldOutLogLikelihood: result.total, standardError: i === 0 ? 0 : pairedDifference(result, results[i - 1]).error })),
  }
  checkpoints.save(CHECKPOINT, { arrays: {}, values: advice })
  return advice
}

/** What the judges say of K classes that the others make. */
async function unseen(w: VolumeWorkspace, classes: number, random: Random): Promise<HeldOut> {
  const active = w.active.map((on, i) => (foldOf(w, i) === JUDGES ? 0 : on))
  const sorting = await sortVolumes({ ...w, active }, classes, SOME_EFFORT, random, null)
  return scoreFold(w, sorting, JUDGES)
}

/** The smallest K that no larger one beats by CERTAIN standard errors and enough to be worth it. */
function smallest(results: readonly HeldOut[]): number {
  const beaten = (k: number) => results.slice(k).some(larger => {
    const { difference, error } = pairedDifference(larger, results[k - 1])
    return difference > CERTAIN * error && difference > WORTH_IT * larger.total
  })
  for (let k = 1; k < results.length; k++) if (!beaten(k)) return k
  return results.length
}
