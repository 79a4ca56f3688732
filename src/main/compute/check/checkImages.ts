import type { CheckResult } from '../../../preload/contract/calls/check.ts'
import { DEFAULT_PARAMETERS } from '../../../preload/contract/parameters.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { ParticleSet } from '../../../preload/contract/records.ts'
import { seededRandom, type Random } from '../../numerics/rng.ts'
import type { CheckRequest } from '../protocol.ts'
import type { StageClock } from '../results/clock.ts'
import { Checkpoints } from '../sorting/checkpoint.ts'
import { backproject, unmaskedDensities } from '../sorting/consensus.ts'
import { loadSet } from '../sorting/loadSet.ts'
import { pickRows } from '../sorting/pickRows.ts'
import { whiten } from '../sorting/whiten.ts'
import { createWorkspace } from '../sorting/workspace.ts'
import { importParticles } from '../stages/importParticles.ts'
import { judgeParticles } from '../stages/judgeParticles.ts'
import { proveMatch } from '../stages/proveMatch.ts'
import { Pool } from '../threads/pool.ts'
import { agreementOf, CHECK_BOX, junkOf, powerCurve, sampleRows, type Findings } from './findings.ts'
import { measurePoseError } from './measurePoseError.ts'

/** Particles that are looked at: enough for every figure, few enough for a minute. */
const SAMPLE = 20_000
/** Images that the power spectrum is the mean of. */
const POWER_SAMPLE = 128

/** The first stages of a run, at its default working box and limit, and what can be told from them. `scratch` is a folder for what does not fit in memory. */
export async function checkImages(request: CheckRequest, scratch: string, clock: StageClock, ctx: StageContext): Promise<Findings> {
  const { particles } = await clock.time('import', () =>
    importParticles(request.input, { ...(request.root !== null && { root: request.root }), ...(request.passthrough !== null && { passthrough: request.passthrough }) }))
  const random = seededRandom(request.seed), { count } = particles, { box } = particles.optics[0]
  const pool = new Pool(request.threads, ctx.signal)
  try {
    const options = { box: DEFAULT_PARAMETERS.box, maxResolution: null, seed: request.seed, scratch }
    const proof = await clock.time('prove match', () => proveMatch(particles, options, pool, ctx, request.input))
    const some = pickRows(particles, sampleRows(count, SAMPLE, random.fork('sample')))
    const { set, power } = await clock.time('load images', async () => {
      const { set: loaded, shellPower } = await loadSet(some, options, pool, ctx)
      whiten(loaded, shellPower)
      return { set: loaded, power: await imagePower(some, scratch, random.fork('power'), pool) }
    })
    const w = createWorkspace(pool, ctx, set)
    const judged = await clock.time('judge particles', () => judgeParticles(w, null, new Checkpoints(scratch)))
    const densities = await clock.time('consensus', async () => unmaskedDensities(w, await backproject(w), CHECK_BOX))
    const resolutionLimitA = agreementOf(densities.halves, w.mask, w.limit, set.boxSize, random.fork('phases'))
    const poseError = await clock.time('pose error', () => measurePoseError(w, some, ctx))
    return {
      count, checked: some.count, boxSize: set.boxSize, density: densities.all.map(v => v / box ** 2), mask: w.mask, proof,
      contrast: { sign: judged.sign, spread: judged.spread }, junk: junkOf(judged.junk, some.count, count), poseError, resolutionLimitA, power,
    }
  } finally {
    await pool.close()
  }
}

/** Radially averaged power of some images of the first row's optics group, as far as their pixels reach. */
async function imagePower(particles: ParticleSet, scratch: string, random: Random, pool: Pool): Promise<CheckResult['power']> {
  const group = particles.opticsGroup[0], { box, pixelSize } = particles.optics[group]
  const rows = Uint32Array.from({ length: particles.count }, (_, row) => row).filter(row => particles.opticsGroup[row] === group)
  const chosen = sampleRows(rows.length, POWER_SAMPLE, random).map(i => rows[i]), limit = (box >> 1) - 1
  const { shellPower } = await loadSet(pickRows(particles, chosen), { box, maxResolution: null, limit, seed: 0, scratch }, pool)
  return powerCurve(new Float32Array(shellPower), limit, box * pixelSize)
}
