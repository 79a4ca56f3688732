import { cholesky } from './smallMatrix.ts'
import type { Random } from './rng.ts'

export type CovarianceKind = 'full' | 'tied'

/** Turns by which restarts are compared, and the most that the best one is then given. */
const TRIAL_TURNS = 12
const MOST_TURNS = 60

/**
 * Fits K Gaussians to points of `dimensions` numbers by EM from k-means++ centres: `restarts` short trials, the most
 * likely of which is run to convergence. Returns the posteriors [count × K]. Covariances carry a ridge of 10⁻⁶ of the
 * spread.
 */
export function gaussianMixture(points: Float64Array, dimensions: number, classes: number, kind: CovarianceKind, random: Random, restarts = 3): Float64Array {
  let best: Fit | null = null
  for (let restart = 0; restart < restarts; restart++) {
    const start = assignNearest(points, dimensions, spreadCentres(points, dimensions, classes, random), classes)
    const trial = iterate(points, dimensions, start, classes, kind, TRIAL_TURNS)
    if (!best || trial.logLikelihood > best.logLikelihood) best = trial
  }
  return iterate(points, dimensions, best!.posteriors, classes, kind, MOST_TURNS).posteriors
}

type Fit = { readonly logLikelihood: number; readonly posteriors: Float64Array }

function iterate(points: Float64Array, d: number, start: Float64Array, classes: number, kind: CovarianceKind, turns: number): Fit {
  const count = points.length / d, posteriors = start
  const log = new Float64Array(classes), offset = new Float64Array(d), constant = new Float64Array(classes)
  let logLikelihood = -Infinity
  for (let turn = 0; turn < turns; turn++) {
    const { weight, mean, factor } = moments(points, d, posteriors, classes, kind)
    for (let k = 0; k < classes; k++) {
      constant[k] = Math.log(weight[k] + 1e-12)
      for (let i = 0; i < d; i++) constant[k] -= Math.log(factor[k * d * d + i * d + i])
    }
    let next = 0
    for (let i = 0; i < count; i++) {
      let highest = -Infinity
      for (let k = 0; k < classes; k++) {
        const l = k * d * d
        let square = 0
        for (let a = 0; a < d; a++) {
          let sum = points[i * d + a] - mean[k * d + a]
          for (let b = 0; b < a; b++) sum -= factor[l + a * d + b] * offset[b]
          offset[a] = sum / factor[l + a * d + a]
          square += offset[a] * offset[a]
        }
        log[k] = constant[k] - 0.5 * square
        if (log[k] > highest) highest = log[k]
      }
      let sum = 0
      for (let k = 0; k < classes; k++) sum += log[k] = Math.exp(log[k] - highest)
      for (let k = 0; k < classes; k++) posteriors[i * classes + k] = log[k] / sum
      next += highest + Math.log(sum)
    }
    const won = next - logLikelihood
    logLikelihood = next
    if (won < 1e-5 * count) break
  }
  return { logLikelihood, posteriors }
}

/** k-means++ (Arthur & Vassilvitskii 2007): each further centre is drawn with probability ∝ squared distance. */
function spreadCentres(points: Float64Array, d: number, classes: number, random: Random): Float64Array {
  const count = points.length / d, centres = new Float64Array(classes * d), nearest = new Float64Array(count).fill(Infinity)
  let chosen = random.integer(count)
  for (let k = 0; k < classes; k++) {
    for (let a = 0; a < d; a++) centres[k * d + a] = points[chosen * d + a]
    let total = 0
    for (let i = 0; i < count; i++) {
      let square = 0
      for (let a = 0; a < d; a++) square += (points[i * d + a] - centres[k * d + a]) ** 2
      nearest[i] = Math.min(nearest[i], square)
      total += nearest[i]
    }
    let left = random.uniform() * total
    for (chosen = 0; chosen < count - 1 && left > nearest[chosen]; chosen++) left -= nearest[chosen]
  }
  return centres
}

function assignNearest(points: Float64Array, d: number, centres: Float64Array, classes: number): Float64Array {
  const count = points.length / d, out = new Float64Array(count * classes)
  for (let i = 0; i < count; i++) {
    let best = 0, least = Infinity
    for (let k = 0; k < classes; k++) {
      let square = 0
      for (let a = 0; a < d; a++) square += (points[i * d + a] - centres[k * d + a]) ** 2
      if (square < least) [best, least] = [k, square]
    }
    out[i * classes + best] = 1
  }
  return out
}

/** Weights, means and Cholesky factors [K × d × d] of the covariances. */
function moments(points: Float64Array, d: number, posteriors: Float64Array, classes: number, kind: CovarianceKind) {
  const count = points.length / d, square = d * d
  const weight = new Float64Array(classes), mean = new Float64Array(classes * d), scatter = new Float64Array(classes * square)
  for (let i = 0; i < count; i++) for (let k = 0; k < classes; k++) {
    const q = posteriors[i * classes + k]
    if (q < 1e-9) continue
    weight[k] += q
    for (let a = 0; a < d; a++) {
      const x = q * points[i * d + a]
      mean[k * d + a] += x
      for (let b = 0; b <= a; b++) scatter[k * square + a * d + b] += x * points[i * d + b]
    }
  }
  const pooled = new Float64Array(square)
  for (let k = 0; k < classes; k++) {
    for (let a = 0; a < d; a++) mean[k * d + a] /= weight[k] + 1e-12
    for (let a = 0; a < d; a++) for (let b = 0; b <= a; b++) {
      const at = k * square + a * d + b
      scatter[at] -= weight[k] * mean[k * d + a] * mean[k * d + b]
      pooled[a * d + b] += scatter[at] / count
    }
  }
  let ridge = 1e-12
  for (let a = 0; a < d; a++) ridge += (1e-6 * pooled[a * d + a]) / d
  const factor = new Float64Array(classes * square), covariance = new Float64Array(square)
  for (let k = 0; k < classes; k++) {
    // A class of fewer points than dimensions has no shape of its own: it borrows that of all.
    const own = kind === 'full' && weight[k] >= 2 * d + 2
    for (let a = 0; a < d; a++) for (let b = 0; b <= a; b++) {
      covariance[a * d + b] = own ? scatter[k * square + a * d + b] / weight[k] : pooled[a * d + b]
    }
    for (let a = 0; a < d; a++) covariance[a * d + a] += ridge
    cholesky(covariance, d, factor.subarray(k * square, (k + 1) * square))
  }
  for (let k = 0; k < classes; k++) weight[k] /= count
  return { weight, mean, factor }
}
