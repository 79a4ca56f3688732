import { gaussianMixture, type CovarianceKind } from '../../numerics/gaussianMixture.ts'
import type { Random } from '../../numerics/rng.ts'
import { findComponents } from './components.ts'
import { heldOut, turn, type HeldOut, type Sorting } from './expectation.ts'
import { sharedFloats } from './particles.ts'
import { newPosteriors, type Workspace } from './workspace.ts'

export type Start = { readonly name: string; readonly sorting: Sorting; readonly heldOut: HeldOut }

/** What is tried: limits of the components, and where the short EM that follows ends (Fourier pixels). */
export type StartOptions = { readonly componentLimits: readonly number[]; readonly limit: number }

const SHORT_EM = { first: 2, then: 4 }

/** All active particles in one class. */
export function oneClass(w: Workspace): Sorting {
  const posteriors = newPosteriors(w.set, 1)
  new Float32Array(posteriors).fill(1)
  return { posteriors, classes: 1, model: null }
}

export const activeWeights = (w: Workspace): SharedArrayBuffer => {
  const out = sharedFloats(w.set.store.count)
  new Float32Array(out).set(new Uint8Array(w.set.state.active))
  return out
}

/**
 * Starts that do not depend on luck: principal components of the images at several limits and numbers, Gaussian
 * mixtures on their coordinates, a few turns of EM each. The caller keeps the one of highest held-out likelihood.
 */
export async function makeStarts(w: Workspace, classes: number, options: StartOptions, random: Random): Promise<Start[]> {
  const starts: Start[] = []
  for (const limit of options.componentLimits) {
    for (const count of new Set([Math.max(1, classes - 1), classes + 1])) {
      const { latent } = await findComponents(w, count, limit, activeWeights(w), random.fork(`components ${limit} ${count}`))
      for (const kind of ['full', 'tied'] as const) {
        const sorting = sortByMixture(w, new Float64Array(latent), count, classes, kind, random.fork(`mixture ${limit} ${count} ${kind}`))
        for (let i = 0; i < SHORT_EM.first; i++) await turn(w, sorting, limit)
        for (let i = 0; i < SHORT_EM.then; i++) await turn(w, sorting, options.limit)
        starts.push({ name: `limit ${limit}, ${count} components, ${kind}`, sorting, heldOut: await heldOut(w, sorting, options.limit) })
      }
    }
  }
  return starts.sort((a, b) => b.heldOut.total - a.heldOut.total)
}

/** A start is a suggestion: a tenth of every posterior is spread over all classes. */
function sortByMixture(w: Workspace, latent: Float64Array, dimensions: number, classes: number, kind: CovarianceKind, random: Random): Sorting {
  const active = new Uint8Array(w.set.state.active)
  const members = active.reduce((sum, on) => sum + on, 0)
  const points = new Float64Array(members * dimensions)
  let m = 0
  for (let p = 0; p < active.length; p++) if (active[p]) points.set(latent.subarray(p * dimensions, (p + 1) * dimensions), m++ * dimensions)
  const found = gaussianMixture(points, dimensions, classes, kind, random)
  const posteriors = newPosteriors(w.set, classes), to = new Float32Array(posteriors)
  m = 0
  for (let p = 0; p < active.length; p++) {
    if (!active[p]) continue
    for (let k = 0; k < classes; k++) to[p * classes + k] = 0.9 * found[m * classes + k] + 0.1 / classes
    m++
  }
  return { posteriors, classes, model: null }
}
