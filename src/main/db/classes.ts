import type { ClassReport, FscCurve, Report } from '../../preload/contract/report.ts'
import type { ProjectDatabase } from './open.ts'

type Advice = Report['classNumber']['table']

/** Replaces the classes of the run. */
export function writeClasses(db: ProjectDatabase, classes: readonly ClassReport[]): void {
  const insert = db.prepare(
    `INSERT INTO class (number, particles, occupancy, resolution_a, bfactor, variance, variance_unit, mean_posterior, map, half1, half2, fsc_json)
     VALUES (@number, @particles, @occupancy, @resolutionA, @bfactor, @variance, @unit, @meanPosterior, @map, @half1, @half2, @fsc)`,
  )
  db.transaction(() => {
    db.exec('DELETE FROM class')
    for (const { variance, halfMaps, fsc, ...rest } of classes) {
      insert.run({ ...rest, variance: variance.value, unit: variance.unit, half1: halfMaps[0], half2: halfMaps[1], fsc: JSON.stringify(fsc) })
    }
  })()
}

type ClassRow = Omit<ClassReport, 'variance' | 'halfMaps' | 'fsc'> & { half1: string; half2: string }

/** The classes in order of their number, without their variance and curves. */
export const readClasses = (db: ProjectDatabase): ClassRow[] =>
  db.prepare<[], ClassRow>(
    `SELECT number, particles, occupancy, resolution_a AS resolutionA, bfactor, mean_posterior AS meanPosterior, map, half1, half2
     FROM class ORDER BY number`,
  ).all()

/** The FSC curve of one class; null where there is no such class. */
export function readFsc(db: ProjectDatabase, number: number): FscCurve | null {
  const row = db.prepare<[number], { fsc_json: string }>('SELECT fsc_json FROM class WHERE number = ?').get(number)
  return row ? (JSON.parse(row.fsc_json) as FscCurve) : null
}

/** Replaces the held-out log-likelihood by number of classes. */
export function writeAdvice(db: ProjectDatabase, table: Advice): void {
  const insert = db.prepare('INSERT INTO class_number_advice (k, held_out_log_likelihood, standard_error) VALUES (@k, @heldOutLogLikelihood, @standardError)')
  db.transaction(() => {
    db.exec('DELETE FROM class_number_advice')
    for (const row of table) insert.run(row)
  })()
}

export const readAdvice = (db: ProjectDatabase): Advice =>
  db.prepare<[], Advice[number]>(
    'SELECT k, held_out_log_likelihood AS heldOutLogLikelihood, standard_error AS standardError FROM class_number_advice ORDER BY k',
  ).all()
