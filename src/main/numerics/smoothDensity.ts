import type { Measurements } from './pointStates.ts'

/**
 * A distribution without gaps: between `from` and `to` a polynomial that is nowhere negative, Σ weight[j] · Bernstein polynomial j,
 * each of area one.
 */
export type SmoothDensity = { readonly from: number; readonly to: number; readonly weight: Float64Array }

/** Of the polynomial: room for two wells and what lies between them, none for peaks as narrow as states. */
const DEGREE = 4
const TERMS = DEGREE + 1
const BINOMIAL = [1, 4, 6, 4, 1]
const TURNS = 40
/** Rise of the mean log-likelihood in a turn, nats, below which EM has converged. */
const CONVERGED = 1e-6
/** Nodes of the integral over the true value in one standard deviation of the sharpest measurement, and the least and most of them. */
const NODES_PER_DEVIATION = 1.5, LEAST_NODES = 16, MOST_NODES = 128
/** Halvings of the steps in which the ends are sought. */
const HALVINGS = 4

/** The smooth density under which the measurements are most likely: weights by EM, ends by a search in steps that halve. */
export function fitSmoothDensity(measured: Measurements): SmoothDensity {
  const { middle, spread, noise } = momentsOf(measured)
  let centre = middle, reach = Math.log(2.2 * Math.max(spread, 0.2 * noise))
  const fitAt = (c: number, r: number) => climb(measured, c - Math.exp(r), c + Math.exp(r), best?.weight)
  let best: ReturnType<typeof climb> | null = null
  best = fitAt(centre, reach)
  for (let halving = 0, step = 0.4; halving < HALVINGS; halving++, step /= 2) {
    for (const [along, wider] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      for (;;) {
        const c = centre + along * step * Math.exp(reach), r = reach + wider * step, tried = fitAt(c, r)
        if (tried.logLikelihood <= best.logLikelihood) break
        ;[centre, reach, best] = [c, r, tried]
      }
    }
  }
  return { from: best.from, to: best.to, weight: best.weight }
}

/** Logarithm of the density of a measurement, up to −½ log 2π. */
export function logDensityOfSmooth({ from, to, weight }: SmoothDensity, value: number, deviation: number, nodes = nodesFor(to - from, deviation)): number {
  let sum = 0
  for (let n = 0; n < nodes; n++) {
    const t = (n + 0.5) / nodes
    let density = 0
    for (let j = 0; j < TERMS; j++) density += weight[j] * bernstein(j, t)
    sum += density * Math.exp(-0.5 * ((value - from - t * (to - from)) / deviation) ** 2)
  }
  return Math.log(sum / nodes + Number.MIN_VALUE) - Math.log(deviation)
}

/** Of area one on 0…1. */
const bernstein = (j: number, t: number): number => TERMS * BINOMIAL[j] * t ** j * (1 - t) ** (DEGREE - j)

const nodesFor = (range: number, deviation: number): number => Math.min(Math.max(Math.ceil((NODES_PER_DEVIATION * range) / deviation), LEAST_NODES), MOST_NODES)

function momentsOf({ value, deviation }: Measurements): { middle: number; spread: number; noise: number } {
  const count = value.length, middle = value.reduce((sum, v) => sum + v, 0) / count
  const total = value.reduce((sum, v) => sum + (v - middle) ** 2, 0) / count, noise = deviation.reduce((sum, v) => sum + v * v, 0) / count
  return { middle, spread: Math.sqrt(Math.max(total - noise, 0)), noise: Math.sqrt(noise) }
}

/** EM for the weights of the polynomial between two ends. */
function climb({ value, deviation }: Measurements, from: number, to: number, start: Float64Array = new Float64Array(TERMS).fill(1 / TERMS)): SmoothDensity & { readonly logLikelihood: number } {
  const count = value.length, nodes = nodesFor(to - from, deviation.reduce((least, v) => Math.min(least, v), Infinity))
  const basis = Array.from({ length: nodes }, (_, n) => Float64Array.from({ length: TERMS }, (_, j) => bernstein(j, (n + 0.5) / nodes) / nodes))
  const likelihood = new Float64Array(count * TERMS)
  let constant = 0
  for (let i = 0; i < count; i++) {
    constant -= Math.log(deviation[i]) / count
    for (let n = 0; n < nodes; n++) {
      const near = Math.exp(-0.5 * ((value[i] - from - ((n + 0.5) / nodes) * (to - from)) / deviation[i]) ** 2)
      for (let j = 0; j < TERMS; j++) likelihood[i * TERMS + j] += basis[n][j] * near
    }
  }
  const weight = start.map(v => 0.95 * v + 0.05 / TERMS), members = new Float64Array(TERMS)
  let logLikelihood = -Infinity
  for (let turn = 0; turn < TURNS; turn++) {
    members.fill(0)
    let next = constant
    for (let i = 0; i < count; i++) {
      let sum = Number.MIN_VALUE
      for (let j = 0; j < TERMS; j++) sum += weight[j] * likelihood[i * TERMS + j]
      next += Math.log(sum) / count
      for (let j = 0; j < TERMS; j++) members[j] += (weight[j] * likelihood[i * TERMS + j]) / sum
    }
    for (let j = 0; j < TERMS; j++) weight[j] = members[j] / count
    const won = next - logLikelihood
    logLikelihood = next
    if (won < CONVERGED) break
  }
  return { from, to, weight, logLikelihood }
}
