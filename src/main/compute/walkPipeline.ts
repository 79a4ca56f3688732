/*
 * The way from an embedding to maps of the motion along one of its components.
 *
 *   stage                 file
 *   1–5                   those of embedPipeline.ts, for poses, contrast and sign
 *   6 walk                embedding/walkPoints.ts, stages/maps/halfMaps.ts: weighted half-maps of each point, from the full-size images
 *   7 write               embedding/walk_pc1, whole or not at all
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { WalkReport } from '../../preload/contract/calls/landscape.ts'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import type { ParticleSet } from '../../preload/contract/records.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { writeVolume } from '../formats/mrc.ts'
import { filterVolume, lowPassGain } from '../numerics/filters.ts'
import { seededRandom } from '../numerics/rng.ts'
import { EMBEDDING_FOLDER, EMBEDDING_SCRATCH, pointFile, pointHalfFiles, walkFolder, WALK_FILE, WALK_MASK } from './embedding/embeddingFiles.ts'
import { readLatent } from './embedding/readEmbedding.ts'
import { importedParticles, settleParticles, type Settled } from './embedding/settleParticles.ts'
import { walkPoints } from './embedding/walkPoints.ts'
import type { WalkRequest } from './protocol.ts'
import { StageClock } from './results/clock.ts'
import { finalPoses, halfSets } from './results/poses.ts'
import { maskFromMaps } from './stages/maps/classMask.ts'
import { halfMaps, type HalfMaps } from './stages/maps/halfMaps.ts'
import type { SortedParticles } from './stages/maps/sliceParts.ts'
import { Pool } from './threads/pool.ts'

const STAGE = 'walk'
/** Steps of progress for each point. */
const PARTS = 100
/** Width of the low-pass filter's edge, shells. */
const EDGE = 2
/** Particles of a point, at least, each counted by its weight: with fewer there is no map. */
const LEAST = 20

type Point = HalfMaps[number]['maps']

/** Reconstructions along a component. Rejects with a Failure where the embedding is of other particles or damaged; then an earlier walk stands as it was. */
export async function runWalkPipeline(request: WalkRequest, outer: StageContext): Promise<WalkReport> {
  const began = performance.now(), warnings: string[] = []
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const clock = new StageClock(ctx), { embedding, component, outputDir } = request, folder = join(outputDir, EMBEDDING_FOLDER), scratch = join(folder, EMBEDDING_SCRATCH)
  const particles = await clock.time('import', () => importedParticles(request)), { box, pixelSize } = particles.optics[0]
  const { coordinates, bandwidth, weights } = walkPoints(coordinatesOf(request, particles), request.points)
  const near = weights.map(weight => weight.reduce((sum, w) => sum + w, 0)), fewest = Math.min(...near)
  if (fewest < LEAST) throw new Failure('usage', `point ${near.indexOf(fewest) + 1} of ${request.points} along ${embedding.components[component - 1].key}: ${fewest.toFixed(0)} particles lie near it, too few for a map`, 'take fewer points')
  const pool = new Pool(request.threads, ctx.signal)
  try {
    const settled = await settleParticles(request, particles, scratch, pool, clock, ctx)
    const sorted = sortedParticles(particles, settled, request.seed)
    const halves = await clock.time(STAGE, () => pointMaps(sorted, weights, settled.sign, ctx, pool))
    const averages = halves.map(([first, second]) => first.map((v, i) => (v + second[i]) / 2)), { mask } = maskFromMaps(averages, box, pixelSize)
    const measured = await pool.map('measureMap', halves.map((maps, i) => ({ box, pixelSize, halves: maps, mask: mask.data, label: `point ${i + 1}` })))
    const lowpassA = Math.max(...measured.map(({ resolutionA }) => resolutionA)), edge = (box * pixelSize) / lowpassA
    return await clock.time('write', () => writeWalk(join(folder, walkFolder(component)), join(scratch, 'made'), { box, pixelSize }, halves, {
      mask: mask.data, maps: averages.map(map => filterVolume(map, box, radius => lowPassGain(radius, edge, EDGE))),
    }, {
      schema: 1, component: embedding.components[component - 1].key, embedding: embedding.made, bandwidth, box, pixelSizeA: pixelSize, lowpassA, mask: WALK_MASK,
      points: coordinates.map((coordinate, i) => ({ coordinate, particles: near[i], resolutionA: measured[i].resolutionA, map: pointFile(i + 1), halfMaps: pointHalfFiles(i + 1), fsc: measured[i].fsc })),
      seconds: (performance.now() - began) / 1000, warnings,
    }))
  } finally {
    await pool.close()
  }
}

function coordinatesOf({ embedding, component, outputDir, input }: WalkRequest, { count }: ParticleSet): Float32Array {
  if (embedding.particles !== count) throw new Failure('data', `${input}: ${count} particles, but the embedding is of ${embedding.particles}`, 'make the embedding again')
  return readLatent(outputDir, embedding).subarray((component - 1) * count, component * count)
}

/** Poses and contrast by row, all particles in one class. */
function sortedParticles(particles: ParticleSet, { w, polish }: Settled, seed: number): SortedParticles {
  const { rotation, shift } = polish ? finalPoses(particles, w, polish) : particles
  const contrast = new Float64Array(particles.count).fill(1), factor = new Float32Array(w.set.state.contrast)
  w.set.rowAt.forEach((row, p) => { contrast[row] = Math.abs(factor[p]) })
  return { particles, rotation, shift, contrast, classNumber: new Int32Array(particles.count).fill(1), half: halfSets(particles, seededRandom(seed).fork('halves')) }
}

/** Half-maps of each point, from the particles that count there. */
async function pointMaps(sorted: SortedParticles, weights: readonly Float64Array[], sign: 1 | -1, ctx: StageContext, pool: Pool): Promise<Point[]> {
  const { box, pixelSize } = sorted.particles.optics[0], points: Point[] = []
  for (const [i, weight] of weights.entries()) {
    const own: StageContext = { ...ctx, report: ({ done, total }) => ctx.report({ stage: STAGE, done: Math.round(PARTS * (i + done / Math.max(total, 1))), total: PARTS * weights.length, note: `point ${i + 1} of ${weights.length}` }) }
    const [{ maps }] = await halfMaps({ ...sorted, weight, classNumber: Int32Array.from(weight, w => (w > 0 ? 1 : 0)) }, { classes: 1, sign, box, pixelSize }, own, pool)
    points.push(maps)
  }
  return points
}

function writeWalk(folder: string, made: string, shape: { box: number; pixelSize: number }, halves: readonly Point[], { mask, maps }: { mask: Float32Array; maps: readonly Float32Array[] }, report: WalkReport): WalkReport {
  mkdirSync(made, { recursive: true })
  const write = (name: string, data: Float32Array): void => writeVolume(join(made, name), { ...shape, data })
  write(WALK_MASK, mask)
  maps.forEach((map, i) => {
    write(pointFile(i + 1), map)
    pointHalfFiles(i + 1).forEach((name, half) => write(name, halves[i][half]))
  })
  atomicWrite(join(made, WALK_FILE), `${JSON.stringify(report, null, 2)}\n`)
  rmSync(folder, { recursive: true, force: true })
  renameSync(made, folder)
  return report
}
