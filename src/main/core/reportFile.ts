import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, badData, missingInput } from '../../preload/contract/failure.ts'
import { Report } from '../../preload/contract/report.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { REPORT_FILE } from './runFiles.ts'

/** Checked against the schema before it is written: what we leave can always be read again. */
export function writeReport(folder: string, report: Report): void {
  atomicWrite(join(folder, REPORT_FILE), `${JSON.stringify(Report.parse(report), null, 2)}\n`)
}

/** report.json of a finished run; one line says what is wrong with a damaged one. */
export function readReport(folder: string): Report {
  const path = join(folder, REPORT_FILE)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw missingInput(path, 'no such file', 'name the folder of a finished run')
    throw error
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Failure('data', `${path}: not JSON (${error instanceof Error ? error.message : String(error)})`, 'run again with --overwrite', { cause: error })
  }
  const parsed = Report.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw badData(path, issue.path.length > 0 ? issue.path.join('.') : 'top level', issue.message, 'run again with --overwrite, or with the cgr that wrote it')
  }
  return parsed.data
}
