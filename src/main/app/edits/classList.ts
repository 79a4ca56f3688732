import type { Edit } from '../../../preload/contract/calls/edits.ts'

/** An edit with its rows as numbers side by side: sorted, each once. */
export type ClassEdit = Exclude<Edit, { kind: 'move' }> | { readonly kind: 'move'; readonly rows: Int32Array; readonly into: number }

/** A class as the edits have left it. */
export type ClassNow = {
  readonly number: number
  readonly name: string
  /** Index into the palette of class colours; JUNK_COLOUR for junk. */
  readonly colour: number
  readonly excluded: boolean
  /** Classes of the run that are part of it, besides its own. */
  readonly merged: readonly number[]
}

export const JUNK_CLASS = 0
export const JUNK_COLOUR = -1
const COLOURS = 8

/** The classes as the run left them: "Class 1" …, coloured by number, and "Junk". */
export const initialClasses = (classes: number): ClassNow[] => [
  ...Array.from({ length: classes }, (_, k) => ({ number: k + 1, name: `Class ${k + 1}`, colour: k % COLOURS, excluded: false, merged: [] })),
  { number: JUNK_CLASS, name: 'Junk', colour: JUNK_COLOUR, excluded: false, merged: [] },
]

/** The classes after an edit; moves change no class, only what is in it. */
export function changedClasses(classes: readonly ClassNow[], edit: ClassEdit): readonly ClassNow[] {
  const change = (number: number, changes: Partial<ClassNow>): ClassNow[] => classes.map(one => (one.number === number ? { ...one, ...changes } : one))
  switch (edit.kind) {
    case 'rename': return change(edit.class, { name: edit.name })
    case 'recolour': return change(edit.class, { colour: edit.colour })
    case 'exclude': return change(edit.class, { excluded: edit.excluded })
    case 'move': return classes
    case 'merge': {
      const from = classAt(classes, edit.from), into = classAt(classes, edit.into)
      const merged = [...into.merged, from.number, ...from.merged].toSorted((a, b) => a - b)
      return change(into.number, { merged }).filter(one => one !== from)
    }
  }
}

/** The class of that number. Throws RangeError where there is none. */
export function classAt(classes: readonly ClassNow[], number: number): ClassNow {
  const found = classes.find(one => one.number === number)
  if (!found) throw new RangeError(`no class ${number}`)
  return found
}

/** Number of the class of `classes` that each class of the run is part of, [run classes + 1]. */
export function classHolding(classes: readonly ClassNow[]): Int32Array {
  const holding = new Int32Array(classes.reduce((sum, { merged }) => sum + 1 + merged.length, 0))
  for (const { number, merged } of classes) for (const part of [number, ...merged]) holding[part] = number
  return holding
}
