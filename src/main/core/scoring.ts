import { badData } from '../../preload/contract/failure.ts'
import type { Truth } from '../../preload/contract/report.ts'
import type { PipelineResult } from '../compute/protocol.ts'
import { expectedCalibrationError } from '../numerics/calibration.ts'
import { JUNK, rowNumbers } from './assignments.ts'
import type { Assignment } from './assignments.ts'
import { agreementOf, joinLabels } from './compareAssignments.ts'

/**
 * Scores the engine's classes against a named truth. Particles that the truth does not list, or calls junk (-1), are left out of accuracy and
 * ARI; a listed particle that was taken for junk counts as wrong. The confusion table shows all of them.
 */
export function scoreAgainst(truth: Assignment, result: Scored, inputPath: string): { readonly truth: Truth; readonly notInInput: number } {
  const rows: Assignment = { path: inputPath, labels: rowNumbers(result.count), keys: { index: rowNumbers(result.count) } }
  const { a, b, onlyA } = joinLabels({ ...truth, keys: { index: truth.keys.index } }, rows)
  const places = b.map(row => Number(row) - 1)
  const { table, agreement, ari, particles } = agreementOf(a, places.map(row => labelOf(result.classNumber[row])), true)
  if (particles === 0) throw badData(truth.path, 'rows', 'every particle is junk', 'name a truth that has classes')
  const confusion = { truthLabels: [...table.rows], classLabels: [...table.columns], counts: table.counts.map(row => [...row]) }
  const rules = [...result.rules, { rule: 'final', classNumber: result.classNumber, posteriors: result.posteriors }].map(({ rule, classNumber, posteriors }) => {
    const { agreement: right, matching } = agreementOf(a, places.map(row => labelOf(classNumber[row])), true)
    const chosen = Float32Array.from({ length: places.length * result.classes }, (_, i) => posteriors[places[Math.floor(i / result.classes)] * result.classes + (i % result.classes)])
    // A true class without a class of ours is one that nobody is in: never right.
    const correct = a.map((label, i) => (label === JUNK || classNumber[places[i]] === 0 ? -1 : Number(matching[label] ?? result.classes + 1) - 1))
    return { rule, accuracy: right, calibrationError: expectedCalibrationError(chosen, result.classes, correct) }
  })
  return { truth: { source: truth.path, particles, accuracy: agreement, ari, confusion, rules }, notInInput: onlyA }
}

type Scored = Pick<PipelineResult<unknown>, 'count' | 'classes' | 'classNumber' | 'posteriors' | 'rules'>

const labelOf = (classNumber: number): string => (classNumber === 0 ? JUNK : String(classNumber))
