import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { RecentProject } from '../../preload/contract/calls/app.ts'
import { PROJECT_FILE } from '../core/runFiles.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { readAsCurrent } from '../db/open.ts'
import { readProjectRow } from '../db/projectRow.ts'
import { selectRun } from '../db/run.ts'
import { readClasses } from '../db/classes.ts'
import { settingsFolder } from './settingsFolder.ts'

const Entries = z.array(z.strictObject({ folder: z.string(), opened: z.string() }))
type Entries = z.infer<typeof Entries>

const MOST = 30

const listPath = (): string => join(settingsFolder(), 'recent.json')

/** The list as it stands; a damaged or missing one is empty, for nothing is lost with it but convenience. */
function entries(): Entries {
  try {
    return Entries.parse(JSON.parse(readFileSync(listPath(), 'utf8')))
  } catch {
    return []
  }
}

function save(list: Entries): void {
  mkdirSync(settingsFolder(), { recursive: true })
  atomicWrite(listPath(), `${JSON.stringify(list.slice(0, MOST), null, 2)}\n`)
}

export function rememberProject(folder: string): void {
  save([{ folder, opened: new Date().toISOString() }, ...entries().filter(entry => entry.folder !== folder)])
}

export function forgetProject(folder: string): void {
  save(entries().filter(entry => entry.folder !== folder))
}

const UNKNOWN = { particles: null, classes: null, hasThumbnail: false } as const

function describe({ folder, opened }: Entries[number]): RecentProject {
  const known = { folder, opened, name: basename(folder) }
  if (!existsSync(join(folder, PROJECT_FILE))) return { ...known, ...UNKNOWN, exists: false, state: 'missing' }
  try {
    const db = readAsCurrent(join(folder, PROJECT_FILE))
    try {
      const run = selectRun(db), input = readProjectRow(db)?.input as { particles?: number } | undefined
      const classes = readClasses(db)
      return { ...known, exists: true, particles: input?.particles ?? null, classes: classes.length || null, state: run?.state ?? 'not sorted yet', hasThumbnail: run?.state === 'finished' }
    } finally {
      db.close()
    }
  } catch {
    return { ...known, ...UNKNOWN, exists: true, state: 'cannot be read' }
  }
}

/** Projects that were opened, the last first; those that are gone are told, not hidden. */
export const recentProjects = (): RecentProject[] => entries().map(describe)
