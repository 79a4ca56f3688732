import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { AssignmentComparison } from '../../../preload/contract/calls/exports.ts'
import { classMark } from '../../plots/marks.ts'
import type { Series } from '../../plots/series.ts'

/** What assignments call particles that are of no class. */
const JUNK = 'junk'

/** A class of the other program: a mere number is told apart from ours by a word. */
export const theirName = (label: string): string => (label === JUNK ? 'Junk' : /^\d+$/.test(label) ? `Theirs ${label}` : label)

export const ourName = (label: string): string => (label === JUNK ? 'Junk' : label)

/** FSC of each pair of maps, under the name and mark of our class. */
export const matchedSeries = (maps: AssignmentComparison['maps'], classes: readonly EditedClass[]): Series[] =>
  maps.map(({ ours, frequency, fsc }, index) => {
    const ourClass = classes.find(({ name }) => name === ours)
    return { key: `${index}`, name: ours, mark: classMark(ourClass?.number ?? index + 1, ourClass?.colour), points: frequency.map((at, i) => [at, fsc[i]] as const) }
  })
