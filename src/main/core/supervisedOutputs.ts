import { join } from 'node:path'
import type { Assignments } from '../compute/results/assignments.ts'
import { writeRows, type RunSource } from '../compute/runSource.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { POSTERIORS_FILE, runDataFile } from './runFiles.ts'

type Assigned = Assignments & { readonly count: number; readonly classes: number }

/** The rows as they came, with their classes, and `index,class_1,…,class_K`: index is the row of the input, from 1; junk has posteriors of 0. */
export function writeAssigned(folder: string, source: RunSource, result: Assigned): void {
  const { count, classes, posteriors } = result
  writeRows(source, result, join(folder, runDataFile(source.format)))
  atomicWrite(join(folder, POSTERIORS_FILE), sink => {
    sink.write(`${['index', ...Array.from({ length: classes }, (_, k) => `class_${k + 1}`)].join(',')}\n`)
    for (let row = 0; row < count; row++) {
      let line = String(row + 1)
      for (let k = 0; k < classes; k++) line += `,${Number(posteriors[row * classes + k].toFixed(6))}`
      sink.write(`${line}\n`)
    }
  })
}
