import type { z } from 'zod'
import type { ExportKind } from '../../../preload/contract/calls/exports.ts'
import { assignmentFile, classFiles } from './assignmentFiles.ts'
import { csvFile } from './csvFile.ts'
import { writeTo } from './exportFolder.ts'
import type { WrittenFile } from './exportFolder.ts'
import { mapFiles } from './mapFiles.ts'
import type { PlannedFile } from './plannedFile.ts'
import { reportFiles } from './reportFiles.ts'
import { readSortedRows } from './sortedProject.ts'
import type { SortedProject, SortedRows } from './sortedProject.ts'

type Kind = z.infer<typeof ExportKind>

export type ExportTask = { readonly project: SortedProject; readonly folder: string; readonly kinds: readonly Kind[]; readonly replace: boolean }

/** Writes what was asked, all of it or nothing. Runs in a thread: a million rows take seconds. */
export function writeExports({ project, folder, kinds, replace }: ExportTask): WrittenFile[] {
  const { input } = project
  const files = plan(project, new Set(kinds))
  const spared = input ? [input.path, ...(input.passthrough === null ? [] : [input.passthrough])] : []
  return writeTo({ folder, replace, spared, project: project.folder }, files)
}

function plan(project: SortedProject, kinds: ReadonlySet<Kind>): PlannedFile[] {
  let read: SortedRows | null = null
  const rows = (): SortedRows => (read ??= readSortedRows(project))
  const planned: Readonly<Record<Kind, () => PlannedFile[]>> = {
    assignment: () => [assignmentFile(project, rows())],
    'per class': () => classFiles(project, rows()),
    csv: () => [csvFile(project, rows())],
    maps: () => mapFiles(project),
    report: () => reportFiles(project),
  }
  return [...kinds].flatMap(kind => planned[kind]())
}
