import type { Report } from '../../preload/contract/report.ts'
import type { ProjectDatabase } from './open.ts'
import { all, query, run } from './query.ts'

type Stages = Report['stages']

/** Replaces the stages of the run, in order. */
export function writeStages(db: ProjectDatabase, stages: Stages): void {
  db.transaction(() => {
    run(db, query.deleteFrom('stage'))
    for (const [position, { name, seconds, secondsPerParticle }] of stages.entries()) run(db, query.insertInto('stage').values({ position, name, seconds, seconds_per_particle: secondsPerParticle }))
  })()
}

export const readStages = (db: ProjectDatabase): Stages => all(db, query.selectFrom('stage').select(['name', 'seconds', 'seconds_per_particle as secondsPerParticle']).orderBy('position'))
