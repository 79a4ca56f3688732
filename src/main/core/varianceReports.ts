import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { VarianceReport } from '../../preload/contract/calls/variance.ts'
import { VARIANCE_FILE, VARIANCE_FOLDER } from '../compute/variance/varianceFiles.ts'

/** What lies in the output folder's `variance`, newest first; what cannot be read there is as good as not there, for it can be measured again. */
export function varianceReports(outputDir: string): VarianceReport[] {
  const folder = join(outputDir, VARIANCE_FOLDER)
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap(name => reportIn(join(folder, name, VARIANCE_FILE))).toSorted((a, b) => (a.made < b.made ? 1 : -1))
}

function reportIn(path: string): VarianceReport[] {
  try {
    const parsed = VarianceReport.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}

/** The name of a file's folder: the one that it has, or else its own name, numbered where another file of that name has it. */
export function varianceName(outputDir: string, path: string): string {
  const reports = varianceReports(outputDir), own = reports.find(report => report.path === path)
  if (own) return own.name
  const stem = basename(path, extname(path)).replace(/[^\w.-]/g, '_').replace(/^\.+/, '') || 'classes'
  for (let number = 1; ; number++) {
    const name = number === 1 ? stem : `${stem}-${number}`
    if (!reports.some(report => report.name === name)) return name
  }
}
