import type { StageContext } from '../../../preload/contract/progress.ts'
import { fitSlopes, shrunkenSlope } from '../../numerics/slopeMixture.ts'
import { SLOTS } from '../sorting/particles.ts'
import { blocksOf } from '../supervised/blocks.ts'
import type { Classifiable } from '../supervised/classifiable.ts'
import { LEAST_CONTRAST, LEAST_JUDGED } from '../supervised/judgeByModel.ts'
import { LEAST_COMPARED, refuseOtherSize, shellCorrelation } from '../supervised/modelSpecimen.ts'
import type { ClassifyRequest } from '../supervised/protocol.ts'
import type { StageTimes } from '../supervised/stageTimes.ts'
import type { TrainedModel } from '../supervised/trainedModel.ts'
import { ballOf } from './ball.ts'
import type { Differences } from './differences.ts'
import { coefficientsOf, gridFor } from './fourierMaps.ts'
import { importVolumes, type VolumeParticles } from './importVolumes.ts'
import { loadVolumes } from './loadVolumes.ts'
import { products, rowsOf, setConsensus, whiten, workspaceOf, type State } from './volumeAverage.ts'
import { volumeNodeDensities } from './volumeNodeDensities.ts'

/** Maps in memory at a time: each is some hundred kilobytes of coefficients. */
const MOST = 512

export async function classifiableVolumes({ input, root, model: modelPath }: ClassifyRequest, model: TrainedModel, times: StageTimes, ctx: StageContext): Promise<Classifiable> {
  const { particles, doubts } = await times.add('import', () => importVolumes(input, root ?? undefined))
  const { count, box, pixelSize, tomograms } = particles
  refuseOtherSize([{ name: '1', box, pixelSize }], model, input, modelPath)
  const quiet: StageContext = { ...ctx, report: () => {} }, differences = differencesOf(model)
  const load = async (rows: Uint32Array) => stateOf(model, await loadVolumes(pick(particles, rows), {
    // Half a shell beyond the limit, so that a pixel size that differs within the tolerance gives the same one.
    box: model.facts.workingBox, maxResolution: (box * pixelSize) / (model.facts.limit + 0.5), seed: model.facts.network.seed,
  }, quiet))
  return {
    input: { path: input, format: 'maps', particles: count, box, pixelSizeA: pixelSize, micrographs: tomograms, opticsGroups: 1, doubts: [...doubts] },
    blocks: most => blocksOf({ count, micrograph: new Uint32Array(count), micrographs: [''] }, Math.min(most, MOST)),
    async specimenCorrelation() {
      if (count < LEAST_COMPARED) return null
      const step = Math.max(1, count / MOST), s = await load(Uint32Array.from({ length: Math.floor(count / step) }, (_, i) => Math.floor(i * step))), { ball } = s.set
      s.consensus = new Float64Array(2 * ball.count)
      whiten(s)
      return shellCorrelation(ball.shell, ball.limit, setConsensus(s), model.known.consensus)
    },
    async score(block) {
      const s = await times.add('load maps', () => load(block))
      const { junk, contrast } = await times.add('judge maps', () => judgeByModel(s))
      const evidence = await times.add('node densities', () => volumeNodeDensities(workspaceOf(s, ctx), model.graph.nodes, differences, { slots: Array.from({ length: SLOTS }, (_, slot) => slot), views: 1 }))
      return { evidence, rows: Array.from(evidence.positions, row => block[row]), junk, contrast }
    },
  }
}

const stateOf = ({ known }: TrainedModel, set: State['set']): State => ({
  set, active: Uint8Array.from(set.scale, scale => (scale > 0 ? 1 : 0)), contrast: new Float64Array(set.count).fill(1), whitening: new Float32Array(0),
  consensus: Float64Array.from(known.consensus), power: new Float64Array(set.ball.limit + 1), mask: known.mask,
})

/** As for images (supervised/judgeByModel.ts): noise, junk and contrast, by the slope of every map on the model's consensus. */
function judgeByModel(s: State): { junk: number; contrast: number } {
  whiten(s)
  const rough = products(s, () => s.consensus), level = total(rough.linear) / Math.max(total(rough.energy), 1e-9)
  s.contrast.fill(level === 0 ? 1 : level)
  whiten(s)
  const { linear, energy } = products(s, () => s.consensus), rows = rowsOf(s)
  const slope = Float64Array.from(rows, i => linear[i] / Math.max(energy[i], 1e-9)), variance = Float64Array.from(rows, i => 1 / (2 * Math.max(energy[i], 1e-9)))
  const judged = rows.length >= LEAST_JUDGED ? fitSlopes(slope, variance) : { mean: total(linear) / Math.max(total(energy), 1e-9), spread: 0, junk: new Float64Array(rows.length) }
  rows.forEach((row, at) => {
    s.active[row] = judged.junk[at] > 0.5 ? 0 : 1
    s.contrast[row] *= Math.max(LEAST_CONTRAST * judged.mean, shrunkenSlope(slope[at], variance[at], judged))
  })
  whiten(s)
  return { junk: s.active.reduce((sum, on) => sum + 1 - on, 0), contrast: level * judged.mean }
}

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

function differencesOf({ known: { limit, occupancy, differences } }: TrainedModel): Differences {
  const grid = gridFor(limit), ball = ballOf(limit)
  return { classes: differences.length, limit, occupancy, maps: differences, coefficients: differences.map(map => coefficientsOf(ball, grid, map, map)[0]) }
}

function pick(particles: VolumeParticles, rows: Uint32Array): VolumeParticles {
  const { poses, half, tomogram, paths } = particles
  const of = (values: Float64Array, width: number) => Float64Array.from({ length: rows.length * width }, (_, at) => values[rows[Math.floor(at / width)] * width + (at % width)])
  return {
    ...particles, count: rows.length, paths: Array.from(rows, row => paths[row]), half: half && Uint8Array.from(rows, row => half[row]), tomogram: rows.map(row => tomogram[row]),
    poses: poses && { rotation: of(poses.rotation, 9), shift: of(poses.shift, 3) }, place: at => particles.place(rows[at]),
  }
}
