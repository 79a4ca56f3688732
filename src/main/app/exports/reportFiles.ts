import { HTML_FILE, REPORT_FILE } from '../../core/runFiles.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'
import { copiedFile } from './copiedFile.ts'
import type { PlannedFile } from './plannedFile.ts'
import type { SortedProject } from './sortedProject.ts'

/** The run's report, and beside it what was changed by hand since, which it does not tell. */
export function reportFiles({ folder, history }: SortedProject): PlannedFile[] {
  const files = [
    copiedFile(folder, HTML_FILE, HTML_FILE, 'the report of the run, for a browser'),
    copiedFile(folder, REPORT_FILE, REPORT_FILE, 'the report of the run, for programs'),
  ]
  if (history.length === 0) return files
  const text = ['Changed by hand since the run ended, in this order; the report tells of the run alone:', ...history.map(words => `- ${words}`), ''].join('\n')
  return [...files, { name: 'report_edits.txt', about: 'what was changed by hand since the run ended', bytes: Buffer.byteLength(text), write: path => atomicWrite(path, text) }]
}
