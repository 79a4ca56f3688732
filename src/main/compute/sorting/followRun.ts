import type { StageContext } from '../../../preload/contract/progress.ts'
import type { FinishedRun } from '../protocol.ts'
import { backproject, setConsensus, type Backprojection } from './consensus.ts'
import { turn, type Sorting } from './expectation.ts'
import { sharedFloats } from './particles.ts'
import { PosePolish } from './posePolish.ts'
import type { Workspace } from './workspace.ts'

/** Fourier pixels at which poses are polished in turn. */
const LIMITS = [7, 9, 11, 13, 15, 18]

/** Particles of class 0 take no further part; posteriors by position in the store. */
export function takeClasses(w: Workspace, { classNumber, posteriors }: Pick<FinishedRun, 'classNumber' | 'posteriors'>): Sorting {
  const { rowAt, state } = w.set, classes = posteriors.length / classNumber.length
  const active = new Uint8Array(state.active), shared = sharedFloats(w.set.store.count * classes), to = new Float32Array(shared)
  rowAt.forEach((row, p) => {
    active[p] = classNumber[row] > 0 ? 1 : 0
    to.set(posteriors.subarray(row * classes, (row + 1) * classes), p * classes)
  })
  return { posteriors: shared, classes, model: null }
}

/** Leaves particles as a finished run has left them: its junk set apart and, where it did so, poses polished against the maps of its classes. Null: poses as given. */
export async function followRun(w: Workspace, run: FinishedRun, ctx: StageContext): Promise<PosePolish | null> {
  const sorting = takeClasses(w, run)
  if (!run.polish) return null
  const polish = new PosePolish(w), limits = LIMITS.filter(r => r <= w.limit)
  for (const [i, limit] of limits.entries()) {
    ctx.signal.throwIfAborted()
    sorting.model = null // the maps are made again from the posteriors, and nobody is scored
    await turn(w, sorting, limit)
    await polish.pass(w, sorting, limit)
    ctx.report({ stage: 'polish poses', done: i + 1, total: limits.length })
  }
  return polish
}

/** The consensus of the particles as they now stand. */
export async function renewConsensus(w: Workspace): Promise<Backprojection> {
  const sums = await backproject(w)
  setConsensus(w, sums)
  return sums
}
