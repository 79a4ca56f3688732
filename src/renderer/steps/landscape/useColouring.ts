import { useMemo } from 'react'
import { columnAddress } from '../../../preload/contract/addresses.ts'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import type { Points } from '../../scatter/points.ts'
import type { Coordinates } from '../../umap/useUmap.ts'
import { useLatest } from '../check/useLatest.ts'
import { colourBy } from './colourBy.ts'
import type { ColourBy, Coloured } from './colourBy.ts'
import { along } from './planes.ts'
import { useFloats } from './useFloats.ts'

export type Choice = Coloured & {
  /** Which component it is; null for a column of the particles. */
  readonly component: number | null
}

/** Columns whose numbers are classes of the run, which have colours of their own. */
const OF_CLASSES = new Set(['class', 'editedClass'])
export const holdsClasses = ({ key }: Coloured): boolean => OF_CLASSES.has(key)

/** What can colour the points: columns of the particles, the class first, and the components. */
export function choicesOf(columns: readonly Column[], { components }: Pick<Embedding, 'components'>): Choice[] {
  const own = columns.filter(({ key }) => key !== 'row').map((column): Choice => ({ ...column, component: null }))
  own.sort((a, b) => Number(holdsClasses(b)) - Number(holdsClasses(a)))
  return [...own, ...components.map(({ key, title }, component): Choice => ({ key, title, unit: null, kind: 'number', names: null, component }))]
}

export type Shown = ColourBy & { readonly by: Choice; readonly values: Float32Array }

/** The colours of the points by a column or component; null until its values are there. Those before stand until then. */
export function useColouring(project: Project, choice: Choice, coordinates: Coordinates, points: Points, edits: EditState | null): { readonly shown: Shown | null; readonly error: Error | null } {
  const isColumn = choice.component === null
  const fetched = useFloats(['particles.column', project.id, choice.key], isColumn ? columnAddress(project.id, choice.key) : null)
  const values = useMemo(() => (choice.component === null ? fetched.data : along(coordinates, choice.component)), [choice.component, coordinates, fetched.data])
  const colours = holdsClasses(choice) ? edits?.classes : undefined
  const shown = useMemo((): Shown | undefined => {
    if (!values || values.length !== points.x.length) return undefined
    const classColours = new Map(colours?.map(({ number, colour }) => [number, colour]))
    return { ...colourBy(choice, values, points, classColours), by: choice, values }
  }, [choice, values, points, colours])
  return { shown: useLatest(shown) ?? null, error: isColumn ? fetched.error : null }
}
