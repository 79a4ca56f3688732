/*
 * The way from a project's particles to their embedding.
 *
 *   stage                 file
 *   1 import              landscapeOf.ts                    images or one 3D map each: embedding/imageLandscape.ts or volumes/volumeLandscape.ts
 *   2 settle              there                             images, noise, contrast; junk and poses of the finished run, where there is one
 *   3 components          there, by sorting/components.ts or volumes/latentComponents.ts; embedding/principalAxes.ts, heldOutEvidence.ts, kindOfMotion.ts
 *   4 write               embedding/writeEmbedding.ts
 */
import { join } from 'node:path'
import type { EmbeddingReport } from '../../preload/contract/calls/landscape.ts'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { seededRandom } from '../numerics/rng.ts'
import { EMBEDDING_FOLDER, EMBEDDING_SCRATCH } from './embedding/embeddingFiles.ts'
import { writeEmbedding } from './embedding/writeEmbedding.ts'
import { landscapeOf } from './landscapeOf.ts'
import type { EmbedRequest } from './protocol.ts'
import { StageClock } from './results/clock.ts'
import { Pool } from './threads/pool.ts'

/** Particles for each component, at least, for it to be more than their noise. */
const LEAST_PARTICLES = 10
const STAGE = 'components'

/**
 * Principal components of the particles' differences from their consensus, in `embedding` of the output folder, which exists with its
 * scratch. Rejects with a Failure 'data' for an input that does not fit or too few particles; then an earlier embedding stands as it was.
 */
export async function runEmbedPipeline(request: EmbedRequest, outer: StageContext): Promise<EmbeddingReport> {
  const began = performance.now(), warnings: string[] = [], { input, seed, run, program } = request
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const clock = new StageClock(ctx), folder = join(request.outputDir, EMBEDDING_FOLDER)
  const source = await clock.time('import', () => landscapeOf(request))
  const pool = new Pool(request.threads, ctx.signal)
  try {
    const { sign, poses, used, boxSize, components } = await source.settle(join(folder, EMBEDDING_SCRATCH), pool, clock, ctx)
    refuseTooFew(used, request)
    const found = await clock.time(STAGE, () => components(request.components, seededRandom(seed).fork('embedding'), (done, total) => ctx.report({ stage: STAGE, done, total })))
    const { latent, side, limit, consensus, densities, evidence, motion } = found
    return await clock.time('write', () => writeEmbedding(folder, { latent, box: side, pixelSize: boxSize / side, consensus, components: densities }, {
      schema: 1, program, seed, input, run: run?.created ?? null, poses, sign, resolutionLimitA: boxSize / limit,
      particles: source.count, used, made: new Date().toISOString(), seconds: (performance.now() - began) / 1000,
      components: Array.from(found.variance, (variance, j) => ({ key: `pc${j + 1}`, title: `Component ${j + 1}`, variance })), evidence, motion, warnings,
    }))
  } finally {
    await pool.close()
  }
}

/** `used`: particles that are not junk. */
function refuseTooFew(used: number, { input, components: wanted }: EmbedRequest): void {
  if (used >= LEAST_PARTICLES * wanted) return
  const most = Math.floor(used / LEAST_PARTICLES)
  throw new Failure('data', `${input}: ${used} particles that are not junk are too few for ${wanted} components`, most > 0 ? `take at most ${most}, or more particles` : 'take more particles')
}
