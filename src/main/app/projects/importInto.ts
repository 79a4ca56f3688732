import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportedInput } from '../../../preload/contract/calls/projects.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { importSummary } from '../../core/importSummary.ts'
import { earlierRun, makeFolder, removeFolders } from '../../core/outputFolder.ts'
import { projectEntry } from '../../core/projectEntry.ts'
import { PROJECT_FILE } from '../../core/runFiles.ts'
import { closeProject, openProject } from '../../db/open.ts'
import type { ProjectDatabase } from '../../db/open.ts'
import { writeProjectRow } from '../../db/projectRow.ts'
import type { ProjectInput } from './projectInput.ts'

/** Reads the input and enters it as what the project is about. Throws the reader's Failure; then nothing has changed. */
export function enterInput(db: ProjectDatabase, folder: string, { path, root, passthrough }: ProjectInput): void {
  enterSummary(db, folder, importSummary(path, root, passthrough))
}

const enterSummary = (db: ProjectDatabase, folder: string, summary: ImportedInput): void => writeProjectRow(db, projectEntry(folder, summary, new Date().toISOString()))

/** Makes a project of an empty or new folder. Throws Failure 'output' for a folder that holds one already. */
export function createProject(folder: string, input: ProjectInput): void {
  const made = makeFolder(folder)
  try {
    refuseTaken(folder)
    const summary = importSummary(input.path, input.root, input.passthrough)
    const db = openProject(join(folder, PROJECT_FILE))
    enterSummary(db, folder, summary)
    closeProject(db)
  } finally {
    removeFolders(made)
  }
}

function refuseTaken(folder: string): void {
  earlierRun(folder)
  if (existsSync(join(folder, PROJECT_FILE))) throw new Failure('output', `${folder}: holds a project already`, 'open it, or choose another folder')
}
