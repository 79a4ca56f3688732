import { ImportedInput } from '../../../preload/contract/calls/projects.ts'
import { MOST_LABEL } from '../../../preload/contract/calls/labels.ts'
import type { LabelSet } from '../../../preload/contract/calls/labels.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { readProjectRow } from '../../db/projectRow.ts'
import type { LabelSetRow } from '../../db/labels.ts'
import type { OpenProject } from '../openProject.ts'
import type { LabelLog } from './labelLog.ts'

export const JUNK_LABEL = 0

/** What a label is called: "junk", the name that somebody gave it, or "class 3". */
export const labelName = ({ names }: Pick<LabelSetRow, 'names'>, label: number): string => (label === JUNK_LABEL ? 'junk' : names[label] ?? `class ${label}`)

/** Rows of the input as it was last read. Throws Failure before any import. */
export function particlesOf(project: OpenProject): number {
  const stored = ImportedInput.safeParse(project.read(readProjectRow)?.input)
  const particles = stored.success ? stored.data.particles : project.report()?.input.particles
  if (particles === undefined) throw new Failure('usage', 'there are no particles in this project yet', 'import some')
  return particles
}

/** Throws Failure where rows of a set are not rows of the input as it is now. */
export function refuseOther(project: OpenProject, { name, particles }: LabelSetRow): void {
  const now = particlesOf(project)
  if (now !== particles) throw new Failure('usage', `the labels "${name}" are of ${particles.toLocaleString('en')} particles, the input has ${now.toLocaleString('en')} now`, 'make a new label set, or locate the particles that these are of')
}

/** A set as the window shows it. */
export function labelSetState({ set, labels, done, undone }: LabelLog): LabelSet {
  const counts = new Int32Array(MOST_LABEL + 1)
  for (let row = 0; row < labels.length; row += 1) if (labels[row] >= 0) counts[labels[row]] += 1
  return {
    id: set.id, name: set.name, particles: set.particles, labelled: counts.reduce((sum, count) => sum + count, 0),
    labels: Array.from(counts, (count, label) => ({ label, name: labelName(set, label), count })),
    undo: done.length > 0 ? `Undo: ${done.at(-1)!.change.about}` : null,
    redo: undone.length > 0 ? `Redo: ${undone[0].change.about}` : null,
  }
}
