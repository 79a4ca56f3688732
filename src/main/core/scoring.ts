import { badData } from '../../preload/contract/failure.ts'
import type { Truth } from '../../preload/contract/report.ts'
import type { PipelineResult } from '../compute/protocol.ts'
import { JUNK, rowNumbers } from './assignments.ts'
import type { Assignment } from './assignments.ts'
import { agreementOf, joinLabels } from './compareAssignments.ts'

/**
 * Scores the engine's classes against a named truth. Particles that the truth does not list, or calls junk (-1), are left out of accuracy and
 * ARI; a listed particle that was taken for junk counts as wrong. The confusion table shows all of them.
 */
export function scoreAgainst(truth: Assignment, result: Pick<PipelineResult<unknown>, 'count' | 'classNumber'>, inputPath: string): { readonly truth: Truth; readonly notInInput: number } {
  const labels = Array.from(result.classNumber, number => (number === 0 ? JUNK : String(number)))
  const found: Assignment = { path: inputPath, labels, keys: { index: rowNumbers(result.count) } }
  const { a, b, onlyA } = joinLabels({ ...truth, keys: { index: truth.keys.index } }, found)
  const { table, agreement, ari, particles } = agreementOf(a, b, true)
  if (particles === 0) throw badData(truth.path, 'rows', 'every particle is junk', 'name a truth that has classes')
  const confusion = { truthLabels: [...table.rows], classLabels: [...table.columns], counts: table.counts.map(row => [...row]) }
  return { truth: { source: truth.path, particles, accuracy: agreement, ari, confusion }, notInInput: onlyA }
}
