import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { absorbMean, estimateModel, writeVolumes, type ClassModel } from './classModel.ts'
import { slotsOfFold, FOLDS } from './particles.ts'
import { shares } from './passes.ts'
import { accumulatorsFor, buffer, gridFor, strideFor, writeConsensus, type Workspace } from './workspace.ts'

/** Posteriors f32 [count × K] of the particles, and the maps that go with them. */
export type Sorting = { readonly posteriors: SharedArrayBuffer; readonly classes: number; model: ClassModel | null }

/** Fraction of the active particles in each class. */
export function occupancies(w: Workspace, posteriors: SharedArrayBuffer, classes: number): Float64Array {
  const q = new Float32Array(posteriors), active = new Uint8Array(w.set.state.active)
  const sum = new Float64Array(classes)
  let count = 0
  for (let p = 0; p < active.length; p++) {
    if (active[p] === 0) continue
    count++
    for (let k = 0; k < classes; k++) sum[k] += q[p * classes + k]
  }
  return sum.map(v => v / Math.max(count, 1))
}

export function copySorting({ posteriors, classes, model }: Sorting): Sorting {
  const copy = new SharedArrayBuffer(posteriors.byteLength)
  new Float32Array(copy).set(new Float32Array(posteriors))
  return { posteriors: copy, classes, model }
}

/** Fraction of the particles whose most probable class is another one. */
export function changedFraction(before: Float32Array, after: Float32Array, classes: number): number {
  const count = before.length / classes
  let changed = 0
  for (let p = 0; p < count; p++) if (mostProbable(before, p, classes) !== mostProbable(after, p, classes)) changed++
  return changed / count
}

export function mostProbable(posteriors: Float32Array, position: number, classes: number): number {
  let best = 0
  for (let k = 1; k < classes; k++) if (posteriors[position * classes + k] > posteriors[position * classes + best]) best = k
  return best
}

const logPrior = (occupancy: Float64Array): Float64Array => occupancy.map(v => Math.log(v + 1e-9))

/**
 * One turn of EM: score every particle against the model at its own frequency limit (or keep the posteriors as given
 * when there is none yet), then estimate the maps anew up to `nextLimit`. Log-likelihoods of scored particles go to w.logLikelihood.
 */
export async function turn(w: Workspace, sorting: Sorting, nextLimit: number): Promise<void> {
  const { classes, posteriors } = sorting
  const grid = gridFor(nextLimit)
  const scored = sorting.model !== null
  const { volumes, stride } = sorting.model ? await writeVolumes(w, sorting.model, grid) : consensusOnly(w, grid)
  const prior = scored ? logPrior(sorting.model!.occupancy) : new Float64Array(classes)
  await w.pool.map('sortPass', shares(w).map(share => ({
    store: w.set.store, state: w.set.state, grid, ...share, classes, volumes, stride, scored, contrastSpread: w.contrastSpread, updateContrast: true, scoreLimit: Math.min(sorting.model?.limit ?? nextLimit, nextLimit), logPrior: prior, posteriors,
    logLikelihood: w.logLikelihood, accumulators: accumulatorsFor(w, grid, classes),
  })))
  sorting.model = await estimateModel(w, grid, occupancies(w, posteriors, classes))
  await absorbMean(w, sorting.model)
}

function consensusOnly(w: Workspace, grid: FourierGrid): { volumes: SharedArrayBuffer; stride: number } {
  const stride = strideFor(1)
  const volumes = buffer(w, 'volumes', grid.voxels * stride * 4)
  new Float32Array(volumes).fill(0)
  writeConsensus(w, grid, volumes, stride)
  return { volumes, stride }
}

/** Writes every active particle into the accumulators with the posteriors it has. */
export async function accumulate(w: Workspace, { classes, posteriors }: Sorting, grid: FourierGrid): Promise<void> {
  const given = consensusOnly(w, grid)
  await w.pool.map('sortPass', shares(w).map(share => ({
    store: w.set.store, state: w.set.state, grid, ...share, classes, ...given, scored: false, contrastSpread: 0, updateContrast: false, scoreLimit: grid.limit, logPrior: new Float64Array(classes), posteriors,
    logLikelihood: null, accumulators: accumulatorsFor(w, grid, classes),
  })))
}

/** Scores the particles of some slots with a model made without them; their log-likelihoods go to w.logLikelihood. */
async function scoreSlots(w: Workspace, model: ClassModel, grid: FourierGrid, which: readonly number[]): Promise<void> {
  const { classes } = model
  const { volumes, stride } = await writeVolumes(w, withMean(model), grid)
  const scratch = buffer(w, 'heldOutPosteriors', w.set.store.count * classes * 4)
  await w.pool.map('sortPass', shares(w, which).map(share => ({
    store: w.set.store, state: w.set.state, grid, ...share, classes, volumes, stride, scored: true, contrastSpread: w.contrastSpread, updateContrast: false, scoreLimit: grid.limit, logPrior: logPrior(model.occupancy), posteriors: scratch,
    logLikelihood: w.logLikelihood, accumulators: null,
  })))
}

export type HeldOut = {
  /** Σ over particles of log p(image | maps of the other folds) − log p(image | no signal). */
  readonly total: number
  /** f64 [count] the same, particle by particle (0 for those that take no part). */
  readonly perParticle: Float64Array
}

/** A sorting, what it is worth, and how it is made again from other particles. */
export type Rival = { readonly name: string; readonly sorting: Sorting; readonly heldOut: HeldOut; readonly again: () => Promise<Sorting> }

/** a − b summed over the particles that both scored, its standard error, and their ratio. */
export function pairedDifference(a: HeldOut, b: HeldOut): { difference: number; error: number; z: number } {
  let n = 0, sum = 0, squares = 0
  for (let p = 0; p < a.perParticle.length; p++) {
    const d = a.perParticle[p] - b.perParticle[p]
    if (d === 0) continue
    n++
    sum += d
    squares += d * d
  }
  const error = Math.sqrt(Math.max(squares - (sum * sum) / Math.max(n, 1), 1e-12))
  return { difference: sum, error, z: sum / error }
}

function collect(w: Workspace): HeldOut {
  const perParticle = Float64Array.from(new Float64Array(w.logLikelihood))
  return { total: perParticle.reduce((a, b) => a + b, 0), perParticle }
}

/**
 * Held-out log-likelihood: every fold of the particles is scored, up to `limit`, with maps that the other folds made
 * from the same posteriors. It ranks starts as the hidden accuracy does.
 */
export async function heldOut(w: Workspace, sorting: Sorting, limit: number): Promise<HeldOut> {
  const grid = gridFor(limit)
  await accumulate(w, sorting, grid)
  const occupancy = occupancies(w, sorting.posteriors, sorting.classes)
  new Float64Array(w.logLikelihood).fill(0)
  for (let fold = 0; fold < FOLDS; fold++) {
    await scoreSlots(w, await estimateModel(w, grid, occupancy, slotsOfFold(fold)), grid, slotsOfFold(fold))
  }
  return collect(w)
}

/**
 * Runs `work` while a fold of the particles takes no part, then scores that fold, up to `limit`, with maps of the sorting
 * that `work` made from the others.
 */
export async function unseenLikelihood(w: Workspace, fold: number, limit: number, work: () => Promise<Sorting>): Promise<HeldOut> {
  const active = new Uint8Array(w.set.state.active), everyone = Uint8Array.from(active)
  const { slotStart } = w.set.store
  for (const slot of slotsOfFold(fold)) active.fill(0, slotStart[slot], slotStart[slot + 1])
  try {
    const sorting = await work()
    const grid = gridFor(limit)
    await accumulate(w, sorting, grid)
    const model = await estimateModel(w, grid, occupancies(w, sorting.posteriors, sorting.classes), slotsOfFold(fold))
    new Float64Array(w.logLikelihood).fill(0)
    active.set(everyone)
    await scoreSlots(w, model, grid, slotsOfFold(fold))
    return collect(w)
  } finally {
    active.set(everyone)
  }
}

/** The same maps as differences from the consensus as it stands, the shared correction added to each. */
export function withMean(model: ClassModel): ClassModel {
  const mean = new Float32Array(model.mean)
  const differences = model.differences.map(difference => {
    const out = new SharedArrayBuffer(difference.byteLength), to = new Float32Array(out), from = new Float32Array(difference)
    for (let i = 0; i < to.length; i++) to[i] = from[i] + mean[i]
    return out
  })
  return { ...model, differences }
}
