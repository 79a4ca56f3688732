import { changedClasses, classHolding, initialClasses } from './classList.ts'
import type { ClassEdit, ClassNow } from './classList.ts'
import { refuseImpossible } from './refuseImpossible.ts'

/** What the run decided: the class of each row, 1…`classes`, 0 for junk. */
export type RunClasses = { readonly classNumber: Int32Array; readonly classes: number }

export type EditedClasses = {
  /** [rows] number of a class of `classes`; the same array as long as no row changes, so not to be written to. */
  readonly classOf: Int32Array
  /** By number, junk last; classes that were merged into others are not among them. */
  readonly classes: readonly ClassNow[]
  /** [run classes + 1] rows of each class, by number. */
  readonly members: Int32Array
  /** Rows that were moved by hand to where the run had not put them. */
  readonly moved: number
}

/** The classes after edits, in order. Throws Failure 'usage' for an edit that was impossible when its turn came. */
export function classesAfter({ classNumber, classes }: RunClasses, edits: readonly ClassEdit[]): readonly ClassNow[] {
  let now: readonly ClassNow[] = initialClasses(classes)
  for (const edit of edits) {
    refuseImpossible(now, classNumber.length, edit)
    now = changedClasses(now, edit)
  }
  return now
}

/** The classes and the rows in them after edits. A row that was moved belongs to the class that holds the one it was moved into. Throws as `classesAfter`. */
export function replay(run: RunClasses, edits: readonly ClassEdit[]): EditedClasses {
  const classes = classesAfter(run, edits), holding = classHolding(classes)
  const classOf = run.classNumber.slice(), members = new Int32Array(holding.length)
  for (const edit of edits) if (edit.kind === 'move') for (const row of edit.rows) classOf[row] = edit.into
  let moved = 0
  for (let row = 0; row < classOf.length; row += 1) {
    classOf[row] = holding[classOf[row]]
    members[classOf[row]] += 1
    if (classOf[row] !== holding[run.classNumber[row]]) moved += 1
  }
  return { classOf, classes, members, moved }
}
