import { mostProbable, type Sorting } from '../sorting/expectation.ts'
import type { SortingSet } from '../sorting/particles.ts'

export type Assignments = {
  /** [rows] 1…K, 0 for junk */
  readonly classNumber: Int32Array
  readonly maxPosterior: Float64Array
  /** [rows × K] */
  readonly posteriors: Float32Array
}

/** From positions in the store back to rows of the input; each particle goes to its most probable class. */
export function assignmentsOf(set: SortingSet, { posteriors, classes }: Sorting): { assignments: Assignments; contrast: Float64Array } {
  const { count } = set.store
  const q = new Float32Array(posteriors), active = new Uint8Array(set.state.active), factor = new Float32Array(set.state.contrast)
  const out = { classNumber: new Int32Array(count), maxPosterior: new Float64Array(count), posteriors: new Float32Array(count * classes) }
  const contrast = new Float64Array(count).fill(1)
  for (let p = 0; p < count; p++) {
    const row = set.rowAt[p]
    if (!active[p]) continue
    const best = mostProbable(q, p, classes)
    out.classNumber[row] = best + 1
    out.maxPosterior[row] = q[p * classes + best]
    out.posteriors.set(q.subarray(p * classes, (p + 1) * classes), row * classes)
    contrast[row] = Math.abs(factor[p])
  }
  return { assignments: out, contrast }
}

/** Mean of the winning posterior, class by class. */
export function meanPosteriors({ classNumber, maxPosterior }: Assignments, classes: number): number[] {
  const sum = new Float64Array(classes), members = new Float64Array(classes)
  classNumber.forEach((k, row) => {
    if (k === 0) return
    sum[k - 1] += maxPosterior[row]
    members[k - 1]++
  })
  return Array.from(sum, (s, k) => (members[k] > 0 ? s / members[k] : 0))
}
