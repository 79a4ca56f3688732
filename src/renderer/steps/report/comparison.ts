import { z } from 'zod'
import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { AssignmentComparison, AssignmentPair, MapComparison } from '../../../preload/contract/calls/exports.ts'
import { classMark } from '../../plots/marks.ts'
import type { PairValues } from '../../plots/pairWords.ts'
import type { Series } from '../../plots/series.ts'
import type { Table } from '../../plots/table.ts'

/** Which files are loaded, and which of them is the truth; kept by the project. */
export const Loaded = z.object({ paths: z.array(z.string()), truth: z.string().nullable() })
export type Loaded = z.infer<typeof Loaded>
export const NOTHING_LOADED: Loaded = { paths: [], truth: null }

/** Files that hold classes; a pickle too, so that it is said why it is not read. */
export const isAssignmentFile = (name: string): boolean => /\.(star|cs|csv|pkl|pickle)$/i.test(name)

/** Once each, at the end. */
export const withFiles = ({ paths, truth }: Loaded, more: readonly string[]): Loaded => ({ paths: [...new Set([...paths, ...more])], truth })
export const withoutFile = ({ paths, truth }: Loaded, path: string): Loaded => ({ paths: paths.filter(one => one !== path), truth: truth === path ? null : truth })

/** What assignments call particles that are of no class. */
const JUNK = 'junk'

/** A, B …: what stands for an assignment where its name has no room. */
export const signOf = (place: number): string => String.fromCharCode(65 + place)

/** The last part of each path, with as many folders before it as tell it from the others. */
export function shortNames(paths: readonly string[]): string[] {
  const parts = paths.map(path => path.split(/[/\\]/))
  const tail = (i: number, length: number): string => parts[i].slice(-length).join('/')
  return paths.map((path, i) => {
    const others = paths.flatMap((other, j) => (other === path ? [] : [j]))
    let length = 1
    while (length < parts[i].length && others.some(j => tail(j, length) === tail(i, length))) length += 1
    return tail(i, length)
  })
}

/** Ours, and files by their names. */
export function namesOf(assignments: AssignmentComparison['assignments']): string[] {
  const short = shortNames(assignments.flatMap(({ path }) => (path === null ? [] : [path])))
  return assignments.map(({ path }, i) => (path === null ? 'Classes here' : short[i - 1]))
}

/** A class of an assignment; a mere number is told apart from those of others by its sign. */
export const className = (place: number, label: string): string => (label === JUNK ? 'Junk' : place > 0 && /^\d+$/.test(label) ? `${signOf(place)} ${label}` : label)

/** The pair of two assignments, in either order. */
export const pairOf = ({ pairs }: AssignmentComparison, one: number, other: number): AssignmentPair | undefined =>
  pairs.find(({ a, b }) => (a === one && b === other) || (a === other && b === one))

/** A figure of every pair of the assignments at `places`. */
export const pairValues = (comparison: AssignmentComparison, places: readonly number[], figure: 'accuracy' | 'ari'): PairValues =>
  places.map(row => places.map(column => pairOf(comparison, row, column)?.[figure] ?? null))

/** McNemar's tests as rows. */
export const testTable = ({ tests }: AssignmentComparison, names: readonly string[]): Table => ({
  columns: ['First', 'Second', 'Particles', 'Only the first is right', 'Only the second is right', 'p'].map(title => ({ title })),
  rows: tests.map(({ a, b, particles, onlyA, onlyB, p }) => [names[a], names[b], particles, onlyA, onlyB, p]),
})

/** FSC of each pair of maps, under the name and mark of our class. */
export const matchedSeries = (maps: MapComparison['maps'], classes: readonly EditedClass[]): Series[] =>
  maps.map(({ ours, frequency, fsc }, index) => {
    const ourClass = classes.find(({ name }) => name === ours)
    return { key: `${index}`, name: ours, mark: classMark(ourClass?.number ?? index + 1, ourClass?.colour), points: frequency.map((at, i) => [at, fsc[i]] as const) }
  })
