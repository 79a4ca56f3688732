import { MOST_STATES, type Motion } from './calls/landscape.ts'

/** What was found of the particles along the first component. */
export function motionSentence({ kind, states }: Motion): string {
  if (kind === 'none') return 'No motion is seen along component 1: one conformation explains the particles, but for noise.'
  if (kind === 'states') return `Discrete: along component 1 the particles are in ${states} states.`
  if (kind === 'continuous') return `Continuous: along component 1 the particles leave no gaps. More than ${MOST_STATES} states, too close to be told apart, would look the same.`
  return 'Discrete states or continuous motion along component 1: the data cannot tell.'
}

/** The number behind it: a continuum against so many states. */
export function motionGain({ states, gain, error }: Motion): string {
  const [value, spread] = [Math.abs(gain).toFixed(4), error.toFixed(4)], sign = Number(value) === 0 ? '' : gain < 0 ? '−' : '+'
  return `log-likelihood of a continuum above that of ${states === 1 ? 'one conformation' : `${states} states`}: ${sign}${value} ± ${spread} nats per particle, on particles not fitted`
}
