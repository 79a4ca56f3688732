import { statSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import type { ImportedInput } from '../../preload/contract/calls/projects.ts'
import type { ProjectRow } from '../db/projectRow.ts'

/** A path as the project keeps it: relative where it lies in the project's folder, so that a moved project still finds it. */
function kept(folder: string, path: string): string {
  const inside = relative(folder, path)
  return isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`) ? path : inside
}

const keptOrNull = (folder: string, path: string | null): string | null => (path === null ? null : kept(folder, path))

/** The row by which a project in `folder` knows an input that was just read. */
export function projectEntry(folder: string, summary: ImportedInput, created: string): ProjectRow {
  const { size, mtimeMs } = statSync(summary.path)
  return {
    created, inputPath: kept(folder, summary.path), root: keptOrNull(folder, summary.root), passthrough: keptOrNull(folder, summary.passthrough),
    inputBytes: size, inputModified: mtimeMs, input: summary,
  }
}
