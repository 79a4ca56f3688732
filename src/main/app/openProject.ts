import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import type { Report } from '../../preload/contract/report.ts'
import { readReport } from '../core/reportFile.ts'
import { PROJECT_FILE, REPORT_FILE } from '../core/runFiles.ts'
import { takeLock } from '../core/runLock.ts'
import type { RunLock } from '../core/runLock.ts'
import { closeProject, isCurrent, openProject, readAsCurrent, readProject } from '../db/open.ts'
import type { ProjectDatabase } from '../db/open.ts'
import { writeView } from '../db/views.ts'

/**
 * A project as the windows have it open. Nothing is written until something changes, so that opening and closing leaves every byte as it was;
 * the folder's lock is held from the opening on, for whoever looks at a project expects to be able to change it.
 */
export class OpenProject {
  readonly id: string
  readonly folder: string
  /** Why nothing can be changed here, or null. */
  readonly readOnlyReason: string | null
  readonly #lock: RunLock | null
  #reader: ProjectDatabase | null = null
  #writer: ProjectDatabase | null = null
  #isClosed = false
  /** What the window showed last, while a run has the database; written when it has ended. */
  unsavedViews: Record<string, unknown> = {}
  #report: { readonly at: number; readonly report: Report } | null = null

  /** Throws Failure for a folder without a project, or one that is damaged or newer than this program. */
  constructor(id: string, folder: string) {
    this.id = id
    this.folder = folder
    const db = readProject(this.databasePath), wasCurrent = isCurrent(db)
    db.close()
    const { lock, reason } = lockOrReason(folder)
    this.#lock = lock
    this.readOnlyReason = reason
    // A project of an earlier schema, or one that a killed program has left in the middle: made whole before anybody reads it.
    if (lock && (!wasCurrent || existsSync(`${this.databasePath}-wal`))) this.write(() => undefined)
  }

  get databasePath(): string {
    return join(this.folder, PROJECT_FILE)
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names)
  }

  /** Through a connection that changes no byte, or the writer's once there is one. */
  read<T>(use: (db: ProjectDatabase) => T): T {
    this.#refuseClosed()
    this.#reader ??= this.#writer ?? readAsCurrent(this.databasePath)
    return use(this.#reader)
  }

  /** Throws Failure 'output' where the project cannot be changed. */
  write<T>(use: (db: ProjectDatabase) => T): T {
    this.#refuseClosed()
    if (this.readOnlyReason !== null) throw new Failure('output', `${this.folder}: ${this.readOnlyReason}`, 'nothing was changed')
    if (!this.#writer) {
      this.#reader?.close()
      this.#reader = this.#writer = openProject(this.databasePath)
    }
    return use(this.#writer)
  }

  saveView(key: string, value: unknown, runs: boolean): void {
    if (runs) this.unsavedViews = { ...this.unsavedViews, [key]: value }
    else this.write(db => writeView(db, key, value))
  }

  saveUnsavedViews(): void {
    const views = Object.entries(this.unsavedViews)
    this.unsavedViews = {}
    if (views.length > 0) this.write(db => views.forEach(([key, value]) => writeView(db, key, value)))
  }

  /** Lets go of the database while a run in another process writes it, and looks afresh afterwards. */
  releaseDatabase(): void {
    if (this.#writer) closeProject(this.#writer)
    else this.#reader?.close()
    this.#reader = this.#writer = null
  }

  /** report.json of the finished run; null where there is none. A damaged one throws Failure. */
  report(): Report | null {
    const path = this.path(REPORT_FILE)
    if (!existsSync(path)) return null
    const at = statSync(path).mtimeMs
    if (this.#report?.at !== at) this.#report = { at, report: readReport(this.folder) }
    return this.#report.report
  }

  /** Something that was begun before the closing must not open the database again. */
  #refuseClosed(): void {
    if (this.#isClosed) throw new Failure('missing', `${this.folder}: has been closed`, 'open it again')
  }

  close(): void {
    this.releaseDatabase()
    this.#isClosed = true
    this.#lock?.release()
  }
}

/** The folder's lock, or why it cannot be had: then the project is shown as it is. */
function lockOrReason(folder: string): { lock: RunLock | null; reason: string | null } {
  try {
    accessSync(folder, constants.W_OK)
    return { lock: takeLock(folder), reason: null }
  } catch (error) {
    return { lock: null, reason: error instanceof Failure ? error.message.replace(`${folder}: `, '') : 'the folder cannot be written' }
  }
}
