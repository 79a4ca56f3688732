import { FOLDS } from '../sorting/particles.ts'
import { mostProbable, type HeldOut } from '../sorting/expectation.ts'
import { differencesOf, emptySums, type ClassSums, type Differences } from './differences.ts'
import { gainOf, Scorer, templatesOf } from './scoring.ts'
import { coefficientsOf, gridFor, mapsOf } from './fourierMaps.ts'
import { activeRows, cellOf, foldOf, forRows, type VolumeWorkspace } from './workspace.ts'

/** Posteriors f32 [count × K] of the maps, each made with class maps that its own fold took no part in, and what they are worth. */
export type VolumeSorting = {
  readonly classes: number
  /** Frequency limit of the sums, Fourier pixels. */
  readonly limit: number
  readonly posteriors: Float32Array
  /** Over all particles with these posteriors. */
  readonly sums: ClassSums
  /** [limit of the run + 1] by which class differences are multiplied, by shell. */
  readonly gain: Float64Array
  /** Of the posteriors: Σ log Σ_k π_k p(map | k) − log p(map | consensus), class maps from the other folds. */
  readonly heldOut: HeldOut
}

/** Particles below this posterior in a class are not added to its sums. */
const NEGLIGIBLE = 1e-3

/** A sorting that posteriors suggest; nothing is scored. */
export async function sortingOf(w: VolumeWorkspace, posteriors: Float32Array, classes: number, limit: number, gain = new Float64Array(w.ball.limit + 1).fill(1)): Promise<VolumeSorting> {
  const sums = emptySums(w, classes, limit)
  await forRows(w, activeRows(w), i => add(w, sums, i, posteriors))
  return { classes, limit, posteriors, sums, gain, heldOut: { total: 0, perParticle: new Float64Array(w.count) } }
}

/**
 * One turn of EM: class differences without each fold, which score that fold's particles at the limit of the sorting; then sums up to
 * `nextLimit`. Maps hold so many voxels that a particle would recognise its own noise in a class map that it is part of.
 */
export async function turn(w: VolumeWorkspace, sorting: VolumeSorting, nextLimit: number): Promise<VolumeSorting> {
  const { classes, gain } = sorting, occupancy = occupancies(w, sorting)
  const folds = Array.from({ length: FOLDS }, (_, fold) => templatesOf(w, differencesOf(w, sorting.sums, occupancy, [fold]), gain))
  const posteriors = new Float32Array(w.count * classes), perParticle = new Float64Array(w.count)
  const sums = emptySums(w, classes, nextLimit), scorer = new Scorer(w, classes)
  const fit = { linear: new Float64Array(gain.length), energy: new Float64Array(gain.length) }
  await forRows(w, activeRows(w), i => {
    perParticle[i] = scorer.score(folds[foldOf(w, i)], i, posteriors, fit)
    add(w, sums, i, posteriors)
  })
  return { classes, limit: nextLimit, posteriors, sums, gain: gainOf(fit), heldOut: { total: total(perParticle), perParticle } }
}

/** Scores the active particles of a fold with class differences that the fold took no part in. */
export function scoreFold(w: VolumeWorkspace, sorting: VolumeSorting, fold: number): HeldOut {
  const templates = templatesOf(w, differencesOf(w, sorting.sums, occupancies(w, sorting), [fold]), sorting.gain)
  const perParticle = new Float64Array(w.count), posteriors = new Float32Array(w.count * sorting.classes), scorer = new Scorer(w, sorting.classes)
  for (const i of activeRows(w)) if (foldOf(w, i) === fold) perParticle[i] = scorer.score(templates, i, posteriors, null)
  return { total: total(perParticle), perParticle }
}

/** What tells the classes of a sorting apart as it stands, at the gain that explains maps best; `without` some folds. */
export function finalDifferences(w: VolumeWorkspace, sorting: VolumeSorting, without: readonly number[] = []): Differences {
  const { occupancy, coefficients } = differencesOf(w, sorting.sums, occupancies(w, sorting), without)
  const grid = gridFor(sorting.limit)
  const maps = coefficients.map(d => {
    const gained = d.map((value, j) => value * sorting.gain[w.ball.shell[j >> 1]])
    return mapsOf(w.ball, grid, gained, gained)[0]
  })
  return { classes: sorting.classes, limit: sorting.limit, occupancy, maps, coefficients: maps.map(map => coefficientsOf(w.ball, grid, map, map)[0]) }
}

/** Fraction of the active particles in each class. */
export function occupancies(w: VolumeWorkspace, { posteriors, classes }: Pick<VolumeSorting, 'posteriors' | 'classes'>): Float64Array {
  const sum = new Float64Array(classes), rows = activeRows(w)
  for (const i of rows) for (let k = 0; k < classes; k++) sum[k] += posteriors[i * classes + k]
  return sum.map(v => v / Math.max(rows.length, 1))
}

/** Most probable class of every active row; −1 for junk. */
export const classesOf = (w: VolumeWorkspace, { posteriors, classes }: Pick<VolumeSorting, 'posteriors' | 'classes'>): Int32Array =>
  Int32Array.from(w.active, (on, i) => (on === 1 ? mostProbable(posteriors, i, classes) : -1))

function add(w: VolumeWorkspace, { classes, limit, num, den }: ClassSums, i: number, posteriors: Float32Array): void {
  const { ball, residual, precision, observed } = w
  const shells = ball.limit + 1, count = ball.within[limit], cell = cellOf(w, i), from = i * ball.count
  for (let k = 0; k < classes; k++) {
    const q = posteriors[i * classes + k]
    if (q < NEGLIGIBLE) continue
    const n = num[cell][k], d = den[cell][k]
    for (let j = 0, at = 2 * from; j < 2 * count; j++, at++) n[j] += q * residual[at]
    for (let r = 0; r < shells; r++) {
      const p = q * precision[i * shells + r], end = Math.min(ball.first[r + 1], count)
      if (observed === null) for (let c = ball.first[r]; c < end; c++) d[c] += p
      else for (let c = ball.first[r]; c < end; c++) d[c] += p * observed[from + c]
    }
  }
}

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)
