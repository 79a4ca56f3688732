import { JUNK_CLASS, changedClasses, classAt, initialClasses } from './classList.ts'
import type { ClassEdit, ClassNow } from './classList.ts'

const particles = (count: number): string => `${count.toLocaleString('en')} particle${count === 1 ? '' : 's'}`

/** What an edit does to these classes, in a few words: "merge Class 3 into Class 1". */
export function describeEdit(classes: readonly ClassNow[], edit: ClassEdit): string {
  const name = (number: number): string => (number === JUNK_CLASS ? 'junk' : classAt(classes, number).name)
  switch (edit.kind) {
    case 'rename': return `rename ${name(edit.class)} to ${edit.name}`
    case 'recolour': return `change the colour of ${name(edit.class)}`
    case 'merge': return `merge ${name(edit.from)} into ${name(edit.into)}`
    case 'exclude': return `${edit.excluded ? 'exclude' : 'include'} ${name(edit.class)}`
    case 'move': return `move ${particles(edit.rows.length)} into ${name(edit.into)}`
  }
}

/** Each edit in the words of its moment: a class has the name that it had then. */
export function describeEdits(runClasses: number, edits: readonly ClassEdit[]): string[] {
  let classes: readonly ClassNow[] = initialClasses(runClasses)
  return edits.map(edit => {
    const words = describeEdit(classes, edit)
    classes = changedClasses(classes, edit)
    return words
  })
}
