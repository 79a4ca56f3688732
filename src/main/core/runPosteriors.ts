import { join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import type { TrainReport } from '../../preload/contract/supervised.ts'
import { readProject } from '../db/open.ts'
import { readParticles } from '../db/particles.ts'
import { selectRun } from '../db/run.ts'
import type { FinishedRun } from '../compute/protocol.ts'
import type { RowLabels } from '../compute/supervised/protocol.ts'
import { bestMatching } from '../numerics/assignment.ts'
import { wilsonInterval } from '../numerics/wilsonInterval.ts'
import { PROJECT_FILE } from './runFiles.ts'

/** Labels with what a run without labels makes of the same particles, and how right it was. */
export type BesideRun = { readonly run: FinishedRun; readonly posteriors: Float32Array; readonly report: NonNullable<TrainReport['run']>; /** What may be wrong with the two together. */ readonly doubt: string | null }

/** A posterior of zero is an overstatement. */
const LEAST_POSTERIOR = 1e-6

/**
 * The posteriors of the finished run in `folder`, [rows × classes of the labels]: classes of the run are matched one to one with those of the labels so
 * that the labels are most probable by the run's posteriors; what the run puts into a class that is left over says nothing. Throws a Failure where there
 * is no finished run, or it is of other particles.
 */
export function runPosteriors(folder: string, { classOfRow, names }: RowLabels, inputSha256: string): BesideRun {
  const db = readProject(join(folder, PROJECT_FILE))
  try {
    const run = selectRun(db)
    if (run?.state !== 'finished') throw new Failure('missing', `${folder}: holds no finished run`, 'finish the run, or train without --run')
    const { classNumber, posteriors } = readParticles(db), found = posteriors.length / classNumber.length
    if (run.inputSha256 !== inputSha256 || classNumber.length !== classOfRow.length) throw new Failure('data', `${folder}: the run is of other particles (${run.inputPath})`, 'name the run of this particle file, or train without --run')
    const logLikelihood = names.map(() => Array.from({ length: found }, () => 0))
    classOfRow.forEach((label, row) => { if (label >= 0) for (let k = 0; k < found; k++) logLikelihood[label][k] += Math.log(Math.max(posteriors[row * found + k], LEAST_POSTERIOR)) })
    const matching = bestMatching(logLikelihood), labelled = Array.from(classOfRow.keys()).filter(row => classOfRow[row] >= 0)
    const right = labelled.filter(row => classNumber[row] === matching[classOfRow[row]] + 1 && classNumber[row] > 0).length, interval = wilsonInterval(right, labelled.length)
    const largest = Math.max(...names.map((_, label) => labelled.filter(row => classOfRow[row] === label).length)) / labelled.length
    const doubt = interval[0] > largest ? null : `the run agrees with ${right} of ${labelled.length} labels, which chance might do: look whether its classes are those of the labels`
    const matched = new Float32Array(classOfRow.length * names.length)
    for (let row = 0; row < classOfRow.length; row++) for (const [label, number] of matching.entries()) if (number >= 0) matched[row * names.length + label] = posteriors[row * found + number]
    return {
      run: { created: run.created, polish: run.parameters.posePolish, classNumber, posteriors }, posteriors: matched, doubt,
      report: { path: folder, classes: names.map((_, label) => (matching[label] >= 0 ? matching[label] + 1 : null)), accuracy: right / labelled.length, interval },
    }
  } finally {
    db.close()
  }
}
