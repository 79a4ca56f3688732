import type { ReactNode } from 'react'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import { classMark } from '../../plots/marks.ts'
import type { Mark } from '../../plots/marks.ts'
import { ClassMark } from '../../ui/ClassMark.tsx'
import { count } from '../../ui/format.ts'
import type { Category } from './colourBy.ts'

/** More names than this are not listed. */
export const MOST_NAMED = 12

type Look = { readonly number: number; readonly colour: number; readonly name: string }

/** Number, colour and name that a category goes by: those of its class, where it is one. */
export function lookOf({ value, name }: Category, edits: EditState | null): Look {
  const own = edits?.classes.find(({ number }) => number === value)
  return own ? { number: own.number, colour: own.colour, name: own.name } : { number: edits ? value : value + 1, colour: edits ? value - 1 : value, name }
}

export const markOf = (category: Category, edits: EditState | null): Mark => {
  const { number, colour } = lookOf(category, edits)
  return classMark(number, colour)
}

/** What the colours of categories mean; a click chooses a category's particles, with Shift besides those chosen before. */
export function ColourLegend({ title, categories, edits, onChoose }: { readonly title: string; readonly categories: readonly Category[]; readonly edits: EditState | null; readonly onChoose: (category: Category, isAdded: boolean) => void }): ReactNode {
  if (categories.length > MOST_NAMED) return <p className="small muted">{count(categories.length)} values of {title}: the eight colours repeat, so two of one colour need not be the same.</p>
  return (
    <ul className="landscape-legend" aria-label={title}>
      {categories.map(category => {
        const { number, colour, name } = lookOf(category, edits)
        return <li key={category.value}><button type="button" title={`Choose the particles of ${name}; with Shift besides those chosen before`} onClick={event => onChoose(category, event.shiftKey)}><ClassMark colour={colour} number={number} />{name}<span className="muted number">{count(category.count)}</span></button></li>
      })}
    </ul>
  )
}
