import { availableParallelism } from 'node:os'
import type { RunParameters } from '../../../preload/contract/parameters.ts'
import type { Progress } from '../../../preload/contract/progress.ts'
import type { Job } from './jobMessages.ts'
import { particleRate } from './particleRate.ts'
import { stagesOf, stagesOfRun, type StageCost } from './stageCosts.ts'

export type TimeLeft = {
  /** Seconds to the end of the job, likely range; null where nothing is known of it. */
  readonly left: [number, number] | null
  readonly particlesPerSecond: number | null
}

/** Before anything has run: a machine may be so many times as fast or as slow as that of the costs. */
const MACHINE = 2.2
/** Seconds of the costs that tell as much about a machine as is assumed before. */
const ASSUMED = 6
/** How far a stage's time may be off, at least, once the machine is known: data differ in what they ask of it. */
const STAGE = 1.4
/** More often than not what is off takes longer: others work on the machine too. */
const LONGER = 1.25
/** What an ended stage says about the machine counts for this much less with every stage after it: others come and go on a machine. */
const FADING = 0.8
/** A stage that overruns has this fraction of its time still before it. */
const OVERRUN = 0.15
/** A stage that took less than this of what it should was taken from a checkpoint: it says nothing about the machine. */
const RESTORED = 0.1
/** Progress that says nothing yet. */
const LEAST_PROGRESS = 0.05

/**
 * How long a job still takes, told anew with every progress: the costs of the stages that are left, times how much slower than they say this
 * machine has been so far. The range is wide at first, and where stages disagree about the machine, and narrows as they end. `box`: of the
 * input, px; null where it is not known.
 */
export function estimateLeft(job: Job, particles: number, box: number | null = null): (progress: Progress, elapsed: number) => TimeLeft {
  const load = { particles, box, cores: coresOf(job) }, rate = particleRate(particles)
  let stages = stagesOf(job, load, false)
  let at = -1, since = 0, step = NO_STEP, ended: readonly Ended[] = []
  return (progress, elapsed) => {
    if (progress.stage === 'load maps' && !stages.some(({ stage }) => stage === 'load maps')) stages = stagesOf(job, load, true)
    const next = stages.findIndex(({ stage }) => stage === progress.stage)
    if (next > at) {
      const last = stages[at], taken = elapsed - since
      if (last && taken > RESTORED * last.seconds) ended = [...ended.map(stage => ({ ...stage, weight: FADING * stage.weight })), { expected: last.seconds, taken, weight: 1 }]
      ;[at, since, step] = [next, elapsed, NO_STEP]
    }
    const fraction = progress.done / Math.max(progress.total, 1), spent = elapsed - since
    if (next === at && fraction > step.fraction) step = { fraction, spent }
    return { left: at < 0 ? null : rangeOf(stages[at], stages.slice(at + 1), { spent, step, ended }), particlesPerSecond: rate(progress, elapsed) }
  }
}

const coresOf = (job: Job): number =>
  Math.min(job.kind === 'run' || job.kind === 'train' ? job.request.parameters.threads : job.kind === 'sample' ? job.threads : job.request.threads, availableParallelism())

/** A stage that has ended: seconds that it should have taken and took, and how much that still says. */
type Ended = { readonly expected: number; readonly taken: number; readonly weight: number }

/** The last progress of a stage, and the seconds that it had been running then. */
type Step = { readonly fraction: number; readonly spent: number }
const NO_STEP: Step = { fraction: 0, spent: 0 }

type Standing = { readonly spent: number; readonly step: Step; readonly ended: readonly Ended[] }

function rangeOf(now: StageCost, later: readonly StageCost[], { spent, step, ended }: Standing): [number, number] {
  const before = machineOf(ended), overrun = spent > now.seconds * before.slowness
  const { slowness, factor } = overrun ? machineOf([...ended, { expected: now.seconds, taken: spent, weight: 1 }]) : before
  const own = leftOfStage(now, spent, step, slowness), rest = slowness * later.reduce((sum, { seconds }) => sum + seconds, 0)
  // Of a stage that tells how far it is, that is known three times as well.
  const nearer = own.certain ? 1 + (factor - 1) / 3 : factor
  return [own.seconds / nearer + rest / factor, own.seconds * nearer ** LONGER + rest * factor ** LONGER]
}

/** How many times as slow as the costs say a machine is, and by which factor that may be wrong for a stage. */
function machineOf(ended: readonly Ended[]): { slowness: number; factor: number } {
  const total = (value: (stage: Ended) => number): number => ended.reduce((sum, stage) => sum + stage.weight * value(stage), 0)
  const known = total(({ expected }) => expected), slowness = (total(({ taken }) => taken) + ASSUMED) / (known + ASSUMED)
  const unlike = total(({ expected, taken }) => expected * Math.log(taken / expected / slowness) ** 2) / (known + ASSUMED)
  const machine = Math.log(MACHINE) ** 2 / (1 + known / ASSUMED)
  return { slowness, factor: Math.exp(Math.sqrt(machine + Math.log(STAGE) ** 2 + unlike)) }
}

/** What a stage still takes: by its progress where that tells evenly, else by the time that it should take. */
function leftOfStage({ seconds, covered }: StageCost, spent: number, step: Step, slowness: number): { seconds: number; certain: boolean } {
  const done = step.fraction * covered, certain = done > LEAST_PROGRESS
  if (done === 1) return { seconds: 0, certain }
  const whole = certain ? step.spent / done : seconds * slowness
  return { seconds: Math.max(whole - spent, OVERRUN * Math.max(whole * (1 - done), spent - whole)), certain }
}

/** Likely seconds of a run on a machine that nothing is known of but its cores. `box`: of the input, px; `maps`: particles are one 3D map each. */
export function planSeconds(parameters: RunParameters, particles: number, box: number, cores: number, maps = false): [number, number] {
  const load = { particles, box, cores: Math.min(parameters.threads, cores) }
  const total = (more: Partial<RunParameters>): number => stagesOfRun({ ...parameters, ...more }, load, maps).reduce((sum, { seconds }) => sum + seconds, 0)
  const least = total(parameters.network === 'auto' ? { network: 'off' } : {})
  // With 'auto' it is WebAssembly that computes the network where TensorFlow is not installed.
  return [least / MACHINE, Math.max(total({}) * MACHINE, parameters.backend === 'auto' ? total({ backend: 'wasm' }) : 0)]
}
