/*
 * The way of a particle, stage by stage. Every stage is (input, context) → output and calls no other stage.
 *
 *   stage                 file                          in → out
 *   1 import              stages/importParticles.ts     .star / .cs → ParticleSet: our units, axes and signs from here on
 *   2 prove match         stages/proveMatch.ts          rows, images and poses belong together, or a Failure that names the cause
 *   3 load images         sorting/loadSet.ts            images → Fourier coefficients and CTFs in the store, white noise
 *   4 judge particles     stages/judgeParticles.ts      contrast sign, noise, junk, every particle's contrast, consensus, mask
 *   5 number of classes   stages/adviseClassNumber.ts   K by the likelihood of particles that took no part
 *   6 sort                stages/sortParticles.ts       posteriors, polished poses, class differences
 *   7 variance            stages/measureVariance.ts     motion that is left inside each class
 *   8 voxel graph, network, combine   networkStages.ts  what the message-passing network adds to the likelihood; not with --network off
 *   9 reconstruct         stages/reconstruct.ts         full-size half-maps, maps, FSC, resolution
 *
 * Stages 4 and 6 leave checkpoints in outputDir/.work; what lies before them is computed again on --resume.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StageContext } from '../../preload/contract/progress.ts'
import type { EngineReport, PipelineResult, RunRequest } from './protocol.ts'
import { readVolume } from '../formats/mrc.ts'
import { assignmentsOf, meanPosteriors } from './results/assignments.ts'
import { StageClock } from './results/clock.ts'
import { LiveSorting } from './results/liveSorting.ts'
import { finalPoses, halfSets, poseError } from './results/poses.ts'
import { seededRandom } from '../numerics/rng.ts'
import { imageSource } from './graph/imageSpecimen.ts'
import { networkStages } from './networkStages.ts'
import { networkWanted } from './network/networkWanted.ts'
import { Checkpoints } from './sorting/checkpoint.ts'
import { loadSet } from './sorting/loadSet.ts'
import { checkedMask, maskForSorting } from './sorting/givenMask.ts'
import { watchSorting } from './sorting/watchSorting.ts'
import { createWorkspace } from './sorting/workspace.ts'
import { whiten } from './sorting/whiten.ts'
import { adviseClassNumber } from './stages/adviseClassNumber.ts'
import { importParticles, type ParticleSource } from './stages/importParticles.ts'
import { judgeParticles } from './stages/judgeParticles.ts'
import { measureVariance, varianceFile } from './stages/measureVariance.ts'
import { proveMatch } from './stages/proveMatch.ts'
import { reconstruct } from './stages/reconstruct.ts'
import { sortParticles } from './stages/sortParticles.ts'
import { Pool } from './threads/pool.ts'

export async function runPipeline(request: RunRequest, outer: StageContext): Promise<PipelineResult<ParticleSource>> {
  const { parameters, outputDir } = request
  const work = join(outputDir, '.work')
  const warnings: string[] = []
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const clock = new StageClock(ctx), live = new LiveSorting(ctx, outputDir)
  const random = seededRandom(parameters.seed)

  const { particles, source, doubts } = await clock.time('import', () =>
    importParticles(request.input, { ...(request.root !== null && { root: request.root }), ...(request.passthrough !== null && { passthrough: request.passthrough }) }))
  clock.particles = particles.count
  const { box, pixelSize } = particles.optics[0]
  const mask = parameters.mask === null ? null : checkedMask(readVolume(parameters.mask), box, pixelSize, parameters.mask), givenMask = mask && maskForSorting(mask)

  const pool = new Pool(parameters.threads, ctx.signal)
  try {
    const options = { box: parameters.box, maxResolution: parameters.maxResolution, seed: parameters.seed, scratch: work }
    const proof = await clock.time('prove match', () => proveMatch(particles, options, pool, ctx, request.input))
    mkdirSync(work, { recursive: true })
    const checkpoints = new Checkpoints(work)
    const { set, shellPower } = await clock.time('load images', () => loadSet(particles, options, pool, ctx))
    whiten(set, shellPower)
    const w = createWorkspace(pool, ctx, set)
    const judged = await clock.time('judge particles', () => judgeParticles(w, givenMask, checkpoints))
    const classNumber = await clock.time('number of classes', () => adviseClassNumber(w, parameters.classes, parameters.posePolish, random.fork('number'), checkpoints, ctx))
    const { sorting, polish } = await clock.time('sort', () => sortParticles(w, { classes: classNumber.chosen, polish: parameters.posePolish, watch: watchSorting(w, live, box) }, random.fork('sort'), checkpoints, ctx))
    const variance = await clock.time('variance', () => measureVariance(w, sorting, k => join(outputDir, varianceFile('run_class', k + 1)), random.fork('variance'), ctx))

    const learned = await networkWanted(parameters, classNumber.chosen, ctx)
      ? await networkStages(() => imageSource(w, sorting, variance.maps.map(map => ({ box: set.store.box, map: map.map(Math.sqrt) }))), { parameters, outputDir, work, particles: particles.count, rowAt: set.rowAt, box, pixelSize }, clock, ctx)
      : null
    const final = { ...sorting, posteriors: learned?.posteriors ?? sorting.posteriors }
    const { assignments, contrast } = assignmentsOf(set, final)
    const rules = learned ? Object.entries({ ...learned.rules, sorting: sorting.posteriors }).map(([rule, posteriors]) => ({ rule, ...assignmentsOf(set, { ...sorting, posteriors }).assignments })) : []
    const half = halfSets(particles, random.fork('halves'))
    const maps = await clock.time('reconstruct', () => reconstruct({
      particles, ...finalPoses(particles, w, polish), contrast, classNumber: assignments.classNumber, half, sign: judged.sign, classes: sorting.classes, outputDir, mask,
    }, ctx, pool))
    warnings.push(...maps.warnings)
    const report: EngineReport = {
      input: {
        path: request.input, format: particles.format, particles: particles.count, box, pixelSizeA: pixelSize, micrographs: particles.micrographs.length,
        opticsGroups: particles.optics.length, halfSets: particles.half ? 'upstream' : 'made here', doubts: [...doubts],
      },
      stages: clock.perParticle(), proof, contrast: { sign: judged.sign, spread: judged.spread },
      junk: { particles: judged.junk, fraction: judged.junk / particles.count },
      poseError: parameters.posePolish ? poseError(particles, set, polish) : null,
      resolutionLimitA: set.boxSize / w.limit, classNumber,
      classes: maps.classes.map((made, k) => ({
        number: made.number, particles: made.particles, occupancy: made.particles / Math.max(particles.count - judged.junk, 1), resolutionA: made.resolutionA,
        bfactor: made.bfactor, variance: variance.numbers[k], meanPosterior: meanPosteriors(assignments, sorting.classes)[k], map: made.map, halfMaps: made.halfMaps, fsc: made.fsc,
      })),
      ...(learned && { graph: learned.graph, network: learned.network, comparison: learned.comparison }),
      warnings,
    }
    return { count: particles.count, classes: sorting.classes, ...assignments, rules, report, source }
  } finally {
    await pool.close()
  }
}
