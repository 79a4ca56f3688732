import Database from 'better-sqlite3'

/** The SQLite inside better-sqlite3, asked of a database in memory; throws where the native module does not load. */
export function sqliteVersion(): string {
  const db = new Database(':memory:')
  try {
    return String(db.prepare('SELECT sqlite_version()').pluck().get())
  } finally {
    db.close()
  }
}
