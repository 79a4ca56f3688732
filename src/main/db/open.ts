import Database from 'better-sqlite3'
import { existsSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure, badData, missingInput } from '../../preload/contract/failure.ts'
import { migrate } from './migrate.ts'
import { APPLICATION_ID, MIGRATIONS } from './migrations.ts'

export type ProjectDatabase = Database.Database

/** statfs magic numbers of file systems on which SQLite's WAL does not work (linux/magic.h and their own sources). */
const NETWORK_FILE_SYSTEMS = new Set([
  0x6969 /* NFS */, 0x517b /* SMB */, 0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2 */, 0x5346414f /* AFS */, 0x00c36400 /* Ceph */,
  0x0bd00bd0 /* Lustre */, 0x47504653 /* GPFS */, 0x19830326 /* BeeGFS */, 0x65735546 /* FUSE */,
])

const isOnNetwork = (path: string): boolean => NETWORK_FILE_SYSTEMS.has(statfsSync(dirname(path)).type >>> 0)

const numberOf = (db: ProjectDatabase, pragma: string): number => Number(db.pragma(pragma, { simple: true }))

/** Refuses what is not ours or newer than we are; reads only, so that a refused file keeps every byte. */
function refuseForeign(db: ProjectDatabase, path: string): void {
  let id: number
  let version: number
  try {
    id = numberOf(db, 'application_id')
    version = numberOf(db, 'user_version')
  } catch (error) {
    throw new Failure('data', `${path}, header: not an SQLite database`, 'name the folder of a cgr run', { cause: error })
  }
  if (id !== APPLICATION_ID) throw badData(path, 'header', 'an SQLite database, but not a cgr project')
  if (version > MIGRATIONS.length) {
    throw badData(path, 'header', `written by a newer cgr (schema ${version}, this one knows ${MIGRATIONS.length})`, 'use that version; the file was left as it is')
  }
}

/** Rows of strangers' projects are data: nothing in the schema may run code, no page is trusted unchecked. */
function harden(db: ProjectDatabase): void {
  for (const pragma of ['trusted_schema = OFF', 'cell_size_check = ON', 'mmap_size = 0', 'foreign_keys = ON', 'busy_timeout = 5000']) db.pragma(pragma)
}

/** Whether the project has the schema of this program; one that has not is brought up when it is opened for writing. */
export const isCurrent = (db: ProjectDatabase): boolean => numberOf(db, 'user_version') === MIGRATIONS.length

/** An older project is kept as it was, with what a killed program has left in its log, beside the one that is about to be brought up. */
function backUp(path: string): void {
  const db = readProject(path)
  try {
    if (!isCurrent(db)) writeFileSync(`${path}.schema${numberOf(db, 'user_version')}`, db.serialize())
  } finally {
    db.close()
  }
}

/** Opens or creates project.sqlite for writing. Throws Failure for a foreign, damaged or newer file, which stays unchanged. */
export function openProject(path: string): ProjectDatabase {
  if (existsSync(path)) backUp(path)
  const db = new Database(path)
  try {
    harden(db)
    if (isOnNetwork(path)) {
      db.pragma('journal_mode = DELETE')
      db.pragma('synchronous = EXTRA')
    } else {
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = FULL')
    }
    migrate(db, MIGRATIONS)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens an existing project for reading; changes no byte of it. */
export function readProject(path: string): ProjectDatabase {
  if (!existsSync(path)) throw missingInput(path)
  const db = new Database(path, { readonly: true })
  try {
    refuseForeign(db, path)
    harden(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** For reading with the schema of this program; an older project is brought up in a copy in memory, for the file may be where nothing can be written. */
export function readAsCurrent(path: string): ProjectDatabase {
  const db = readProject(path)
  if (isCurrent(db)) return db
  const copy = new Database(db.serialize())
  db.close()
  harden(copy)
  migrate(copy, MIGRATIONS)
  return copy
}

/** Leaves the project as one file that can be copied and opened on read-only media; whoever still reads it does so when he closes it. */
export function closeProject(db: ProjectDatabase): void {
  if (!db.readonly && db.pragma('journal_mode', { simple: true }) === 'wal') {
    try {
      db.pragma('wal_checkpoint(TRUNCATE)')
      db.pragma('journal_mode = DELETE')
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    }
  }
  db.close()
}
