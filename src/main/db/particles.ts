import { endianness } from 'node:os'
import type { ProjectDatabase } from './open.ts'
import { all, prepared, query, run } from './query.ts'

/** Classes of all input rows: classNumber [count] (0 junk, 1…K), maxPosterior [count], posteriors [count × K]. */
export type Assignments = { readonly classNumber: Int32Array; readonly maxPosterior: Float64Array; readonly posteriors: Float32Array }

/** Float32 values as little-endian bytes, whatever the machine. */
function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32()
}

/** Replaces the particles of the run in one transaction; row i of the arrays is stored as row i + 1. */
export function writeParticles(db: ProjectDatabase, { classNumber, maxPosterior, posteriors }: Assignments): void {
  const classes = classNumber.length === 0 ? 0 : posteriors.length / classNumber.length
  const bytes = littleEndian(posteriors)
  const insert = prepared(db, query.insertInto('particle').values({ row: 0, class: 0, max_posterior: 0, posteriors: bytes }))
  db.transaction(() => {
    run(db, query.deleteFrom('particle'))
    for (const [i, number] of classNumber.entries()) insert(i + 1, number, maxPosterior[i], bytes.subarray(i * classes * 4, (i + 1) * classes * 4))
  })()
}

/** The assignments as they were written. */
export function readParticles(db: ProjectDatabase): Assignments {
  const rows = all(db, query.selectFrom('particle').select(['class', 'max_posterior', 'posteriors']).orderBy('row'))
  const classes = (rows[0]?.posteriors.length ?? 0) / 4
  const posteriors = new Float32Array(rows.length * classes)
  for (const [i, row] of rows.entries()) {
    const { buffer, byteOffset } = row.posteriors, bytes = new DataView(buffer, byteOffset)
    for (let k = 0; k < classes; k += 1) posteriors[i * classes + k] = bytes.getFloat32(k * 4, true)
  }
  return { classNumber: Int32Array.from(rows, row => row.class), maxPosterior: Float64Array.from(rows, row => row.max_posterior), posteriors }
}
