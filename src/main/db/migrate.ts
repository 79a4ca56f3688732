import type { Database } from 'better-sqlite3'
import { APPLICATION_ID } from './migrations.ts'

/** All missing steps and their number in one transaction: an older project is either wholly brought up or untouched. */
export function migrate(db: Database, steps: readonly string[]): void {
  const done = Number(db.pragma('user_version', { simple: true }))
  if (done === steps.length) return
  db.transaction(() => {
    for (const step of steps.slice(done)) db.exec(step)
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${steps.length}`)
  })()
}
