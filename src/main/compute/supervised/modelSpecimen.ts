import { Failure } from '../../../preload/contract/failure.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { OpticsGroup, ParticleSet } from '../../../preload/contract/records.ts'
import { shells } from '../../numerics/fourierGrid.ts'
import { backproject, halfConsensus, setConsensus } from '../sorting/consensus.ts'
import { loadSet, type LoadOptions } from '../sorting/loadSet.ts'
import { pickRows } from '../sorting/pickRows.ts'
import { createWorkspace, gridFor, type Workspace } from '../sorting/workspace.ts'
import { whiten } from '../sorting/whiten.ts'
import type { Pool } from '../threads/pool.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Half a percent of the box is a third of a Fourier pixel at the limit. */
const TOLERANCE = 0.005
/** Particles whose consensus is compared with the model's. */
const COMPARED = 2000
/** Fewer make no map. */
export const LEAST_COMPARED = 60
const LEAST_CORRELATION = 0.5
/** Shells count up to where the halves of the new particles agree less than this. */
const AGREEING = 0.3
/** Fewer shells than this say nothing. */
const LEAST_SHELLS = 3

export type ModelLoading = Pick<LoadOptions, 'seed' | 'scratch'>

/** Refuses particles whose box or pixel size no optics group of the model has. */
export function refuseOtherSize(optics: readonly Pick<OpticsGroup, 'name' | 'box' | 'pixelSize'>[], { facts }: TrainedModel, input: string, modelPath: string): void {
  for (const group of optics) {
    if (facts.optics.some(known => known.box === group.box && Math.abs(known.pixelSizeA / group.pixelSize - 1) <= TOLERANCE)) continue
    const known = [...new Set(facts.optics.map(one => `${one.box} px of ${one.pixelSizeA.toPrecision(4)} Å`))].join(' or ')
    throw new Failure('data', `${input}, optics group ${group.name}: boxes of ${group.box} px of ${group.pixelSize.toPrecision(4)} Å, and ${modelPath} was trained on ${known}`, 'extract the particles with the box and pixel size of the model, or train a model on them')
  }
}

/** A workspace that holds the model's consensus and mask, for some rows of particles that are read now. */
export async function modelWorkspace(particles: ParticleSet, model: TrainedModel, options: ModelLoading, pool: Pool, ctx: StageContext): Promise<Workspace> {
  const own = particles.optics[0].box * particles.optics[0].pixelSize
  // Half a shell beyond the limit, so that a pixel size that differs within the tolerance gives the same one.
  const { set, shellPower } = await loadSet(particles, { ...options, box: model.facts.workingBox, maxResolution: own / (model.facts.limit + 0.5) }, pool)
  const scale = new Float32Array(set.state.frequencyScale)
  for (let p = 0; p < scale.length; p++) scale[p] *= model.facts.boxSizeA / own
  whiten(set, shellPower)
  const w = createWorkspace(pool, ctx, { ...set, boxSize: model.facts.boxSizeA })
  w.mask = model.known.mask
  w.consensus = Float64Array.from(model.known.consensus)
  return w
}

/**
 * Correlation of the consensus of some new particles with the model's over shells where the new particles' halves agree, shells
 * weighted by their coefficients rather than by their power (a blob is like any other), and the noise of the new consensus
 * taken off by its halves: Σ ⟨A, M⟩ / √(Σ⟨A₁, A₂⟩ Σ⟨M, M⟩), each shell divided by |M|². Null for a few particles, and where the halves agree nowhere.
 */
export async function specimenCorrelation(particles: ParticleSet, model: TrainedModel, options: ModelLoading, pool: Pool, ctx: StageContext): Promise<number | null> {
  if (particles.count < LEAST_COMPARED) return null
  const step = Math.max(1, particles.count / COMPARED)
  const sample = pickRows(particles, Uint32Array.from({ length: Math.floor(particles.count / step) }, (_, i) => Math.floor(i * step)))
  const w = await modelWorkspace(sample, model, options, pool, ctx)
  const sums = await backproject(w)
  setConsensus(w, sums)
  return shellCorrelation(shells(gridFor(w.limit)), w.limit, halfConsensus(w, sums), model.known.consensus)
}

/** See specimenCorrelation; interleaved coefficients, each in the shell that `shell` says. */
export function shellCorrelation(shell: ArrayLike<number>, limit: number, [a, b]: readonly [Float64Array, Float64Array], known: ArrayLike<number>): number | null {
  const zeros = () => new Float64Array(limit + 1), sums = { ab: zeros(), aa: zeros(), bb: zeros(), cross: zeros(), mm: zeros(), n: zeros() }
  for (let v = 0; v < shell.length; v++) {
    const r = shell[v]
    if (r === 0 || r > limit) continue
    sums.n[r]++
    for (const part of [2 * v, 2 * v + 1]) {
      sums.ab[r] += a[part] * b[part]
      sums.aa[r] += a[part] ** 2
      sums.bb[r] += b[part] ** 2
      sums.cross[r] += ((a[part] + b[part]) / 2) * known[part]
      sums.mm[r] += known[part] ** 2
    }
  }
  let last = 0
  while (last < limit && sums.ab[last + 1] > AGREEING * Math.sqrt(sums.aa[last + 1] * sums.bb[last + 1])) last++
  if (last < LEAST_SHELLS) return null
  let cross = 0, own = 0, model = 0
  for (let r = 1; r <= last; r++) {
    const weight = sums.n[r] / Math.max(sums.mm[r], 1e-300)
    cross += weight * sums.cross[r]
    own += weight * sums.ab[r]
    model += sums.n[r]
  }
  return own > 0 ? Math.max(-1, Math.min(1, cross / Math.sqrt(own * model))) : null
}

/** Throws where the new particles' consensus is another than the model's; the sign of the contrast is no difference. */
export function refuseOtherSpecimen(correlation: number, input: string, modelPath: string): void {
  if (Math.abs(correlation) >= LEAST_CORRELATION) return
  throw new Failure('data', `${input}: another specimen than that of ${modelPath}, or poses in another frame: the correlation of the two consensus maps is ${correlation.toFixed(2)}, at least ${LEAST_CORRELATION} is asked for`, 'refine the particles against the map that the labelled ones were refined against, or train a model on them')
}
