import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { ImportedInput } from '../../../preload/contract/calls/projects.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { importSummary } from '../../core/importSummary.ts'
import { earlierRun, makeFolder, removeFolders } from '../../core/outputFolder.ts'
import { PROJECT_FILE } from '../../core/runFiles.ts'
import { closeProject, openProject } from '../../db/open.ts'
import type { ProjectDatabase } from '../../db/open.ts'
import { writeProjectRow } from '../../db/projectRow.ts'
import type { ProjectInput } from './projectInput.ts'

/** Files in the project's own folder are kept by relative path, so that it can be moved as a whole. */
const kept = (folder: string, path: string): string => (path.startsWith(folder + sep) ? relative(folder, path) : path)

/** Reads the input and enters it as what the project is about. Throws the reader's Failure; then nothing has changed. */
export function enterInput(db: ProjectDatabase, folder: string, { path, root, passthrough }: ProjectInput): void {
  enterSummary(db, folder, { path, root, passthrough }, importSummary(path, root, passthrough))
}

function enterSummary(db: ProjectDatabase, folder: string, { path, root, passthrough }: ProjectInput, summary: ImportedInput): void {
  const { size, mtimeMs } = statSync(path)
  writeProjectRow(db, {
    created: new Date().toISOString(), inputPath: kept(folder, path), root: root === null ? null : kept(folder, root), passthrough: passthrough === null ? null : kept(folder, passthrough),
    inputBytes: size, inputModified: mtimeMs, input: summary,
  })
}

/** Makes a project of an empty or new folder. Throws Failure 'output' for a folder that holds one already. */
export function createProject(folder: string, input: ProjectInput): void {
  const made = makeFolder(folder)
  try {
    refuseTaken(folder)
    const summary = importSummary(input.path, input.root, input.passthrough)
    const db = openProject(join(folder, PROJECT_FILE))
    enterSummary(db, folder, input, summary)
    closeProject(db)
  } finally {
    removeFolders(made)
  }
}

function refuseTaken(folder: string): void {
  earlierRun(folder)
  if (existsSync(join(folder, PROJECT_FILE))) throw new Failure('output', `${folder}: holds a project already`, 'open it, or choose another folder')
}

/** A name for a new project in `parent` that is not taken: "hsa", "hsa-2", … */
export function freeName(parent: string, wanted: string): string {
  mkdirSync(parent, { recursive: true })
  const taken = new Set(readdirSync(parent))
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.has(name)) return join(parent, name)
  }
}
