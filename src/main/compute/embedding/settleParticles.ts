import { Failure } from '../../../preload/contract/failure.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { ParticleSet } from '../../../preload/contract/records.ts'
import { readVolume } from '../../formats/mrc.ts'
import type { ProjectParticles } from '../protocol.ts'
import type { StageClock } from '../results/clock.ts'
import { Checkpoints } from '../sorting/checkpoint.ts'
import { followRun } from '../sorting/followRun.ts'
import { checkedMask, maskForSorting } from '../sorting/givenMask.ts'
import { loadSet } from '../sorting/loadSet.ts'
import type { PosePolish } from '../sorting/posePolish.ts'
import { whiten } from '../sorting/whiten.ts'
import { createWorkspace, type Workspace } from '../sorting/workspace.ts'
import { importParticles } from '../stages/importParticles.ts'
import { judgeParticles } from '../stages/judgeParticles.ts'
import { proveMatch } from '../stages/proveMatch.ts'
import type { Pool } from '../threads/pool.ts'
import { isVolumeInput } from '../volumes/importVolumes.ts'

export type Settled = {
  readonly w: Workspace
  /** Contrast of the images. */
  readonly sign: 1 | -1
  /** Null where poses are as they were given. */
  readonly polish: PosePolish | null
}

/** The rows of the input. Throws Failure 'usage' for particles that are maps, 'data' for rows that are not those of the run. */
export function importedParticles({ input, root, passthrough, run }: ProjectParticles): ParticleSet {
  if (isVolumeInput(input)) throw new Failure('usage', `${input}: its particles are one 3D map each, and an embedding is made of images`, 'sort the maps with cgr run instead')
  const { particles } = importParticles(input, { ...(root !== null && { root }), ...(passthrough !== null && { passthrough }) })
  if (run && run.classNumber.length !== particles.count) throw new Failure('data', `${input}: ${particles.count} particles, but the run has sorted ${run.classNumber.length}`, 'sort them again, or name the particle file of the run')
  return particles
}

/** The particles as the finished run has left them, or, before any, as the first stages of a run judge them: images, noise, contrast, junk, poses. */
export async function settleParticles(request: ProjectParticles, particles: ParticleSet, scratch: string, pool: Pool, clock: StageClock, ctx: StageContext): Promise<Settled> {
  const { box, maxResolution, seed, input, run } = request, options = { box, maxResolution, seed, scratch }
  await clock.time('prove match', () => proveMatch(particles, options, pool, ctx, input))
  const { set, shellPower } = await clock.time('load images', () => loadSet(particles, options, pool, ctx))
  whiten(set, shellPower)
  const w = createWorkspace(pool, ctx, set)
  const { sign } = await clock.time('judge particles', () => judgeParticles(w, givenMask(request, particles), new Checkpoints(scratch)))
  return { w, sign, polish: run && await clock.time('polish poses', () => followRun(w, run, ctx)) }
}

function givenMask({ mask }: ProjectParticles, { optics: [{ box, pixelSize }] }: ParticleSet): Float32Array | null {
  return mask === null ? null : maskForSorting(checkedMask(readVolume(mask), box, pixelSize, mask))
}
