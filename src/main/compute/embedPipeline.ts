/*
 * The way from a project's particles to their embedding; the first stages are those of pipeline.ts.
 *
 *   stage                 file
 *   1 import              stages/importParticles.ts
 *   2 prove match         stages/proveMatch.ts
 *   3 load images         sorting/loadSet.ts
 *   4 judge particles     stages/judgeParticles.ts        junk of the finished run, where there is one, in place of its own
 *   5 polish poses        sorting/followRun.ts            against the maps of the run's classes; without a run as they are given
 *   6 components          sorting/components.ts, embedding/principalAxes.ts, embedding/heldOutEvidence.ts, embedding/kindOfMotion.ts
 *   7 write               embedding/writeEmbedding.ts
 */
import { join } from 'node:path'
import type { EmbeddingReport } from '../../preload/contract/calls/landscape.ts'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { seededRandom, type Random } from '../numerics/rng.ts'
import { EMBEDDING_FOLDER, EMBEDDING_SCRATCH } from './embedding/embeddingFiles.ts'
import { axesOfHalf, heldOutEvidence } from './embedding/heldOutEvidence.ts'
import { kindOfMotion } from './embedding/kindOfMotion.ts'
import { embeddingSide, principalAxes, type PrincipalAxes } from './embedding/principalAxes.ts'
import { importedParticles, settleParticles } from './embedding/settleParticles.ts'
import { writeEmbedding } from './embedding/writeEmbedding.ts'
import type { EmbedRequest } from './protocol.ts'
import { StageClock } from './results/clock.ts'
import { findComponents } from './sorting/components.ts'
import { unmaskedDensities } from './sorting/consensus.ts'
import { renewConsensus } from './sorting/followRun.ts'
import type { PosePolish } from './sorting/posePolish.ts'
import { activeWeights } from './sorting/starts.ts'
import type { Workspace } from './sorting/workspace.ts'
import { Pool } from './threads/pool.ts'

/** Fourier pixels: motion shows at low resolution first. */
const LIMIT = 10
/** Particles for each component, at least, for it to be more than their noise. */
const LEAST_PARTICLES = 10
const STAGE = 'components'

/**
 * Principal components of the particles' differences from their consensus, in `embedding` of the output folder, which exists with its
 * scratch. Rejects with a Failure: 'usage' for particles that are maps, 'data' for an input that does not fit or too few particles;
 * then an earlier embedding stands as it was.
 */
export async function runEmbedPipeline(request: EmbedRequest, outer: StageContext): Promise<EmbeddingReport> {
  const began = performance.now(), warnings: string[] = [], { input, seed, run, program } = request
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const clock = new StageClock(ctx), folder = join(request.outputDir, EMBEDDING_FOLDER)
  const particles = await clock.time('import', () => importedParticles(request))
  const pool = new Pool(request.threads, ctx.signal)
  try {
    const { w, sign, polish } = await settleParticles(request, particles, join(folder, EMBEDDING_SCRATCH), pool, clock, ctx)
    const used = refuseTooFew(w, request)
    const { axes, evidence, motion, consensus } = await clock.time(STAGE, () => components(w, request.components, polish, seededRandom(seed).fork('embedding'), ctx))
    // Sums over pixels, in the units of the maps that a run makes.
    const scale = particles.optics[0].box ** -2, side = embeddingSide(w), { boxSize } = w.set
    return await clock.time('write', () => writeEmbedding(folder, {
      latent: latentByRow(axes, w), box: side, pixelSize: boxSize / side, consensus: consensus.map(v => v * scale), components: axes.densities.map(map => map.map(v => v * scale)),
    }, {
      schema: 1, program, seed, input, run: run?.created ?? null, poses: polish ? 'polished' : 'given', sign, resolutionLimitA: boxSize / axes.grid.limit,
      particles: particles.count, used, made: new Date().toISOString(), seconds: (performance.now() - began) / 1000,
      components: Array.from(axes.variance, (variance, j) => ({ key: `pc${j + 1}`, title: `Component ${j + 1}`, variance })), evidence, motion, warnings,
    }))
  } finally {
    await pool.close()
  }
}

/** Particles that are not junk. */
function refuseTooFew(w: Workspace, { input, components: wanted }: EmbedRequest): number {
  const used = new Uint8Array(w.set.state.active).reduce((sum, on) => sum + on, 0)
  if (used >= LEAST_PARTICLES * wanted) return used
  const most = Math.floor(used / LEAST_PARTICLES)
  throw new Failure('data', `${input}: ${used} particles that are not junk are too few for ${wanted} components`, most > 0 ? `take at most ${most}, or more particles` : 'take more particles')
}

type Found = { readonly axes: PrincipalAxes; readonly consensus: Float32Array } & Pick<EmbeddingReport, 'evidence' | 'motion'>

async function components(w: Workspace, count: number, polish: PosePolish | null, random: Random, ctx: StageContext): Promise<Found> {
  const limit = Math.min(LIMIT, w.limit), total = count + 3, told = (done: number): void => ctx.report({ stage: STAGE, done, total })
  const { all: consensus } = unmaskedDensities(w, await renewConsensus(w), embeddingSide(w))
  const axes = principalAxes(w, await findComponents(w, count, limit, activeWeights(w), random.fork('all')))
  told(1)
  const half = await axesOfHalf(w, count, limit, 0, random.fork('half')), evidence = await heldOutEvidence(w, half, done => told(done + 1))
  const other = await axesOfHalf(w, count, limit, 1, random.fork('other half'))
  told(count + 2)
  const motion = await kindOfMotion(w, [half, other], evidence, polish, random.fork('motion'))
  told(total)
  return { axes, evidence, motion, consensus }
}

/** f32 [components × particles] by row; NaN for junk. */
function latentByRow({ count, latent }: PrincipalAxes, { set: { rowAt, state } }: Workspace): Float32Array {
  const out = new Float32Array(count * rowAt.length).fill(NaN), active = new Uint8Array(state.active)
  rowAt.forEach((row, p) => {
    if (active[p]) for (let j = 0; j < count; j++) out[j * rowAt.length + row] = latent[p * count + j]
  })
  return out
}
