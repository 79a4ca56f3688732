import type { StageContext } from '../../../../preload/contract/progress.ts'
import { paddingFor, sliceSumLength } from '../../../numerics/backprojection.ts'
import type { Pool } from '../../threads/pool.ts'
import { addSums } from '../../threads/reconstructHalf.ts'
import { partLength, partRows, slicePart, type SortedParticles } from './sliceParts.ts'

export const STAGE = 'reconstruct'

/** Memory that sums of parts in the making may take beside the totals. */
const SUMS_BYTES = 1.5e9
/** Parts begun ahead of the threads, so that a slow one holds nobody up: sums are added in order. */
const AHEAD = 2

export type HalfMapOptions = {
  /** K. */
  readonly classes: number
  /** Images are multiplied by it. */
  readonly sign: 1 | -1
  readonly box: number
  readonly pixelSize: number
  /** Particles that one task inserts; left out, the box decides. */
  readonly partLength?: number
}

/** Both unfiltered half-maps of every class, and how many particles went into each. */
export type HalfMaps = { readonly maps: readonly [Float32Array, Float32Array]; readonly particles: readonly [number, number] }[]

/**
 * Back-projects every class and half from the full-size images. Parts are computed in any order on the pool's threads and added in theirs,
 * so the maps are the same to the last bit whatever the number of threads.
 */
export async function halfMaps(sorted: SortedParticles, options: HalfMapOptions, ctx: StageContext, pool: Pool): Promise<HalfMaps> {
  const { classes, box } = options
  const jobs = Array.from({ length: 2 * classes }, (_, job) => ({ number: (job >> 1) + 1, half: job & 1, map: new SharedArrayBuffer(4 * box ** 3) }))
  const counts = await backproject(sorted, jobs, options, ctx, pool)
  return Array.from({ length: classes }, (_, k) => ({
    maps: [new Float32Array(jobs[2 * k].map), new Float32Array(jobs[2 * k + 1].map)],
    particles: [counts[2 * k], counts[2 * k + 1]],
  }))
}

type Job = { readonly number: number; readonly half: number; readonly map: SharedArrayBuffer }
type Started = { readonly job: number; readonly last: boolean; readonly sum: SharedArrayBuffer; readonly done: Promise<{ readonly particles: number }> }

async function backproject(sorted: SortedParticles, jobs: readonly Job[], options: HalfMapOptions, ctx: StageContext, pool: Pool): Promise<number[]> {
  const { box, pixelSize, sign } = options
  const length = options.partLength ?? partLength(box)
  const { files, optics } = sorted.particles
  const padding = paddingFor(box)
  const bytes = 4 * sliceSumLength(box, padding)
  const atOnce = Math.max(1, Math.min(pool.size + AHEAD, Math.floor(SUMS_BYTES / bytes)))
  const parts = jobs.flatMap((job, index) => partRows(sorted, job.number, job.half, length).map((rows, i, all) => ({ job: index, rows, last: i === all.length - 1 })))
  const total = parts.reduce((sum, { rows }) => sum + rows.length, 0)

  const counts = jobs.map(() => 0)
  const free: SharedArrayBuffer[] = []
  const started: Started[] = []
  const inversions: Promise<void>[] = []
  let current: SharedArrayBuffer | null = null
  let finished = 0

  const addOldest = async (): Promise<void> => {
    const { job, last, sum, done } = started.shift()!
    const { particles } = await done
    counts[job] += particles
    finished += particles
    ctx.report({ stage: STAGE, done: finished, total, note: `class ${jobs[job].number}` })
    if (current === null) current = sum
    else {
      addSums(current, sum)
      free.push(sum)
    }
    if (!last) return
    const whole = current
    current = null
    inversions.push(waitedFor(pool.run('invertSum', { sum: whole, box, padding, map: jobs[job].map }).then(() => { free.push(whole) })))
  }

  for (const { job, rows, last } of parts) {
    ctx.signal.throwIfAborted()
    if (started.length >= atOnce) await addOldest()
    // Totals that wait for their inversion hold memory too.
    if (inversions.length > 2) await inversions.shift()
    const sum = free.pop() ?? new SharedArrayBuffer(bytes)
    const done = waitedFor(pool.run('reconstructHalf', { sum, box, padding, pixelSize, files, optics, sign, part: slicePart(sorted, rows) }))
    started.push({ job, last, sum, done })
  }
  while (started.length > 0) await addOldest()
  await Promise.all(inversions)
  return counts
}

/** Marks a promise whose turn to be awaited comes later: a failure meanwhile is reported then, not as unhandled. */
export function waitedFor<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
