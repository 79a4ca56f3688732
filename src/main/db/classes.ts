import type { ClassReport, FscCurve, Report } from '../../preload/contract/report.ts'
import type { ProjectDatabase } from './open.ts'
import { all, first, query, run } from './query.ts'

type Advice = Report['classNumber']['table']

/** Replaces the classes of the run. */
export function writeClasses(db: ProjectDatabase, classes: readonly ClassReport[]): void {
  db.transaction(() => {
    run(db, query.deleteFrom('class'))
    for (const { number, particles, occupancy, resolutionA, bfactor, variance, meanPosterior, map, halfMaps, fsc } of classes) {
      run(db, query.insertInto('class').values({
        number, particles, occupancy, resolution_a: resolutionA, bfactor, variance: variance.value, variance_unit: variance.unit,
        mean_posterior: meanPosterior, map, half1: halfMaps[0], half2: halfMaps[1], fsc_json: JSON.stringify(fsc),
      }))
    }
  })()
}

type ClassRow = Omit<ClassReport, 'variance' | 'halfMaps' | 'fsc'> & { half1: string; half2: string }

/** The classes in order of their number, without their variance and curves. */
export const readClasses = (db: ProjectDatabase): ClassRow[] =>
  all(db, query.selectFrom('class').select(['number', 'particles', 'occupancy', 'resolution_a as resolutionA', 'bfactor', 'mean_posterior as meanPosterior', 'map', 'half1', 'half2']).orderBy('number'))

/** The FSC curve of one class; null where there is no such class. */
export function readFsc(db: ProjectDatabase, number: number): FscCurve | null {
  const row = first(db, query.selectFrom('class').select('fsc_json').where('number', '=', number))
  return row ? (JSON.parse(row.fsc_json) as FscCurve) : null
}

/** Replaces the held-out log-likelihood by number of classes. */
export function writeAdvice(db: ProjectDatabase, table: Advice): void {
  db.transaction(() => {
    run(db, query.deleteFrom('class_number_advice'))
    for (const { k, heldOutLogLikelihood, standardError } of table) run(db, query.insertInto('class_number_advice').values({ k, held_out_log_likelihood: heldOutLogLikelihood, standard_error: standardError }))
  })()
}

export const readAdvice = (db: ProjectDatabase): Advice =>
  all(db, query.selectFrom('class_number_advice').select(['k', 'held_out_log_likelihood as heldOutLogLikelihood', 'standard_error as standardError']).orderBy('k'))
