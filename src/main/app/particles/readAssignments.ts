import { z } from 'zod'
import { readProject } from '../../db/open.ts'
import { readParticles } from '../../db/particles.ts'
import { readColumns, sharedArray, type Columns } from './columnsFile.ts'
import { keep, LEAST_KEPT, type Cache, type Cached } from './readTable.ts'

/** The run that assignments are of. */
export const RunStamp = z.strictObject({ created: z.string(), ended: z.string().nullable() })
export type RunStamp = z.infer<typeof RunStamp>

const About = z.strictObject({ run: RunStamp, classes: z.int().min(0) })

/** What a run decided, row by row. Columns: class (0 junk, 1…K), posterior (the largest), entropy (bits, of the posterior over the classes). */
export type AssignmentTable = { readonly classes: number; readonly columns: Columns }

function kept({ path, stamp }: Cache, { created, ended }: RunStamp): AssignmentTable | null {
  const file = stamp && readColumns(path, stamp), about = About.safeParse(file?.about)
  if (!file || !about.success || about.data.run.created !== created || about.data.run.ended !== ended) return null
  return ['class', 'posterior', 'entropy'].every(name => name in file.columns) ? { classes: about.data.classes, columns: file.columns } : null
}

/** −Σ q log₂ q over `classes` posteriors from `at`. */
function entropyAt(posteriors: Float32Array, at: number, classes: number): number {
  let bits = 0
  for (let k = at; k < at + classes; k++) if (posteriors[k] > 0) bits -= posteriors[k] * Math.log2(posteriors[k])
  return Math.max(0, bits)
}

/** The assignments of a project's finished run, from the cache where it holds them, else from the database. */
export function readAssignments({ database, run, cache }: { readonly database: string; readonly run: RunStamp; readonly cache: Cache }): Cached<AssignmentTable> {
  const found = kept(cache, run)
  if (found) return { table: found, written: null }
  const db = readProject(database)
  try {
    const { classNumber, maxPosterior, posteriors } = readParticles(db)
    const count = classNumber.length, classes = count === 0 ? 0 : posteriors.length / count
    const columns = { class: sharedArray(Uint8Array, count), posterior: sharedArray(Float32Array, count), entropy: sharedArray(Float32Array, count) }
    columns.class.set(classNumber)
    columns.posterior.set(maxPosterior)
    for (let row = 0; row < count; row++) columns.entropy[row] = entropyAt(posteriors, row * classes, classes)
    const written = cache.writable && count >= LEAST_KEPT ? keep(cache.path, { run, classes }, columns) : null
    return { table: { classes, columns }, written }
  } finally {
    db.close()
  }
}
