import { MOST_STATES } from '../../preload/contract/calls/landscape.ts'
import { errorScale, fitPointStates, logDensityOfStates, type Measurements } from './pointStates.ts'
import type { Random } from './rng.ts'
import { fitSmoothDensity, logDensityOfSmooth } from './smoothDensity.ts'

export type Continuity = {
  /** One place says it all; a few places; a distribution without gaps; or none of these can be excluded. */
  readonly kind: 'none' | 'states' | 'continuous' | 'unclear'
  /** Of the places compared with: found, if kind is 'states'. */
  readonly states: number
  /** Held-out log-likelihood of the distribution without gaps above that of the places, nats per particle, and its standard error. */
  readonly gain: number
  readonly error: number
}

const FOLDS = 4
/** Particles of a set that are used at most, evenly spread over it. */
const SAMPLE = 5000
/** Factor by which errors may be larger than they are said to be: a wrong estimate of the noise is no motion. */
const MOST_ERROR = 1.25
/** Standard errors by which one must win, and nats over all particles: fits that are equally good differ by about one for each parameter, of which there are up to seven in each set. */
const CLEAR = 2, CLEAR_NATS = 14

/** Log-likelihood of particles under what was fitted to others: the continuum, and 1, 2, … states. */
export type HeldOut = { readonly smooth: readonly number[]; readonly states: readonly (readonly number[])[] }

/**
 * Whether numbers, each measured with its own known error, come from one place, from a few, or from a continuum. Two families are
 * compared by the log-likelihood of particles that a fit has not seen: K places with nothing between them, and polynomial
 * densities without gaps between two ends, both blurred by each particle's own error. One place alone may have errors a
 * little larger than those that are known. Sets are fitted apart, by heldOutContinuity, each on its own scale.
 */
export function judgeContinuity(scored: readonly HeldOut[]): Continuity {
  const smooth = scored.flatMap(({ smooth: one }) => one), states = Array.from({ length: MOST_STATES }, (_, k) => scored.flatMap(one => one.states[k]))
  const told = (kind: Continuity['kind'], k: number): Continuity => ({ kind, states: k + 1, ...compared(smooth, states[k]) })
  if (![smooth, ...states.slice(1)].some(other => wins(other, states[0]))) return told('none', 0)
  const above = [...states.keys()].filter(k => wins(states[k], smooth)), fewest = above.find(k => !states.some((more, i) => i > k && wins(more, states[k])))
  if (fewest !== undefined) return told('states', fewest)
  const best = [...states.keys()].reduce((b, k) => (mean(states[k]) > mean(states[b]) ? k : b), 0)
  return told(wins(smooth, states[best]) ? 'continuous' : 'unclear', best)
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length

/** Mean of a − b over the particles and its standard error. */
function compared(a: readonly number[], b: readonly number[]): { gain: number; error: number } {
  const difference = a.map((v, i) => v - b[i]), gain = mean(difference)
  return { gain, error: Math.sqrt(mean(difference.map(v => (v - gain) ** 2)) / difference.length) }
}

function wins(a: readonly number[], b: readonly number[]): boolean {
  const { gain, error } = compared(a, b)
  return gain > CLEAR * error && gain * a.length > CLEAR_NATS
}

function thinned(set: Measurements): Measurements {
  const step = Math.ceil(set.value.length / SAMPLE)
  return part(set, i => i % step === 0)
}

const part = ({ value, deviation }: Measurements, isIn: (i: number) => boolean): Measurements => ({ value: value.filter((_, i) => isIn(i)), deviation: deviation.filter((_, i) => isIn(i)) })

/** Scores the particles of a set, or so many of them as are enough, fold by fold. */
export function heldOutContinuity(all: Measurements, random: Random): HeldOut {
  const set = thinned(all), smooth: number[] = [], states = Array.from({ length: MOST_STATES }, (): number[] => [])
  for (let fold = 0; fold < FOLDS; fold++) {
    const fitted = part(set, i => i % FOLDS !== fold), { value, deviation } = part(set, i => i % FOLDS === fold)
    const density = fitSmoothDensity(fitted)
    value.forEach((v, i) => smooth.push(logDensityOfSmooth(density, v, deviation[i])))
    states.forEach((scores, k) => {
      const places = fitPointStates(fitted, k + 1, random), scale = k === 0 ? Math.min(errorScale(fitted, places.place[0]), MOST_ERROR) : 1
      value.forEach((v, i) => scores.push(logDensityOfStates(places, v, scale * deviation[i])))
    })
  }
  return { smooth, states }
}
