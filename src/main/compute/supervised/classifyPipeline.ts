/*
 * A trained model labels particles it has never seen, block by block, so that memory stays flat at any number of them.
 *
 *   stage                 file                              in → out
 *   1 import              supervised/classifiableImages.ts, .star / .cs / folder → particles
 *   2 check the specimen  volumes/classifiableVolumes.ts    box, pixel size and consensus are those of the model, or a Failure
 *   3 load                                                  images or maps → coefficients, block by block from here on
 *   4 judge particles                                       noise, junk, contrast, on the model's consensus
 *   5 node densities                                        densities and class evidence on the model's graph and maps
 *   6 network             model/classify.ts                 logits, in the process that holds TensorFlow
 */
import { join } from 'node:path'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { readModelFile } from '../../formats/modelFile.ts'
import { graphInput } from '../graph/graphInput.ts'
import { ItemWriter, type ItemSet } from '../graph/itemFile.ts'
import type { Performance } from '../model/jobs.ts'
import { runModel } from '../network/modelClient.ts'
import { meanPosteriors } from '../results/assignments.ts'
import { nodeChannels } from '../threads/nodeDensities.ts'
import { Pool } from '../threads/pool.ts'
import { classifiableVolumes } from '../volumes/classifiableVolumes.ts'
import { classifiableImages } from './classifiableImages.ts'
import { combinedPosteriors, winner } from './compareHeldOut.ts'
import { refuseOtherKind } from './otherKind.ts'
import { refuseOtherSpecimen } from './modelSpecimen.ts'
import type { ClassifyRequest, ClassifyResult } from './protocol.ts'
import { modelFrom, type TrainedModel } from './trainedModel.ts'
import { StageTimes } from './stageTimes.ts'

/** Particles that are in memory at a time, at most, and bytes of their features. */
const MOST_IN_MEMORY = 8192
const MOST_FEATURES = 2 ** 28
/** Bytes of features on the disk before the network is called: its process takes seconds to start. */
const MOST_ON_DISK = 2 ** 31
const STAGE = 'classify'

export async function runClassification(request: ClassifyRequest, outer: StageContext): Promise<ClassifyResult> {
  const { parameters, work } = request, warnings: string[] = []
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const times = new StageTimes(ctx)
  const file = readModelFile(request.model), model = modelFrom(request.model, file)
  refuseOtherKind(request.input, model, request.model)
  const pool = new Pool(parameters.threads, ctx.signal)
  try {
    const particles = model.facts.particles === 'maps' ? await classifiableVolumes(request, model, times, ctx) : await classifiableImages(request, model, pool, times, ctx)
    const { particles: count } = particles.input, classes = model.facts.classes.length
    const out = { classNumber: new Int32Array(count), maxPosterior: new Float64Array(count), posteriors: new Float32Array(count * classes) }
    ctx.report({ stage: 'check the specimen', done: 0, total: 1 })
    const correlation = await times.add('check the specimen', () => particles.specimenCorrelation())
    if (correlation === null) ctx.warn(`${count} particles are too few, or fit their poses too badly, to tell whether they are of the specimen of ${request.model}: check it by eye`)
    else refuseOtherSpecimen(correlation, request.input, request.model)

    const recordBytes = model.graph.nodes.count * nodeChannels(classes) * 4
    const blocks = particles.blocks(Math.max(256, Math.min(MOST_IN_MEMORY, Math.floor(MOST_FEATURES / recordBytes))))
    const performances: Performance[] = []
    let junk = 0, contrast = 0, measured = 0, labelled = 0
    const report = () => ctx.report({ stage: STAGE, done: measured + labelled, total: 2 * count, note: `${labelled} of ${count} labelled` })
    report()
    for (let next = 0; next < blocks.length;) {
      const writer = new ItemWriter(join(work, 'items.f32')), rows: number[] = []
      try {
        while (next < blocks.length && (rows.length === 0 || (rows.length + blocks[next].length) * recordBytes <= MOST_ON_DISK)) {
          ctx.signal.throwIfAborted()
          const block = blocks[next++], scored = await particles.score(block)
          writer.add(scored.evidence)
          rows.push(...scored.rows)
          junk += scored.junk
          contrast += (scored.contrast * block.length) / count
          measured += block.length
          labelled += scored.junk
          report()
        }
        const items = writer.finish(classes)
        if (rows.length === 0) continue
        const { logits, performance } = await times.add('network', () => label(model, items, parameters.backend, { ...ctx, report: ({ done }) => ctx.report({ stage: STAGE, done: measured + labelled + done, total: 2 * count }) }))
        performances.push(performance)
        assign(model, items, logits, rows, out)
        labelled += rows.length
        report()
      } finally {
        writer.close()
      }
    }
    const { stages } = times, seconds = stages.reduce((sum, stage) => sum + (stage.name === 'import' ? 0 : stage.seconds), 0)
    const means = meanPosteriors(out, classes)
    return {
      count, classes, ...out,
      report: {
        input: particles.input,
        model: { path: request.model, sha256: file.sha256, created: file.header.created, labels: file.header.provenance.labels.path, heldOutAccuracy: file.header.heldOutAccuracy },
        specimen: { correlation, contrastSign: contrast < 0 ? -1 : 1, contrast: Math.abs(contrast) }, junk: { particles: junk, fraction: junk / Math.max(count, 1) },
        classes: model.facts.classes.map(({ number, name }, k) => ({ number, name, particles: out.classNumber.reduce((sum, found) => sum + (found === number ? 1 : 0), 0), meanPosterior: means[k] })),
        network: networkOf(performances), particlesPerSecond: count / seconds, stages: stages.map(stage => ({ ...stage, secondsPerParticle: stage.seconds / Math.max(count, 1) })), warnings,
      },
    }
  } finally {
    await pool.close()
  }
}

function label(model: TrainedModel, items: ItemSet, backend: ClassifyRequest['parameters']['backend'], ctx: StageContext) {
  return runModel<'classify'>({
    kind: 'classify', backend, graph: graphInput(model.graph), items: items.file, options: model.facts.network, weights: model.weights, energies: items.energies, logPrior: Float32Array.from(model.facts.logPrior),
  }, STAGE, ctx)
}

/** The class of every item's row: likelihood and network combined by the model's weights. */
function assign({ facts }: TrainedModel, items: ItemSet, logits: Float32Array, rows: readonly number[], out: { classNumber: Int32Array; maxPosterior: Float64Array; posteriors: Float32Array }): void {
  const classes = facts.classes.length
  const posteriors = combinedPosteriors({ count: rows.length, classes, logPrior: Float64Array.from(facts.logPrior), likelihood: items.likelihood, network: Float64Array.from(logits) }, () => facts.stacking)
  rows.forEach((row, i) => {
    const best = winner(posteriors, i, classes)
    out.classNumber[row] = best + 1
    out.maxPosterior[row] = posteriors[i * classes + best]
    out.posteriors.set(posteriors.subarray(i * classes, (i + 1) * classes), row * classes)
  })
}

function networkOf(performances: readonly Performance[]): ClassifyResult['report']['network'] {
  const [first] = performances
  if (!first) return { backend: 'none', device: 'none', reason: 'no particle was left to label', inferParticlesPerSecond: 0 }
  return {
    backend: `${first.backend} ${first.version}`, device: first.device, reason: first.reason,
    inferParticlesPerSecond: performances.reduce((sum, one) => sum + one.inferParticlesPerSecond, 0) / performances.length,
  }
}
