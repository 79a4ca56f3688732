import { readParticles } from '../../db/particles.ts'
import { readProject } from '../../db/open.ts'
import { mostTelling } from '../../numerics/activeChoice.ts'

export type SuggestInput = {
  readonly database: string
  /** [rows] −1: none. */
  readonly labels: Int8Array
  /** [rows]; null: maps, which are of none. */
  readonly micrograph: Uint32Array | null
  readonly count: number
}

/** Rows whose label would tell the most beside what the project's finished run makes of them. */
export function suggestRows({ database, labels, micrograph, count }: SuggestInput): Uint32Array {
  const db = readProject(database)
  try {
    const { posteriors } = readParticles(db), rows = labels.length
    return mostTelling({ classes: posteriors.length / rows, posteriors, labelled: Uint8Array.from(labels, label => Number(label >= 0)), micrograph: micrograph ?? new Uint32Array(rows) }, count)
  } finally {
    db.close()
  }
}
