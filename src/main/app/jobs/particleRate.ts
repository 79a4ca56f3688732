import { NETWORK_OPTIONS } from '../../compute/model/jobs.ts'
import type { Progress } from '../../../preload/contract/progress.ts'

/** Particles that a step of progress stands for; null where steps are of unlike size. A turn of the sorting goes over all of them and ends at a resolution. */
function perStep({ stage, note }: Progress, particles: number): number | null {
  if (stage === 'load images' || stage === 'load maps' || stage === 'simulate') return 1
  if (stage === 'network') return NETWORK_OPTIONS.batch
  return stage === 'sort' && /^[\d.]+ Å$/.test(note ?? '') ? particles : null
}

/** Particles a second that a stage works through, over all of its steps so far. */
export function particleRate(particles: number): (progress: Progress, elapsed: number) => number | null {
  let from: { readonly stage: string; readonly done: number; readonly at: number } | null = null
  let lastDone = 0
  return (progress, elapsed) => {
    const worth = perStep(progress, particles)
    if (worth === null) return null
    if (!from || from.stage !== progress.stage || progress.done < lastDone) from = { stage: progress.stage, done: progress.done, at: elapsed }
    lastDone = progress.done
    return progress.done > from.done && elapsed > from.at ? (worth * (progress.done - from.done)) / (elapsed - from.at) : null
  }
}
