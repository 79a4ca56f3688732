/** Two-sided p-value of Student's t at `degrees` > 0 degrees of freedom (need not be whole), right also far out in the tails: I_x(ν/2, ½), x = ν/(ν + t²) (DLMF 8.17). */
export function studentTwoSided(t: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`a t distribution of ${degrees} degrees of freedom`)
  return incompleteBeta(degrees / (degrees + t * t), (t * t) / (degrees + t * t), degrees / 2, 0.5)
}

/** How many standard errors the two-sided 95 % interval reaches at `degrees` of freedom. */
export function studentQuantile(degrees: number): number {
  let low = 0, high = 1
  while (studentTwoSided(high, degrees) > 0.05) high *= 2
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (studentTwoSided(middle, degrees) > 0.05) low = middle
    else high = middle
  }
  return high
}

/** Regularised incomplete beta function I_x(a, b); `y` = 1 − x is given too, lest its digits be lost. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (!(x > 0)) return x === 0 ? 0 : NaN
  if (!(y > 0)) return y === 0 ? 1 : NaN
  // The fraction converges fast below the mean; above it, I_x(a, b) = 1 − I_y(b, a).
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a)
  const logFactor = a * Math.log(x) + b * Math.log(y) + logGamma(a + b) - logGamma(a) - logGamma(b)
  return (Math.exp(logFactor) * betaFraction(x, a, b)) / a
}

/** Continued fraction DLMF 8.17.22, evaluated by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1, d = 1 / (1 - ((a + b) * x) / (a + 1)), value = d
  const step = (coefficient: number): number => {
    d = 1 / (1 + coefficient * d)
    c = 1 + coefficient / c
    value *= c * d
    return c * d
  }
  for (let m = 1; m < 10_000; m++) {
    step((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)))
    const change = step((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)))
    if (Math.abs(change - 1) < 1e-15) return value
  }
  throw new RangeError(`the incomplete beta function at ${x} for ${a}, ${b} does not converge`)
}

/** ln Γ(z), z > 0: Stirling's series (DLMF 5.11.1) from 10 on, reached by Γ(z) = Γ(z + 1)/z. */
function logGamma(z: number): number {
  let product = 1
  for (; z < 10; z++) product *= z
  const r = 1 / (z * z)
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360_360))))) / z
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
}
