import type { Random } from './rng.ts'

/** Numbers, each measured with a Gaussian error of its own known standard deviation. */
export type Measurements = { readonly value: Float64Array; readonly deviation: Float64Array }

/** Places on a line, in order, and the share of the particles at each. */
export type PointStates = { readonly place: Float64Array; readonly share: Float64Array }

const TURNS = 200
/** Rise of the mean log-likelihood in a turn, nats, below which EM has converged. */
const CONVERGED = 1e-6
const RANDOM_STARTS = 1

/** The distribution that is so many places and nothing between them, by EM from quantiles, from even spacing and from random members. */
export function fitPointStates(measured: Measurements, states: number, random: Random): PointStates {
  const sorted = measured.value.toSorted(), last = sorted.length - 1, at = (fraction: number): number => sorted[Math.round(fraction * last)]
  const starts = [
    Array.from({ length: states }, (_, k) => at((k + 0.5) / states)),
    Array.from({ length: states }, (_, k) => at(0.03) + ((k + 0.5) / states) * (at(0.97) - at(0.03))),
    ...Array.from({ length: states > 1 ? RANDOM_STARTS : 0 }, () => Array.from({ length: states }, () => sorted[random.integer(sorted.length)])),
  ]
  const [best] = starts.map(start => climb(measured, Float64Array.from(start))).toSorted((a, b) => b.logLikelihood - a.logLikelihood)
  const order = Array.from({ length: states }, (_, k) => k).toSorted((a, b) => best.place[a] - best.place[b])
  return { place: Float64Array.from(order, k => best.place[k]), share: Float64Array.from(order, k => best.share[k]) }
}

/** The factor on the errors of all measurements under which one place explains them best. */
export function errorScale({ value, deviation }: Measurements, place: number): number {
  return Math.sqrt(value.reduce((sum, v, i) => sum + ((v - place) / deviation[i]) ** 2, 0) / value.length)
}

/** Logarithm of the density of a measurement, up to −½ log 2π. */
export function logDensityOfStates({ place, share }: PointStates, value: number, deviation: number): number {
  let sum = 0
  for (let k = 0; k < place.length; k++) sum += share[k] * Math.exp(-0.5 * ((value - place[k]) / deviation) ** 2)
  return Math.log(sum + Number.MIN_VALUE) - Math.log(deviation)
}

function climb({ value, deviation }: Measurements, place: Float64Array): PointStates & { readonly logLikelihood: number } {
  const states = place.length, count = value.length, share = new Float64Array(states).fill(1 / states)
  const log = new Float64Array(states), members = new Float64Array(states), weight = new Float64Array(states), moment = new Float64Array(states)
  let logLikelihood = -Infinity
  for (let turn = 0; turn < TURNS; turn++) {
    for (const sums of [members, weight, moment]) sums.fill(0)
    let next = 0
    for (let i = 0; i < count; i++) {
      const precision = 1 / deviation[i] ** 2
      let highest = -Infinity, sum = 0
      for (let k = 0; k < states; k++) {
        log[k] = Math.log(share[k] + Number.MIN_VALUE) - 0.5 * precision * (value[i] - place[k]) ** 2
        if (log[k] > highest) highest = log[k]
      }
      for (let k = 0; k < states; k++) sum += log[k] = Math.exp(log[k] - highest)
      next += (highest + Math.log(sum)) / count
      for (let k = 0; k < states; k++) {
        const q = log[k] / sum
        members[k] += q
        weight[k] += q * precision
        moment[k] += q * precision * value[i]
      }
    }
    for (let k = 0; k < states; k++) {
      share[k] = members[k] / count
      if (weight[k] > 0) place[k] = moment[k] / weight[k]
    }
    const won = next - logLikelihood
    logLikelihood = next
    if (won < CONVERGED) break
  }
  return { place, share, logLikelihood }
}
