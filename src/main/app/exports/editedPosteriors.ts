import type { Assignments } from '../../db/particles.ts'
import { JUNK_CLASS, classHolding } from '../edits/classList.ts'
import type { EditedClasses } from '../edits/replay.ts'

/**
 * How probable its class is for each row, [rows]. As the run said, where neither row nor class was changed; of merged classes the sum;
 * 1 for a row that was moved by hand, because whoever moved it was certain; 0 for one that was put to the junk.
 */
export function editedPosteriors({ classOf, classes }: EditedClasses, { classNumber, maxPosterior, posteriors }: Assignments): Float64Array {
  const holding = classHolding(classes), runClasses = holding.length - 1
  const members = new Map(classes.map(({ number, merged }) => [number, [number, ...merged]]))
  return maxPosterior.map((posterior, row) => {
    const number = classOf[row]
    if (holding[classNumber[row]] !== number) return number === JUNK_CLASS ? 0 : 1
    if (number === JUNK_CLASS) return classNumber[row] === JUNK_CLASS ? posterior : 0
    const parts = members.get(number)!
    return parts.length === 1 ? posterior : Math.min(1, parts.reduce((sum, part) => sum + posteriors[row * runClasses + part - 1], 0))
  })
}
