import { cholesky } from './smallMatrix.ts'
import type { Random } from './rng.ts'

export type CovarianceKind = 'full' | 'tied'

/**
 * Fits K Gaussians to `count` points of `dimensions` numbers by EM from k-means++ centres, `restarts` times, and returns
 * the posteriors [count × K] of the fit with the highest likelihood. Covariances carry a ridge of 10⁻⁶ of the spread.
 */
export function gaussianMixture(points: Float64Array, dimensions: number, classes: number, kind: CovarianceKind, random: Random, restarts = 5): Float64Array {
  let best: { logLikelihood: number; posteriors: Float64Array } | null = null
  for (let restart = 0; restart < restarts; restart++) {
    const fit = fitOnce(points, dimensions, classes, kind, random)
    if (!best || fit.logLikelihood > best.logLikelihood) best = fit
  }
  return best!.posteriors
}

function fitOnce(points: Float64Array, d: number, classes: number, kind: CovarianceKind, random: Random) {
  const count = points.length / d
  const posteriors = assignNearest(points, d, spreadCentres(points, d, classes, random), classes)
  const log = new Float64Array(classes), offset = new Float64Array(d)
  let logLikelihood = -Infinity
  for (let turn = 0; turn < 200; turn++) {
    const { weight, mean, factor } = moments(points, d, posteriors, classes, kind)
    const constant = factor.map((l, k) => {
      let half = 0
      for (let i = 0; i < d; i++) half += Math.log(l[i * d + i])
      return Math.log(weight[k] + 1e-12) - half
    })
    let next = 0
    for (let i = 0; i < count; i++) {
      let highest = -Infinity
      for (let k = 0; k < classes; k++) {
        for (let a = 0; a < d; a++) {
          let sum = points[i * d + a] - mean[k * d + a]
          for (let b = 0; b < a; b++) sum -= factor[k][a * d + b] * offset[b]
          offset[a] = sum / factor[k][a * d + a]
        }
        log[k] = constant[k]
        for (let a = 0; a < d; a++) log[k] -= 0.5 * offset[a] * offset[a]
        highest = Math.max(highest, log[k])
      }
      let sum = 0
      for (let k = 0; k < classes; k++) sum += Math.exp(log[k] - highest)
      for (let k = 0; k < classes; k++) posteriors[i * classes + k] = Math.exp(log[k] - highest) / sum
      next += highest + Math.log(sum)
    }
    if (next - logLikelihood < 1e-5 * count) return { logLikelihood: next, posteriors }
    logLikelihood = next
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

function moments(points: Float64Array, d: number, posteriors: Float64Array, classes: number, kind: CovarianceKind) {
  const count = points.length / d
  const weight = new Float64Array(classes), mean = new Float64Array(classes * d)
  for (let i = 0; i < count; i++) for (let k = 0; k < classes; k++) {
    const q = posteriors[i * classes + k]
    weight[k] += q
    for (let a = 0; a < d; a++) mean[k * d + a] += q * points[i * d + a]
  }
  for (let k = 0; k < classes; k++) for (let a = 0; a < d; a++) mean[k * d + a] /= weight[k] + 1e-12
  const scatter = Array.from({ length: classes }, () => new Float64Array(d * d))
  for (let i = 0; i < count; i++) for (let k = 0; k < classes; k++) {
    const q = posteriors[i * classes + k]
    if (q < 1e-12) continue
    for (let a = 0; a < d; a++) for (let b = 0; b <= a; b++) {
      scatter[k][a * d + b] += q * (points[i * d + a] - mean[k * d + a]) * (points[i * d + b] - mean[k * d + b])
    }
  }
  const pooled = new Float64Array(d * d)
  for (const own of scatter) for (let i = 0; i < own.length; i++) pooled[i] += own[i] / count
  let ridge = 1e-12
  for (let a = 0; a < d; a++) ridge += (1e-6 * pooled[a * d + a]) / d
  const factor = scatter.map((own, k) => {
    // A class of fewer points than dimensions has no shape of its own: it borrows that of all.
    const covariance = kind === 'tied' || weight[k] < 2 * d + 2 ? Float64Array.from(pooled) : own.map(v => v / weight[k])
    for (let a = 0; a < d; a++) {
      covariance[a * d + a] += ridge
      for (let b = a + 1; b < d; b++) covariance[a * d + b] = covariance[b * d + a]
    }
    return cholesky(covariance, d)
  })
  for (let k = 0; k < classes; k++) weight[k] /= count
  return { weight, mean, factor }
}
