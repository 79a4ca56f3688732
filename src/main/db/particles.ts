import { endianness } from 'node:os'
import type { ProjectDatabase } from './open.ts'

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
  const insert = db.prepare('INSERT INTO particle (row, class, max_posterior, posteriors) VALUES (?, ?, ?, ?)')
  db.transaction(() => {
    db.exec('DELETE FROM particle')
    for (const [i, number] of classNumber.entries()) insert.run(i + 1, number, maxPosterior[i], bytes.subarray(i * classes * 4, (i + 1) * classes * 4))
  })()
}

type ParticleRow = { class: number; max_posterior: number; posteriors: Buffer }

/** The assignments as they were written. */
export function readParticles(db: ProjectDatabase): Assignments {
  const rows = db.prepare<[], ParticleRow>('SELECT class, max_posterior, posteriors FROM particle ORDER BY row').all()
  const classes = (rows[0]?.posteriors.length ?? 0) / 4
  const posteriors = new Float32Array(rows.length * classes)
  for (const [i, row] of rows.entries()) for (let k = 0; k < classes; k += 1) posteriors[i * classes + k] = row.posteriors.readFloatLE(k * 4)
  return { classNumber: Int32Array.from(rows, row => row.class), maxPosterior: Float64Array.from(rows, row => row.max_posterior), posteriors }
}
