import { Failure } from '../../../preload/contract/failure.ts'
import { JUNK_CLASS } from './classList.ts'
import type { ClassEdit, ClassNow } from './classList.ts'

const impossible = (what: string, fix: string): Failure => new Failure('usage', what, fix)

/** Refuses a class that the run has not, or that is part of another one by now: whatever was done to it nobody would see. */
function refuseGone(classes: readonly ClassNow[], number: number): void {
  if (classes.some(one => one.number === number)) return
  const holder = classes.find(one => one.merged.includes(number))
  if (!holder) throw impossible(`there is no class ${number}`, `the run has classes 1 to ${Math.max(...classes.flatMap(one => [one.number, ...one.merged]))}`)
  throw impossible(`class ${number} is part of ${holder.name} (class ${holder.number})`, 'choose that one, or undo the merge first')
}

/** Junk is where particles go that belong to no class; it is no class to be named, coloured, left out or merged. */
function refuseJunk(number: number, what: string, fix: string): void {
  if (number === JUNK_CLASS) throw impossible(`junk cannot be ${what}`, fix)
}

/** Throws Failure 'usage' for an edit that means nothing with these classes and so many rows. */
export function refuseImpossible(classes: readonly ClassNow[], rows: number, edit: ClassEdit): void {
  switch (edit.kind) {
    case 'rename': {
      refuseJunk(edit.class, 'renamed', 'rename a class')
      refuseGone(classes, edit.class)
      const namesake = classes.find(one => one.name === edit.name && one.number !== edit.class)
      if (namesake) throw impossible(`class ${namesake.number} is called "${edit.name}" already`, 'choose another name, or merge the two')
      return
    }
    case 'recolour':
      refuseJunk(edit.class, 'coloured', 'it is grey, so that no class is taken for it')
      return refuseGone(classes, edit.class)
    case 'exclude':
      refuseJunk(edit.class, 'excluded or included', 'it is left out of everything; move particles out of it instead')
      return refuseGone(classes, edit.class)
    case 'merge':
      refuseJunk(edit.from, 'merged into a class', 'move the particles that belong there')
      refuseGone(classes, edit.from)
      refuseGone(classes, edit.into)
      if (edit.from === edit.into) throw impossible(`class ${edit.from} cannot be merged into itself`, 'choose two classes')
      return
    case 'move': {
      refuseGone(classes, edit.into)
      const beyond = edit.rows.find(row => row < 0 || row >= rows)
      if (beyond !== undefined) throw impossible(`there is no particle of row ${beyond + 1}`, `the run has rows 1 to ${rows}`)
    }
  }
}
