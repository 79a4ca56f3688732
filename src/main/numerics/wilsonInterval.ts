/** The 97.5 % point of the normal distribution. */
const QUANTILE = 1.959963984540054

/** 95 % confidence interval of a proportion (Wilson 1927): within 0…1 and of use also at 0 and at all successes. No trials: [0, 1]. */
export function wilsonInterval(successes: number, trials: number): [low: number, high: number] {
  if (!(successes >= 0 && successes <= trials)) throw new RangeError(`${successes} successes in ${trials} trials`)
  if (trials === 0) return [0, 1]
  const proportion = successes / trials, square = QUANTILE ** 2
  const centre = (proportion + square / (2 * trials)) / (1 + square / trials)
  const reach = (QUANTILE * Math.sqrt((proportion * (1 - proportion)) / trials + square / (4 * trials * trials))) / (1 + square / trials)
  // At the ends the two are equal but for rounding.
  return [successes === 0 ? 0 : centre - reach, successes === trials ? 1 : centre + reach]
}
