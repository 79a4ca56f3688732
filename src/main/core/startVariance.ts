import { join } from 'node:path'
import type { VarianceReport } from '../../preload/contract/calls/variance.ts'
import { badData, Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import type { VarianceRequest } from '../compute/protocol.ts'
import { VARIANCE_FOLDER, VARIANCE_SCRATCH } from '../compute/variance/varianceFiles.ts'
import { isCsFile } from '../formats/fileKind.ts'
import { MATCHED_BY, readAssignment } from './assignments.ts'
import { finder } from './compareAssignments.ts'
import { runInThread } from './jobThread.ts'
import { classNames } from './labels.ts'
import { runDataFile } from './runFiles.ts'
import { withScratch } from './scratchFolder.ts'
import { settledRequest } from './startEmbedding.ts'
import type { ParticlesWish } from './startEmbedding.ts'
import { varianceName } from './varianceReports.ts'
import { PROGRAM, VERSION } from './versions.ts'

/** The thread's file is source beside this one in development and a bundle beside the program's when built. */
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './varianceThread.ts' : './variance.js', import.meta.url)
/** With fewer particles in a class, its variance could not be told from noise. */
const LEAST_PARTICLES = 40
const MOST_CLASSES = 100

/** `path`: the assignment. */
export type VarianceWish = ParticlesWish & { readonly path: string }

/**
 * Measures the conformational variance of another program's classes of the project's particles and writes it to a folder of its own in `variance`;
 * the caller holds the project's lock. Rejects with a Failure: 'missing' where no run has finished, 'data' or 'usage' for the file, 'output', 'cancelled'.
 */
export async function startVariance({ path, ...wish }: VarianceWish, ctx: StageContext): Promise<VarianceReport> {
  const settled = settledRequest(wish), { run } = settled
  if (!run) throw new Failure('missing', `${wish.outputDir}: holds no finished run`, 'sort the particles first: its settings are used, and its classes are what others are compared with')
  const classes = classesOf(path, join(wish.outputDir, runDataFile(isCsFile(wish.input) ? 'cs' : 'star')), run.classNumber.length)
  const request = { ...settled, ...classes, run, path, name: varianceName(wish.outputDir, path), program: `${PROGRAM} ${VERSION}` }
  return withScratch(join(wish.outputDir, VARIANCE_FOLDER), VARIANCE_SCRATCH, () => runInThread<VarianceRequest, VarianceReport>(THREAD, request, ctx))
}

/** The file's classes by row of the run, as far as they have particles enough. */
function classesOf(path: string, runData: string, count: number): Pick<VarianceRequest, 'labels' | 'tooSmall' | 'classNumber' | 'rowIn' | 'matchedBy' | 'listed' | 'shared'> {
  const ours = readAssignment(runData), theirs = readAssignment(path)
  if (ours.labels.length !== count) throw badData(runData, 'rows', `${ours.labels.length} particles, the run sorted ${count}`, 'put the file of the run back')
  const { by, rows: rowIn, shared } = finder(ours)(theirs), names = classNames(theirs.labels)
  if (names.length > MOST_CLASSES) throw badData(path, 'all rows', `${names.length} classes`, `the variance of at most ${MOST_CLASSES} classes can be measured`)
  const members = new Map(names.map(label => [label, 0]))
  for (const row of rowIn) if (row >= 0 && members.has(theirs.labels[row])) members.set(theirs.labels[row], members.get(theirs.labels[row])! + 1)
  const counted = names.map(label => ({ label, particles: members.get(label)! })), labels = names.filter(label => members.get(label)! >= LEAST_PARTICLES)
  if (labels.length === 0) throw badData(path, 'all rows', `no class has ${LEAST_PARTICLES} of the project's particles`, 'with fewer a variance cannot be told from noise')
  const number = new Map(labels.map((label, k) => [label, k + 1]))
  return {
    labels, tooSmall: counted.filter(({ particles }) => particles < LEAST_PARTICLES), classNumber: rowIn.map(row => (row < 0 ? 0 : number.get(theirs.labels[row]) ?? 0)),
    rowIn, matchedBy: MATCHED_BY[by], listed: theirs.labels.length, shared,
  }
}
