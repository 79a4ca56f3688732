import type { CovarianceKind } from '../../numerics/gaussianMixture.ts'
import type { Random } from '../../numerics/rng.ts'
import { findComponents } from './components.ts'
import { turn, type Sorting } from './expectation.ts'
import { sharedDoubles, sharedFloats } from './particles.ts'
import type { Watch } from './watchSorting.ts'
import { newPosteriors, type Workspace } from './workspace.ts'

export type Start = { readonly name: string; readonly sorting: Sorting; readonly again: () => Promise<Sorting> }

/** What is tried: limits of the components, their number beyond that of the classes, kinds of mixture, and where the short EM that follows ends (Fourier pixels). */
export type StartOptions = { readonly componentLimits: readonly number[]; readonly extra: readonly number[]; readonly kinds: readonly CovarianceKind[]; readonly limit: number }

/** Turns of the short EM at the components' limit and at the start's own. */
const SHORT_EM = { low: 2, high: 4 }

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
 * mixtures on their coordinates, a few turns of EM each. The caller judges them by held-out likelihood.
 */
export async function makeStarts(w: Workspace, classes: number, options: StartOptions, random: Random, watch?: Watch): Promise<Start[]> {
  const suggestions: { name: string; limit: number; dimensions: number; kind: CovarianceKind; points: SharedArrayBuffer; seed: number }[] = []
  for (const limit of options.componentLimits) {
    for (const dimensions of new Set(options.extra.map(extra => Math.max(1, classes + extra)))) {
      const { latent } = await findComponents(w, dimensions, limit, activeWeights(w), random.fork(`components ${limit} ${dimensions}`))
      const points = activeRows(w, new Float64Array(latent), dimensions)
      for (const kind of options.kinds) {
        suggestions.push({ name: `limit ${limit}, ${dimensions} components, ${kind}`, limit, dimensions, kind, points, seed: random.fork(`${limit} ${dimensions} ${kind}`).integer(2 ** 31) })
      }
    }
  }
  const found = await w.pool.map('mixture', suggestions.map(({ points, dimensions, kind, seed }) => ({ points, dimensions, classes, kind, seed })))
  const starts: Start[] = []
  for (const [i, { name, limit, dimensions, kind }] of suggestions.entries()) {
    const sorting = spread(w, found[i], classes)
    for (let t = 0; t < SHORT_EM.low; t++) await turn(w, sorting, options.componentLimits[0])
    for (let t = 0; t < SHORT_EM.high; t++) await turn(w, sorting, options.limit)
    watch?.(sorting)
    const alone = { componentLimits: [limit], extra: [dimensions - classes], kinds: [kind], limit: options.limit }
    starts.push({ name, sorting, again: async () => (await makeStarts(w, classes, alone, random))[0].sorting })
  }
  return starts
}

function activeRows(w: Workspace, latent: Float64Array, dimensions: number): SharedArrayBuffer {
  const active = new Uint8Array(w.set.state.active)
  const out = sharedDoubles(active.reduce((sum, on) => sum + on, 0) * dimensions), to = new Float64Array(out)
  let at = 0
  for (let p = 0; p < active.length; p++) {
    if (!active[p]) continue
    to.set(latent.subarray(p * dimensions, (p + 1) * dimensions), at)
    at += dimensions
  }
  return out
}

/** A start is a suggestion: a tenth of every posterior is spread over all classes. */
function spread(w: Workspace, found: Float64Array, classes: number): Sorting {
  const active = new Uint8Array(w.set.state.active)
  const posteriors = newPosteriors(w.set, classes), to = new Float32Array(posteriors)
  let from = 0
  for (let p = 0; p < active.length; p++) {
    if (!active[p]) continue
    for (let k = 0; k < classes; k++) to[p * classes + k] = 0.9 * found[from + k] + 0.1 / classes
    from += classes
  }
  return { posteriors, classes, model: null }
}
