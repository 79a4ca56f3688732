import { readFileSync } from 'node:fs'
import { MAX_VERTICES } from '../../preload/contract/calls/landscape.ts'
import type { WalkAlong } from '../../preload/contract/calls/landscape.ts'
import { badData, Failure, missingInput } from '../../preload/contract/failure.ts'
import { csvRows, type CsvRow } from './csvRows.ts'

type Path = Pick<Extract<WalkAlong, { kind: 'path' }>, 'x' | 'y' | 'vertices'>

/** A path through two components from a CSV file: a heading as pc1,pc2, then one vertex a line. Throws Failure 'missing' or 'data'. */
export function readPathFile(path: string): Path {
  const [head, ...rows] = csvRows(path, textOf(path)), names = head?.record ?? []
  const [x, y] = names.map(name => Number(/^pc([1-9]\d*)$/i.exec(name)?.[1]))
  if (names.length !== 2 || !(x > 0 && y > 0)) throw badData(path, 'line 1', `columns "${names.join(',').slice(0, 60)}"`, 'the first line names two components, as pc1,pc2')
  if (rows.length < 2 || rows.length > MAX_VERTICES) throw new Failure('data', `${path}: ${rows.length} vertices`, `give 2 to ${MAX_VERTICES}`)
  return { x, y, vertices: rows.map(row => vertexOf(path, row)) }
}

function vertexOf(path: string, { record, info }: CsvRow): [number, number] {
  const [x, y] = record.map(cell => (cell === '' ? NaN : Number(cell)))
  if (record.length !== 2 || !Number.isFinite(x) || !Number.isFinite(y)) throw badData(path, `line ${info.lines}`, `"${record.join(',').slice(0, 60)}"`, 'give two numbers, the coordinates of a vertex')
  return [x, y]
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw missingInput(path, (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : 'cannot be read', 'check the path')
  }
}
