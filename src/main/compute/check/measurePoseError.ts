import type { CheckResult } from '../../../preload/contract/calls/check.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { ParticleSet } from '../../../preload/contract/records.ts'
import { poseError } from '../results/poses.ts'
import { turn } from '../sorting/expectation.ts'
import { PosePolish } from '../sorting/posePolish.ts'
import { oneClass } from '../sorting/starts.ts'
import type { Workspace } from '../sorting/workspace.ts'

/** Fourier pixels at which poses are polished in turn. */
const LIMITS = [7, 9, 11, 13, 15, 18]

/**
 * Widths of the given poses' errors, from polishing them against the consensus alone: conformations are not told apart yet, so what
 * moves between them may count as a little error of the pose. The particles' poses in the workspace are polished ones afterwards.
 */
export async function measurePoseError(w: Workspace, particles: ParticleSet, ctx: StageContext): Promise<CheckResult['poseError']> {
  const one = oneClass(w), polish = new PosePolish(w), limits = LIMITS.filter(r => r <= w.limit)
  for (const [i, limit] of limits.entries()) {
    ctx.signal.throwIfAborted()
    await turn(w, one, limit)
    await polish.pass(w, one, limit)
    ctx.report({ stage: 'pose error', done: i + 1, total: limits.length })
  }
  return poseError(particles, w.set, polish)
}
