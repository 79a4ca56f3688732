import type { StageContext } from '../../../preload/contract/progress.ts'
import type { EmbeddedRun } from '../protocol.ts'
import { backproject, setConsensus, type Backprojection } from '../sorting/consensus.ts'
import { turn, type Sorting } from '../sorting/expectation.ts'
import { sharedFloats } from '../sorting/particles.ts'
import { PosePolish } from '../sorting/posePolish.ts'
import type { Workspace } from '../sorting/workspace.ts'



/** Fourier pixels at which poses are polished in turn. */
const LIMITS = [7, 9, 11, 13, 15, 18]

/** Junk is what the run took for junk. Posteriors of the run by position in the store. */
export function takeClasses(w: Workspace, { classNumber, posteriors }: EmbeddedRun): Sorting {
  const { rowAt, state } = w.set, classes = posteriors.length / classNumber.length
  const active = new Uint8Array(state.active), shared = sharedFloats(w.set.store.count * classes), to = new Float32Array(shared)
  rowAt.forEach((row, p) => {
    active[p] = classNumber[row] > 0 ? 1 : 0
    to.set(posteriors.subarray(row * classes, (row + 1) * classes), p * classes)
  })
  return { posteriors: shared, classes, model: null }
}

/** Polishes poses against the maps of the run's classes, as the run did; its posteriors stay as they are. */
export async function polishPoses(w: Workspace, sorting: Sorting, ctx: StageContext): Promise<PosePolish> {
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
