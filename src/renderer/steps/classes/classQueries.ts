import type { Column } from '../../../preload/contract/calls/particles.ts'
import { Query } from '../../../preload/contract/calls/particles.ts'
import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { FullQuery } from '../check/brushing.ts'

/** By which end of the posterior a class is looked at. */
export type Order = 'certain' | 'doubtful'

/** The particles of a class as it now is, the most certain or the most doubtful first. */
export const classQuery = (number: number, order: Order): FullQuery => Query.parse({ sort: { column: 'posterior', descending: order === 'certain' }, filters: [{ column: 'editedClass', values: [number] }] })

/** What stands below a particle: its row as people count, its posterior, and where the run had put it if that is elsewhere. */
export function captionFor(columns: readonly Column[]): (row: number, values: readonly number[]) => string {
  const at = (key: string): number => columns.findIndex(column => column.key === key)
  const [posterior, decided, edited] = [at('posterior'), at('class'), at('editedClass')]
  return (row, values) => {
    const was = decided >= 0 && values[decided] !== values[edited] ? ` · was ${columns[decided].names?.[values[decided]] ?? values[decided]}` : ''
    return `#${row + 1}${posterior < 0 ? '' : ` · ${values[posterior].toFixed(3)}`}${was}`
  }
}

/** Classes whose maps turn: the chosen one, and of those on the screen the first, so many that the graphics card is not overtaxed. */
export function liveClasses(order: readonly number[], onScreen: ReadonlySet<number>, chosen: number, most: number): ReadonlySet<number> {
  const seen = order.filter(number => onScreen.has(number))
  const first = seen.includes(chosen) ? [chosen] : []
  return new Set([...first, ...seen.filter(number => number !== chosen)].slice(0, most))
}

/** Where the particles of `from` can be moved, or the class merged into: every other class, and for particles junk. */
export const targets = (classes: readonly EditedClass[], from: number, withJunk: boolean): EditedClass[] => classes.filter(({ number }) => number !== from && (withJunk || number !== 0))
