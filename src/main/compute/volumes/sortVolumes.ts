import type { Random } from '../../numerics/rng.ts'
import { accuracy, bestMatching, contingency } from '../../numerics/assignment.ts'
import type { Checkpoints } from '../sorting/checkpoint.ts'
import { changedFraction } from '../sorting/expectation.ts'
import { classesOf, sortingOf, turn, type VolumeSorting } from './expectation.ts'
import { makeStarts, type StartOptions } from './starts.ts'
import type { VolumeWatch } from './watchVolumes.ts'
import type { VolumeWorkspace } from './workspace.ts'

const CHECKPOINT = 'sorting'

/** All starts, and how many of them go on: at the limit where they are first compared, after settling there, and half way up. */
export type Effort = { readonly starts: StartOptions; readonly keep: readonly [number, number, number] }
export const FULL_EFFORT: Effort = { starts: { componentLimits: [7, 9, 11], extra: [-1, 1], kinds: ['full', 'tied'] }, keep: [6, 4, 2] }
/** For comparing numbers of classes. */
export const SOME_EFFORT: Effort = { starts: { componentLimits: [7, 9], extra: [-1, 1], kinds: ['full', 'tied'] }, keep: [4, 2, 1] }

/** Sortings that agree on more than this fraction of the particles are one. */
const SAME = 0.98
/** Fourier pixels at which starts are compared. */
const FROM = 9
const SETTLING_TURNS = 2
/** Turns at the limit of the run end when fewer than this fraction of the particles change class, or when nothing is won any more. */
const SETTLED = 1e-3
const MOST_FINAL_TURNS = 6

/**
 * Sorts maps into K classes: starts from principal components, of which the likeliest climb in frequency together, fewer and fewer; the best
 * held-out likelihood at the limit of the run wins. Posteriors are cross-fitted: made with class maps that a particle's fold took no part in.
 * `watch` sees the best after every pass.
 */
export async function sortVolumes(w: VolumeWorkspace, classes: number, effort: Effort, random: Random, checkpoints: Checkpoints | null, watch?: VolumeWatch): Promise<VolumeSorting> {
  const saved = checkpoints?.load(CHECKPOINT)
  if (saved) {
    const [posteriors, perParticle] = [Float32Array.from(saved.arrays.posteriors), Float64Array.from(saved.arrays.perParticle)]
    const sorting = await sortingOf(w, posteriors, classes, w.ball.limit, Float64Array.from(saved.arrays.gain))
    return { ...sorting, heldOut: { total: perParticle.reduce((a, b) => a + b, 0), perParticle } }
  }
  const sorting = classes === 1 ? await sortingOf(w, new Float32Array(w.count).fill(1), 1, w.ball.limit) : await bestOf(w, classes, effort, random, watch)
  checkpoints?.save(CHECKPOINT, { arrays: { posteriors: sorting.posteriors, gain: sorting.gain, perParticle: sorting.heldOut.perParticle }, values: { classes } })
  return sorting
}

/** Rivals by falling held-out likelihood, without those that divide the particles as a better one does. */
function distinct(w: VolumeWorkspace, rivals: readonly VolumeSorting[]): VolumeSorting[] {
  const kept: { readonly rival: VolumeSorting; readonly names: readonly string[] }[] = []
  for (const rival of rivals.toSorted((a, b) => b.heldOut.total - a.heldOut.total)) {
    const names = Array.from(classesOf(w, rival), String)
    const known = kept.some(better => {
      const { counts } = contingency(better.names, names)
      return accuracy(counts, bestMatching(counts)) > SAME
    })
    if (!known) kept.push({ rival, names })
  }
  return kept.map(({ rival }) => rival)
}

async function bestOf(w: VolumeWorkspace, classes: number, { starts, keep }: Effort, random: Random, watch?: VolumeWatch): Promise<VolumeSorting> {
  const { limit } = w.ball, from = Math.min(FROM, limit), half = (from + limit) >> 1
  const onward = async (rivals: readonly VolumeSorting[], next: number, note: string): Promise<VolumeSorting[]> => {
    const moved: VolumeSorting[] = []
    for (const rival of rivals) moved.push(await turn(w, rival, next))
    const ranked = distinct(w, moved)
    watch?.(ranked[0])
    w.ctx.report({ stage: 'sort', done: next - from, total: limit - from + MOST_FINAL_TURNS, note: `K = ${classes}, ${note}: held-out ${ranked[0].heldOut.total.toFixed(1)}` })
    return ranked
  }
  const inAngstrom = (r: number): string => `${(w.boxSize / r).toFixed(1)} Å`
  let field = await onward(await onward(distinct(w, await makeStarts(w, classes, starts, random)), from, 'starts'), from, 'starts')
  field = field.slice(0, keep[0])
  for (let t = 0; t < SETTLING_TURNS; t++) field = await onward(field, from, 'starts')
  field = field.slice(0, keep[1])
  for (let r = from + 1; r <= limit; r++) field = (await onward(field, r, inAngstrom(r))).slice(0, r > half ? keep[2] : keep[1])
  field = await onward(field, limit, inAngstrom(limit))
  let best = field[0]
  for (let t = 0; t < MOST_FINAL_TURNS; t++) {
    const next = await turn(w, best, limit)
    if (next.heldOut.total <= best.heldOut.total) break
    const changed = changedFraction(best.posteriors, next.posteriors, classes)
    best = next
    watch?.(best)
    if (changed < SETTLED) break
  }
  return best
}
