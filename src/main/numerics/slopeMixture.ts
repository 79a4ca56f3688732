/** A good particle's slope on its consensus projection is about 1, junk's about 0; both have spreads of their own. */
export type SlopeMixture = {
  /** Mean and spread (noise subtracted) of the good particles' slopes. */
  readonly mean: number
  readonly spread: number
  /** [count] probability of being junk; all 0 when two components do not beat one by BIC. */
  readonly junk: Float64Array
}

/** Particles that the distributions are fitted to, evenly spread over the set. */
const SAMPLE = 6000

type Component = { weight: number; mean: number; variance: number }

/**
 * Fits one and two Gaussians to slopes with known measurement variances by EM (the true slope is latent) and keeps two
 * only if the Bayesian information criterion asks for them and the lower one lies below half the upper one's mean.
 */
export function fitSlopes(allSlopes: Float64Array, allVariances: Float64Array): SlopeMixture {
  const step = Math.ceil(allSlopes.length / SAMPLE), sampled = (_: number, i: number) => i % step === 0
  const slope = allSlopes.filter(sampled), variance = allVariances.filter(sampled)
  const one = fit(slope, variance, [{ weight: 1, mean: mean(slope), variance: spreadOf(slope) }])
  const high = [...slope].toSorted((a, b) => a - b)[Math.floor(0.6 * slope.length)]
  const two = fit(slope, variance, [
    { weight: 0.9, mean: high, variance: spreadOf(slope) / 4 },
    { weight: 0.1, mean: 0, variance: spreadOf(slope) / 4 },
  ])
  const [good, bad] = two.components
  const wins = two.logLikelihood - one.logLikelihood > 1.5 * Math.log(slope.length) && bad.mean < good.mean / 2
  const chosen = wins ? two : one
  return {
    mean: chosen.components[0].mean,
    spread: Math.sqrt(chosen.components[0].variance),
    junk: wins ? Float64Array.from(allSlopes, (a, i) => junkProbability(a, allVariances[i], good, bad)) : new Float64Array(allSlopes.length),
  }
}

/** A slope above the good particles' mean is never junk, however wide the junk's distribution. */
const junkProbability = (slope: number, variance: number, good: Component, bad: Component): number =>
  slope > good.mean ? 0 : density(slope, variance, bad) / (density(slope, variance, bad) + density(slope, variance, good) + 1e-300)

/** The best guess of a particle's true slope: drawn towards the mean as far as its own measurement is uncertain. */
export function shrunkenSlope(slope: number, variance: number, mixture: SlopeMixture): number {
  const spread = Math.max(mixture.spread ** 2, 1e-6)
  return (slope / variance + mixture.mean / spread) / (1 / variance + 1 / spread)
}

function fit(slope: Float64Array, variance: Float64Array, components: Component[]): { components: Component[]; logLikelihood: number } {
  let logLikelihood = -Infinity
  for (let turn = 0; turn < 500; turn++) {
    const sums = components.map(() => ({ r: 0, t: 0, t2: 0 }))
    let next = 0
    for (let i = 0; i < slope.length; i++) {
      const p = components.map(c => density(slope[i], variance[i], c))
      const total = p.reduce((a, b) => a + b, 1e-300)
      next += Math.log(total)
      for (const [k, c] of components.entries()) {
        const r = p[k] / total, v = 1 / (1 / variance[i] + 1 / c.variance)
        const t = v * (slope[i] / variance[i] + c.mean / c.variance)
        sums[k].r += r
        sums[k].t += r * t
        sums[k].t2 += r * (t * t + v)
      }
    }
    for (const [k, { r, t, t2 }] of sums.entries()) {
      if (r < 1e-9) continue
      components[k] = { weight: r / slope.length, mean: t / r, variance: Math.max(t2 / r - (t / r) ** 2, 1e-6) }
    }
    if (next - logLikelihood < 1e-6 * slope.length) return { components, logLikelihood: next }
    logLikelihood = next
  }
  return { components, logLikelihood }
}

function density(slope: number, variance: number, c: Component): number {
  const v = variance + c.variance
  return (c.weight / Math.sqrt(2 * Math.PI * v)) * Math.exp((-0.5 * (slope - c.mean) ** 2) / v)
}

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length
const spreadOf = (values: Float64Array): number => {
  const m = mean(values)
  return Math.max(values.reduce((a, b) => a + (b - m) ** 2, 0) / values.length, 1e-6)
}
