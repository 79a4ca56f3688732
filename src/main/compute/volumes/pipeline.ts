/*
 * The way of particles that come as one 3D map each, stage by stage; the counterpart of ../pipeline.ts.
 *
 *   stage                 file                              in → out
 *   1 import              importVolumes.ts                  folder or .star → VolumeParticles: every map found and its header sound
 *   2 load maps           loadVolumes.ts                    maps, one at a time → Fourier coefficients, and what each map lacks
 *   3 judge maps          judgeVolumes.ts                   sign, mask, noise, junk, contrast, consensus, or a Failure where nothing is shared
 *   4 number of classes   adviseVolumeNumber.ts             K by the likelihood of maps that took no part
 *   5 sort                sortVolumes.ts                    cross-fitted posteriors, class differences
 *   6 variance            measureVolumeVariance.ts          motion that is left inside each class
 *   7 network             ../networkStages.ts               voxel graph, two networks, and how much they count
 *   8 reconstruct         reconstructVolumes.ts             averages of the full-size maps, halves apart, FSC, resolution
 *
 * Stages 4 and 5 leave checkpoints in outputDir/.work; what lies before them is computed again on --resume.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { readVolume } from '../../formats/mrc.ts'
import { seededRandom } from '../../numerics/rng.ts'
import { networkWanted } from '../network/networkWanted.ts'
import { networkStages } from '../networkStages.ts'
import type { EngineReport, PipelineResult, RunRequest } from '../protocol.ts'
import { meanPosteriors, type Assignments } from '../results/assignments.ts'
import { StageClock } from '../results/clock.ts'
import { LiveSorting } from '../results/liveSorting.ts'
import { Checkpoints } from '../sorting/checkpoint.ts'
import { checkedMask, maskForSorting } from '../sorting/givenMask.ts'
import { varianceFile } from '../stages/measureVariance.ts'
import { Pool } from '../threads/pool.ts'
import { adviseVolumeNumber } from './adviseVolumeNumber.ts'
import { classesOf, type VolumeSorting } from './expectation.ts'
import { halfSets } from './halfSets.ts'
import { importVolumes, type VolumeSource } from './importVolumes.ts'
import { HANDEDNESS, judgeVolumes } from './judgeVolumes.ts'
import { loadVolumes } from './loadVolumes.ts'
import { measureVolumeVariance } from './measureVolumeVariance.ts'
import { reconstructVolumes } from './reconstructVolumes.ts'
import { FULL_EFFORT, sortVolumes } from './sortVolumes.ts'
import { volumeSource } from './volumeSpecimen.ts'
import { watchVolumes } from './watchVolumes.ts'
import type { VolumeWorkspace } from './workspace.ts'

export async function runVolumePipeline(request: RunRequest, outer: StageContext): Promise<PipelineResult<VolumeSource>> {
  const { parameters, outputDir } = request
  const work = join(outputDir, '.work')
  const warnings: string[] = []
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const clock = new StageClock(ctx), live = new LiveSorting(ctx, outputDir)
  const random = seededRandom(parameters.seed)

  const { particles, source, doubts } = await clock.time('import', () => importVolumes(request.input, request.root ?? undefined))
  clock.particles = particles.count
  const { box, pixelSize } = particles
  const mask = parameters.mask === null ? null : checkedMask(readVolume(parameters.mask), box, pixelSize, parameters.mask), givenMask = mask && maskForSorting(mask)

  const set = await clock.time('load maps', () => loadVolumes(particles, parameters, ctx))
  const judged = await clock.time('judge maps', () => judgeVolumes(set, givenMask, request.input, ctx))
  const { w } = judged
  mkdirSync(work, { recursive: true })
  const checkpoints = new Checkpoints(work)
  const classNumber = await clock.time('number of classes', () => adviseVolumeNumber(w, parameters.classes, random.fork('number'), checkpoints))
  const sorting = await clock.time('sort', () => sortVolumes(w, classNumber.chosen, FULL_EFFORT, random.fork('sort'), checkpoints, watchVolumes(w, live)))
  const variance = await clock.time('variance', () => measureVolumeVariance(w, sorting, k => join(outputDir, varianceFile('run_class', k + 1)), random.fork('variance')))
  const learned = await networkWanted(parameters, classNumber.chosen, ctx)
    ? await networkStages(async () => volumeSource(w, sorting, variance), { parameters, outputDir, work, particles: particles.count, rowAt: Uint32Array.from({ length: particles.count }, (_, row) => row), box, pixelSize }, clock, ctx)
    : null
  const assigned = (posteriors: Float32Array) => assignmentsOf(w, { classes: sorting.classes, posteriors })
  const assignments = assigned(learned ? new Float32Array(learned.posteriors) : sorting.posteriors)
  const rules = learned ? [...Object.entries(learned.rules).map(([rule, posteriors]) => ({ rule, ...assigned(new Float32Array(posteriors)) })), { rule: 'sorting', ...assigned(sorting.posteriors) }] : []
  const pool = new Pool(parameters.threads, ctx.signal)
  try {
    const maps = await clock.time('reconstruct', () => reconstructVolumes({
      particles, classNumber: assignments.classNumber, half: halfSets(particles, random.fork('halves')), weights: judged.weights, classes: sorting.classes, outputDir, mask,
    }, ctx, pool))
    warnings.push(...maps.warnings)
    const means = meanPosteriors(assignments, sorting.classes)
    const report: EngineReport = {
      input: {
        path: request.input, format: 'maps', particles: particles.count, box, pixelSizeA: pixelSize, micrographs: particles.tomograms, opticsGroups: 1,
        halfSets: particles.half ? 'upstream' : 'made here', doubts: [...doubts],
      },
      stages: clock.perParticle(),
      proof: { variants: [{ name: 'as given', gain: judged.gain }], halfMapCorrelation: judged.halfMapCorrelation, handedness: HANDEDNESS },
      contrast: { sign: judged.sign, spread: judged.spread }, junk: { particles: judged.junk, fraction: judged.junk / particles.count },
      poseError: null, resolutionLimitA: w.boxSize / w.ball.limit, classNumber,
      classes: maps.classes.map((made, k) => ({
        number: made.number, particles: made.particles, occupancy: made.particles / Math.max(particles.count - judged.junk, 1), resolutionA: made.resolutionA,
        bfactor: made.bfactor, variance: variance.numbers[k], meanPosterior: means[k], map: made.map, halfMaps: made.halfMaps, fsc: made.fsc,
      })),
      ...(learned && { graph: learned.graph, network: learned.network, comparison: learned.comparison }),
      warnings,
    }
    return { count: particles.count, classes: sorting.classes, ...assignments, rules, report, source }
  } finally {
    await pool.close()
  }
}

/** Each particle goes to its most probable class; junk to none. */
function assignmentsOf(w: VolumeWorkspace, sorting: Pick<VolumeSorting, 'classes' | 'posteriors'>): Assignments {
  const { classes } = sorting, classOf = classesOf(w, sorting), posteriors = new Float32Array(w.count * classes), maxPosterior = new Float64Array(w.count)
  classOf.forEach((k, i) => {
    if (k < 0) return
    posteriors.set(sorting.posteriors.subarray(i * classes, (i + 1) * classes), i * classes)
    maxPosterior[i] = sorting.posteriors[i * classes + k]
  })
  return { classNumber: classOf.map(k => k + 1), maxPosterior, posteriors }
}
