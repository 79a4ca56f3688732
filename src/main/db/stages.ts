import type { Report } from '../../preload/contract/report.ts'
import type { ProjectDatabase } from './open.ts'

type Stages = Report['stages']

/** Replaces the stages of the run, in order. */
export function writeStages(db: ProjectDatabase, stages: Stages): void {
  const insert = db.prepare('INSERT INTO stage (position, name, seconds, seconds_per_particle) VALUES (?, ?, ?, ?)')
  db.transaction(() => {
    db.exec('DELETE FROM stage')
    for (const [position, stage] of stages.entries()) insert.run(position, stage.name, stage.seconds, stage.secondsPerParticle)
  })()
}

export const readStages = (db: ProjectDatabase): Stages =>
  db.prepare<[], Stages[number]>('SELECT name, seconds, seconds_per_particle AS secondsPerParticle FROM stage ORDER BY position').all()
