import { gaussianMixture, type CovarianceKind } from '../../numerics/gaussianMixture.ts'
import type { Random } from '../../numerics/rng.ts'
import { firstColumns, maskedResiduals, principalComponents } from './components.ts'
import { sortingOf, turn, type VolumeSorting } from './expectation.ts'
import { activeRows, type VolumeWorkspace } from './workspace.ts'

/** What is tried: limits of the components (Fourier pixels), their number beyond that of the classes, and kinds of mixture. */
export type StartOptions = { readonly componentLimits: readonly number[]; readonly extra: readonly number[]; readonly kinds: readonly CovarianceKind[] }

/** Turns of EM that a start is given at its components' limit. */
const SHORT_EM = 2
/** A start is a suggestion: so much of every posterior is spread over all classes. */
const DOUBT = 0.1
/** Maps without noise coincide in their components, where no mixture can be fitted: they are blurred by this fraction of each component's spread. */
const BLUR = 1e-3

/**
 * Starts that do not depend on luck: principal components of the maps' residuals at several limits and numbers, Gaussian mixtures on their
 * coordinates, a few turns of EM each. Their held-out likelihood says which is best.
 */
export async function makeStarts(w: VolumeWorkspace, classes: number, options: StartOptions, random: Random): Promise<VolumeSorting[]> {
  const rows = activeRows(w)
  const starts: VolumeSorting[] = []
  for (const limit of new Set(options.componentLimits.map(r => Math.min(r, w.ball.limit)))) {
    const { values } = maskedResiduals(w, rows, limit)
    const sizes = [...new Set(options.extra.map(extra => Math.max(1, classes + extra)))], most = Math.max(...sizes)
    const { latent } = principalComponents(values, rows.length, most, random.fork(`components ${limit}`))
    blur(latent, most, random.fork(`blur ${limit}`))
    for (const dimensions of sizes) for (const kind of options.kinds) {
      const found = gaussianMixture(firstColumns(latent, most, dimensions), dimensions, classes, kind, random.fork(`${limit} ${dimensions} ${kind}`))
      const posteriors = new Float32Array(w.count * classes)
      rows.forEach((i, r) => { for (let k = 0; k < classes; k++) posteriors[i * classes + k] = (1 - DOUBT) * found[r * classes + k] + DOUBT / classes })
      let sorting = await sortingOf(w, posteriors, classes, limit)
      for (let t = 0; t < SHORT_EM; t++) sorting = await turn(w, sorting, limit)
      starts.push(sorting)
    }
  }
  return starts
}

function blur(latent: Float64Array, dimensions: number, random: Random): void {
  const squares = new Float64Array(dimensions)
  for (let i = 0; i < latent.length; i++) squares[i % dimensions] += latent[i] ** 2
  for (let i = 0; i < latent.length; i++) latent[i] += BLUR * Math.sqrt((squares[i % dimensions] * dimensions) / latent.length) * random.normal()
}
