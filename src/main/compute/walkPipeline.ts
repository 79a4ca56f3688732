/*
 * The way from an embedding to maps of the motion along one of its components or a path through two of them, or of chosen particles.
 *
 *   stage                 file
 *   1–2                   those of embedPipeline.ts, for poses, contrast and sign
 *   3 walk                embedding/walkPoints.ts: weighted half-maps of each point, from the full-size images or maps
 *   4 write               embedding/writeWalk.ts: embedding/walk_pc1, walk_path1, walk_chosen1 …, whole or not at all
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { WalkAlong, WalkReport } from '../../preload/contract/calls/landscape.ts'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { filterVolume, lowPassGain } from '../numerics/filters.ts'
import { EMBEDDING_FOLDER, EMBEDDING_SCRATCH, pointFile, pointHalfFiles, walkFolder, WALK_MASK } from './embedding/embeddingFiles.ts'
import type { Landscape } from './embedding/landscapeSource.ts'
import { readLatent } from './embedding/readEmbedding.ts'
import { componentsOf, walkPoints, type WalkPoints } from './embedding/walkPoints.ts'
import { writeWalk } from './embedding/writeWalk.ts'
import { landscapeOf } from './landscapeOf.ts'
import type { WalkRequest } from './protocol.ts'
import { StageClock } from './results/clock.ts'
import { maskFromMaps } from './stages/maps/classMask.ts'
import type { HalfMaps } from './stages/maps/halfMaps.ts'
import { Pool } from './threads/pool.ts'

const STAGE = 'walk'
/** Steps of progress for each point. */
const PARTS = 100
/** Width of the low-pass filter's edge, shells. */
const EDGE = 2
/** Particles of a point, at least, each counted by its weight: with fewer there is no map. */
const LEAST = 20

/** Reconstructions along a way, or of chosen particles. Rejects with a Failure where the embedding is of other particles or damaged; then what is there stands as it was. */
export async function runWalkPipeline(request: WalkRequest, outer: StageContext): Promise<WalkReport> {
  const began = performance.now(), warnings: string[] = []
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const clock = new StageClock(ctx), { embedding, along, outputDir } = request, folder = join(outputDir, EMBEDDING_FOLDER), scratch = join(folder, EMBEDDING_SCRATCH)
  const source = await clock.time('import', () => landscapeOf(request)), { box, pixelSize } = source
  const walk = walkPoints(along, axesOf(request, source.count)), near = walk.weights.map(weight => weight.reduce((sum, w) => sum + w, 0))
  refuseSparse(along, walk.places, near)
  if (along.kind === 'chosen' && near[0] < along.rows.length) ctx.warn(`${along.rows.length - near[0]} of ${along.rows.length} chosen particles have no coordinates in the embedding: they are not in the map`)
  const pool = new Pool(request.threads, ctx.signal)
  try {
    const landscape = await source.settle(scratch, pool, clock, ctx)
    const halves = await clock.time(STAGE, () => pointMaps(landscape, walk.weights, ctx))
    const averages = halves.map(([first, second]) => first.map((v, i) => (v + second[i]) / 2)), { mask } = maskFromMaps(averages, box, pixelSize)
    const measured = await pool.map('measureMap', halves.map((maps, i) => ({ box, pixelSize, halves: maps, mask: mask.data, label: `point ${i + 1}` })))
    const lowpassA = Math.max(...measured.map(({ resolutionA }) => resolutionA)), edge = (box * pixelSize) / lowpassA
    return await clock.time('write', () => writeWalk(folder, join(scratch, 'made'), { halves, mask: mask.data, maps: averages.map(map => filterVolume(map, box, radius => lowPassGain(radius, edge, EDGE))) }, {
      schema: 2, name: walkFolder(along, readdirSync(folder)), along: wayOf(along), made: new Date().toISOString(), embedding: embedding.made, bandwidth: walk.bandwidth, box, pixelSizeA: pixelSize, lowpassA, mask: WALK_MASK,
      points: walk.places.map((place, i) => ({ place: [...place], particles: near[i], resolutionA: measured[i].resolutionA, map: pointFile(i + 1), halfMaps: pointHalfFiles(i + 1), fsc: measured[i].fsc })),
      seconds: (performance.now() - began) / 1000, warnings,
    }))
  } finally {
    await pool.close()
  }
}

/** Coordinates by component. */
function axesOf({ embedding, outputDir, input }: WalkRequest, count: number): (component: number) => Float32Array {
  if (embedding.particles !== count) throw new Failure('data', `${input}: ${count} particles, but the embedding is of ${embedding.particles}`, 'make the embedding again')
  const latent = readLatent(outputDir, embedding)
  return component => latent.subarray((component - 1) * count, component * count)
}

function refuseSparse(along: WalkAlong, places: WalkPoints['places'], near: readonly number[]): void {
  const fewest = Math.min(...near), at = near.indexOf(fewest), found = fewest.toFixed(0)
  if (fewest >= LEAST) return
  if (along.kind === 'chosen') throw new Failure('usage', `${found} of the chosen particles have coordinates, too few for a map`, `choose at least ${LEAST} that are not junk`)
  const place = componentsOf(along).map((component, j) => `pc${component} ${places[at][j].toFixed(2)}`).join(', ')
  throw new Failure('usage', `point ${at + 1} of ${near.length} at ${place}: ${found} particles lie near it, too few for a map`, along.kind === 'path' ? 'take fewer points, or draw the path where particles are' : 'take fewer points')
}

/** What the report keeps of the wish. */
const wayOf = (along: WalkAlong): WalkReport['along'] =>
  along.kind === 'component' ? { kind: along.kind, component: along.component }
    : along.kind === 'path' ? { kind: along.kind, x: along.x, y: along.y, vertices: along.vertices } : { kind: along.kind, count: along.rows.length }

/** Half-maps of each point, from the particles that count there. */
async function pointMaps({ halfMaps }: Landscape, weights: readonly Float64Array[], ctx: StageContext): Promise<HalfMaps[number]['maps'][]> {
  const points: HalfMaps[number]['maps'][] = []
  for (const [i, weight] of weights.entries()) {
    const report: StageContext['report'] = ({ done, total }) => ctx.report({ stage: STAGE, done: Math.round(PARTS * (i + done / Math.max(total, 1))), total: PARTS * weights.length, note: `point ${i + 1} of ${weights.length}` })
    points.push(await halfMaps(weight, { ...ctx, report }))
  }
  return points
}
