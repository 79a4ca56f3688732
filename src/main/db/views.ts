import type { ProjectDatabase } from './open.ts'
import { all, query, run } from './query.ts'

/** What the window showed last, by key. */
export const readViews = (db: ProjectDatabase): Record<string, unknown> =>
  Object.fromEntries(all(db, query.selectFrom('view').selectAll().orderBy('key')).map(({ key, value_json }) => [key, JSON.parse(value_json) as unknown]))

export function writeView(db: ProjectDatabase, key: string, value: unknown): void {
  run(db, query.replaceInto('view').values({ key, value_json: JSON.stringify(value) }))
}
