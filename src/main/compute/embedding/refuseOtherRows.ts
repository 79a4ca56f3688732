import { Failure } from '../../../preload/contract/failure.ts'
import type { ProjectParticles } from '../protocol.ts'

/** Throws Failure 'data' where the input has not the `count` of rows that the run sorted. */
export function refuseOtherRows({ input, run }: ProjectParticles, count: number): void {
  if (run && run.classNumber.length !== count) throw new Failure('data', `${input}: ${count} particles, but the run has sorted ${run.classNumber.length}`, 'sort them again, or name the particle file of the run')
}
