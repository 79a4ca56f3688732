import type { Column } from '../../../preload/contract/calls/particles.ts'
import { Query } from '../../../preload/contract/calls/particles.ts'
import type { FullQuery } from '../check/brushing.ts'

/** The most doubtful first, where a run has said how doubtful they are; else in the order of the file. */
export const firstQuery = (columns: readonly Column[]): FullQuery =>
  Query.parse(columns.some(({ key }) => key === 'entropy') ? { sort: { column: 'entropy', descending: true } } : {})
