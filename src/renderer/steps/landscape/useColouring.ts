import { useMemo } from 'react'
import { columnAddress } from '../../../preload/contract/addresses.ts'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import type { Points } from '../../scatter/points.ts'
import { useLatest } from '../check/useLatest.ts'
import { colourBy } from './colourBy.ts'
import type { ColourBy, Coloured } from './colourBy.ts'
import type { Axis } from './spaces.ts'
import { useFloats } from './useFloats.ts'

export type Choice = Coloured & {
  /** Which axis of the landscape it is; null for a column of the particles. */
  readonly axis: Axis | null
}

/** Columns whose numbers are classes of the run, which have colours of their own. */
const OF_CLASSES = new Set(['class', 'editedClass'])
export const holdsClasses = ({ key }: Coloured): boolean => OF_CLASSES.has(key)

/** What can colour the points: columns of the particles, the class first, and the axes. */
export function choicesOf(columns: readonly Column[], axes: readonly Axis[]): Choice[] {
  const own = columns.filter(({ key }) => key !== 'row').map((column): Choice => ({ ...column, axis: null }))
  own.sort((a, b) => Number(holdsClasses(b)) - Number(holdsClasses(a)))
  return [...own, ...axes.map((axis): Choice => ({ key: axis.key, title: axis.title, unit: null, kind: 'number', names: null, axis }))]
}

export type Shown = ColourBy & { readonly by: Choice; readonly values: Float32Array }

/** The colours of the points by a column or axis; null until its values are there. Those before stand until then. */
export function useColouring(project: Project, choice: Choice, points: Points, edits: EditState | null): { readonly shown: Shown | null; readonly error: Error | null } {
  const isColumn = choice.axis === null
  const fetched = useFloats(['particles.column', project.id, choice.key], isColumn ? columnAddress(project.id, choice.key) : null)
  const values = choice.axis ? choice.axis.values : fetched.data
  const colours = holdsClasses(choice) ? edits?.classes : undefined
  const shown = useMemo((): Shown | undefined => {
    if (!values || values.length !== points.x.length) return undefined
    const classColours = new Map(colours?.map(({ number, colour }) => [number, colour]))
    return { ...colourBy(choice, values, points, classColours), by: choice, values }
  }, [choice, values, points, colours])
  return { shown: useLatest(shown) ?? null, error: isColumn ? fetched.error : null }
}
