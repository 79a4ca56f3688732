/*
 * From labelled particles to a network that labels others. Stages 1 to 4 are those of pipeline.ts, or of volumes/pipeline.ts
 * where particles are maps; whole micrographs, or tomograms, are dealt to folds.
 *
 *   stage                 file                              in → out
 *   1 import              supervised/teachableImages.ts,    .star / .cs / folder → particles
 *   2 prove match         volumes/teachableVolumes.ts       rows, images and poses belong together
 *   3 load                                                  images or maps → coefficients
 *   4 judge particles                                       contrast, noise, junk, consensus, mask
 *   4b polish poses       sorting/followRun.ts              beside a run: its junk, and poses as it polished them
 *   5 class maps                                            labels → maps of the classes, of all labels and without folds
 *   6 voxel graph         stages/voxelGraph.ts              nodes, edges, densities
 *                         supervised/labelledItems.ts       labelled particles on maps that they had no part in
 *   7 network             stages/trainNetwork.ts            a network for every fold, and one of all labels
 *   8 compare             supervised/compareHeldOut.ts      linear rule, likelihood, network, combined, on folds held out
 *
 * Folds hold whole micrographs: neighbours share ice, defocus and noise, and particles of one micrograph on both sides of a
 * split would make every rule look better than it is on the next micrograph. The nesting is strict in all that a particle is
 * measured with: the network that labels fold f has learned from particles of fold g scored on maps of neither. What all
 * folds share is made without labels (consensus, mask, contrast, noise, poses), or is the shape of the graph's cells and the
 * pictures that the decoder is to paint, which come from the maps of all labels.
 *
 * Where too few micrographs hold labels, folds are dealt by particle. They then serve to keep training honest, and no
 * accuracy is reported.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { graphReport } from '../graph/graphReport.ts'
import { readDensities, type ItemSet } from '../graph/itemFile.ts'
import { NETWORK_OPTIONS } from '../model/jobs.ts'
import type { Assignments } from '../results/assignments.ts'
import { StageClock } from '../results/clock.ts'
import { FOLDS, slotsOfFold } from '../sorting/particles.ts'
import { trainNetwork, type Trained } from '../stages/trainNetwork.ts'
import { voxelGraph } from '../stages/voxelGraph.ts'
import { Pool } from '../threads/pool.ts'
import { isVolumeInput } from '../volumes/importVolumes.ts'
import { openVolumes } from '../volumes/teachableVolumes.ts'
import { combinedPosteriors, compareHeldOut, winner, type HeldOut, type HeldOutInput } from './compareHeldOut.ts'
import { halfOfSlot, labelledSet, type LabelledSet } from './labelledSet.ts'
import { labelledItems, type RowsAt } from './labelledItems.ts'
import { lessons } from './lessons.ts'
import type { TrainRequest, TrainResult } from './protocol.ts'
import type { Opened, Teachable } from './teachable.ts'
import { openImages } from './teachableImages.ts'
import type { ModelFacts } from './trainedModel.ts'

export async function runTraining(request: TrainRequest, outer: StageContext): Promise<TrainResult> {
  const warnings: string[] = []
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const clock = new StageClock(ctx), pool = new Pool(request.parameters.threads, ctx.signal)
  try {
    if (isVolumeInput(request.input)) return await teach(await openVolumes(request, clock, ctx), request, clock, warnings, ctx)
    return await teach(await openImages(request, pool, clock, ctx), request, clock, warnings, ctx)
  } finally {
    await pool.close()
  }
}

/** Stages 5 to 8, the same for images and maps. */
async function teach<Model>({ particles, byMicrograph, labelledMicrographs, facts: found, report }: Opened<Model>, { parameters, labels, work }: TrainRequest, clock: StageClock, warnings: string[], ctx: StageContext): Promise<TrainResult> {
  if (!byMicrograph) ctx.warn(`only ${labelledMicrographs} micrographs hold labelled particles, or a class is on too few of them: none can be held out, so no accuracy is measured; label particles of every class on at least ${2 * FOLDS} micrographs`)
  const taken = labelledSet(particles, labels), given = labels.classOfRow.reduce((sum, k) => sum + (k >= 0 ? 1 : 0), 0)
  if (taken.particles < given) ctx.warn(`${given - taken.particles} of ${given} labelled particles look like junk and took no part`)
  const maps = await clock.time('class maps', () => particles.labelMaps(taken))
  const { graph, items, rowsAt } = await clock.time('voxel graph', async () => {
    const everyone: { slots: number[]; model: Model }[] = []
    // What is in the maps by posteriors of its own must not be judged by those maps; without a run, nobody but the labelled is in them.
    for (let f = 0; f < FOLDS; f++) everyone.push({ slots: slotsOfFold(f), model: labels.posteriors ? await maps.without([f]) : maps.all })
    const made = await voxelGraph(particles.specimen(maps.all), everyone, 1, { ...parameters, scratch: work }, ctx)
    return { graph: made.graph, ...await labelledItems(particles, made.graph.nodes, taken, maps, made.items, work, ctx) }
  })
  const { folds, final } = lessons(taken, items, rowsAt), logPrior = taken.occupancy.map(p => Math.log(p))
  const half = Uint8Array.from(items.positions, position => halfOfSlot(taken.slotAt[position]))
  const trained = await clock.time('network', () => trainNetwork({ graph, items, logPrior, half, halves: maps.halves }, [...folds, final], { backend: parameters.backend, seed: parameters.seed }, work, ctx))
  const heldOut = await clock.time('compare', () => compareHeldOut(heldOutInput(taken, items, rowsAt, trained, logPrior, graph.nodes.count)))
  const { stacking, rules } = heldOut.comparison
  const facts: ModelFacts = {
    ...found, workingBox: parameters.box, classes: labels.names.map((name, k) => ({ number: k + 1, name, labels: taken.classAt.reduce((sum, found) => sum + (found === k ? 1 : 0), 0) })),
    logPrior: [...logPrior], network: { ...NETWORK_OPTIONS, seed: parameters.seed }, stacking: { temperature: stacking.temperature, networkWeight: stacking.networkWeight },
    heldOutAccuracy: byMicrograph ? rules.find(({ rule }) => rule === 'combined')!.value : null,
  }
  const assignments = assigned(particles, taken, items, rowsAt, trained, heldOut, logPrior)
  rmSync(join(work, 'items.f32'), { force: true })
  return {
    count: particles.rowAt.length, classes: taken.classes, ...assignments, model: { facts, graph, known: particles.known(maps.all), weights: trained.fits.at(-1)!.weights },
    report: {
      ...report, labels: { particles: given, micrographs: labelledMicrographs, taken: taken.particles },
      classes: facts.classes.map(one => ({ ...one, particles: assignments.classNumber.reduce((sum, number) => sum + (number === one.number ? 1 : 0), 0) })),
      stages: clock.perParticle(), resolutionLimitA: found.boxSizeA / found.limit, graph: graphReport(graph), network: networkReport(trained), comparison: byMicrograph ? heldOut.comparison : null, warnings,
    },
  }
}

/** Positions of the labelled particles: the order of everything that is held out. */
const labelledPositions = ({ classAt }: LabelledSet): Uint32Array => Uint32Array.from(classAt.keys()).filter(position => classAt[position] >= 0)

function heldOutInput(taken: LabelledSet, items: ItemSet, rowsAt: RowsAt, trained: Trained, logPrior: Float64Array, nodes: number): HeldOutInput {
  const { classes } = taken, positions = labelledPositions(taken), rows = positions.map(position => rowsAt.own[position])
  return {
    count: positions.length, classes, logPrior, labels: Int32Array.from(positions, position => taken.classAt[position]), slot: Uint8Array.from(positions, position => taken.slotAt[position]),
    likelihood: pick(items.likelihood, rows, classes), network: pick(trained.logits, rows, classes), densities: readDensities(items, nodes, rows),
  }
}

const pick = (values: Float64Array, rows: Uint32Array, width: number): Float64Array =>
  Float64Array.from({ length: rows.length * width }, (_, at) => values[rows[Math.floor(at / width)] * width + (at % width)])

/** Held-out classes of the labelled particles; of the others, what the last network and the weights of all labels make of them. Junk is in no class. */
function assigned({ rowAt, active }: Pick<Teachable<unknown>, 'rowAt' | 'active'>, taken: LabelledSet, items: ItemSet, rowsAt: RowsAt, trained: Trained, { combined, comparison }: HeldOut, logPrior: Float64Array): Assignments {
  const { classes, classAt } = taken, count = rowAt.length
  const out = { classNumber: new Int32Array(count), maxPosterior: new Float64Array(count), posteriors: new Float32Array(count * classes) }
  const others = Uint32Array.from(classAt.keys()).filter(position => classAt[position] < 0 && active[position] === 1), rows = others.map(position => rowsAt.all[position])
  const predicted = combinedPosteriors({ count: others.length, classes, logPrior, likelihood: pick(items.likelihood, rows, classes), network: pick(trained.logits, rows, classes) }, () => comparison.stacking)
  for (const [positions, posteriors] of [[labelledPositions(taken), combined], [others, predicted]] as const) {
    positions.forEach((position, i) => {
      const row = rowAt[position], best = winner(posteriors, i, classes)
      out.classNumber[row] = best + 1
      out.maxPosterior[row] = posteriors[i * classes + best]
      out.posteriors.set(posteriors.subarray(i * classes, (i + 1) * classes), row * classes)
    })
  }
  return out
}

/** Of the networks that had a fold held out, but for the history, which is that of the network in the model file. */
function networkReport({ performance, fits }: Trained): TrainResult['report']['network'] {
  const mean = (value: (fit: Trained['fits'][number]) => number) => fits.reduce((sum, fit) => sum + value(fit), 0) / fits.length
  return {
    parameters: performance.parameters, backend: `${performance.backend} ${performance.version}`, device: performance.device, reason: performance.reason, epochs: mean(fit => fit.epochs),
    trainParticlesPerSecond: performance.trainParticlesPerSecond, inferParticlesPerSecond: performance.inferParticlesPerSecond,
    crossEntropy: { untrained: mean(fit => fit.before), trained: mean(fit => fit.after) }, mse: mean(fit => fit.mse), history: fits.at(-1)!.history.map(step => ({ ...step })),
  }
}
