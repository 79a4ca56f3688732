import { badData } from '../../preload/contract/failure.ts'
import type { Assignment } from './assignments.ts'
import { JUNK, rowNumbers } from './assignments.ts'
import { csvRows } from './csvRows.ts'

/** -1 and "junk" mark particles that belong to no class; in a .csv, class 0 is an ordinary class. */
const labelOf = (cell: string): string => (cell === '-1' || cell.toLowerCase() === JUNK ? JUNK : cell)

/** The number (from 1) of the most probable class; a row of zeros is junk. */
function mostProbable(path: string, line: number, cells: readonly string[]): string {
  const values = cells.map(Number)
  if (values.some(value => !Number.isFinite(value))) throw badData(path, `line ${line}`, 'a posterior is not a number', 'write the file again')
  const most = Math.max(...values)
  return most > 0 ? String(values.indexOf(most) + 1) : JUNK
}

/** Reads `index,class` (index optional: rows then count from 1) or `index,<one posterior per class>` with a heading line. */
export function csvAssignment(path: string, text: string): Assignment {
  const [head, ...rows] = csvRows(path, text)
  const heads = head?.record.map(name => name.toLowerCase()) ?? []
  const indexColumn = heads.indexOf('index')
  const classColumn = heads.indexOf('class')
  if (classColumn < 0 && (indexColumn < 0 || heads.length < 2)) {
    throw badData(path, 'line 1', `columns "${heads.join(',').slice(0, 60)}"`, 'the first line must be index,class or index and one column per class')
  }
  const labels: string[] = []
  const index: string[] = []
  for (const { record: cells, info: { lines: line } } of rows) {
    if (cells.length !== heads.length) throw badData(path, `line ${line}`, `${cells.length} cells under ${heads.length} headings`, 'correct that line')
    if (indexColumn >= 0 && !/^[1-9]\d*$/.test(cells[indexColumn])) {
      throw badData(path, `line ${line}`, `index "${cells[indexColumn].slice(0, 40)}"`, 'indices are row numbers of the particle file, from 1')
    }
    if (classColumn >= 0 && cells[classColumn] === '') throw badData(path, `line ${line}`, 'no class', 'give the class, or -1 for none')
    labels.push(classColumn >= 0 ? labelOf(cells[classColumn]) : mostProbable(path, line, cells.filter((_, column) => column !== indexColumn)))
    if (indexColumn >= 0) index.push(cells[indexColumn])
  }
  if (labels.length === 0) throw badData(path, 'line 2', 'no particles under the heading', 'write the file again')
  return { path, labels, keys: { index: indexColumn >= 0 ? index : rowNumbers(labels.length) } }
}
