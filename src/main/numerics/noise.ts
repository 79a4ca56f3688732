/** Power of a set of particles by shell, one row per particle. */
export type ShellPowers = {
  /** [count × shells] mean |F|² of each shell; shell 0 is not used. */
  readonly power: Float32Array
  readonly shells: number
  /** [count] group (micrograph) of each particle. */
  readonly group: Uint32Array
  readonly groups: number
  /** [count] 0: left out */
  readonly active: Uint8Array
  /** [shells] coefficients of a particle in each shell. */
  readonly members: Float64Array
}

/**
 * [groups × shells] 1/σ of the noise. A group's spectrum is its own measurement, drawn towards (its level × the spectrum
 * of all) with the weight that the spread between groups calls for: the variance of the ratio between the two, less what
 * the counting statistics of |F|² (relative variance 1/n) explain, is estimated from the data (empirical Bayes).
 */
export function whiteningWeights(input: ShellPowers): Float32Array {
  const { power, shells, group, groups, active, members } = input
  const sum = new Float64Array(groups * shells), particles = new Float64Array(groups)
  for (let i = 0; i < group.length; i++) {
    if (active[i] === 0) continue
    particles[group[i]]++
    for (let s = 1; s < shells; s++) sum[group[i] * shells + s] += power[i * shells + s]
  }
  const all = new Float64Array(shells), count = particles.reduce((a, b) => a + b, 0)
  for (let g = 0; g < groups; g++) for (let s = 1; s < shells; s++) all[s] += sum[g * shells + s] / count
  const level = Float64Array.from(particles, (n, g) => {
    if (n === 0) return 1
    let weighted = 0, weights = 0
    for (let s = 1; s < shells; s++) {
      weighted += (members[s] * sum[g * shells + s]) / n / all[s]
      weights += members[s]
    }
    return weighted / weights
  })
  const pull = priorStrength(sum, all, level, particles, members, shells)
  const out = new Float32Array(groups * shells)
  for (let g = 0; g < groups; g++) {
    for (let s = 1; s < shells; s++) {
      const expected = level[g] * all[s], n = particles[g] * members[s]
      const own = particles[g] > 0 ? sum[g * shells + s] / particles[g] : expected
      out[g * shells + s] = 1 / Math.sqrt(Math.max((n * own + pull * expected) / (n + pull), 1e-12))
    }
  }
  return out
}

/** Coefficients' worth of trust in the expected spectrum: one over the true relative variance between groups. */
function priorStrength(sum: Float64Array, all: Float64Array, level: Float64Array, particles: Float64Array, members: Float64Array, shells: number): number {
  let excess = 0, weight = 0
  for (let g = 0; g < particles.length; g++) {
    for (let s = 1; s < shells; s++) {
      const n = particles[g] * members[s]
      if (n < 10) continue
      const ratio = sum[g * shells + s] / particles[g] / (level[g] * all[s])
      excess += n * ((ratio - 1) ** 2 - 1 / n)
      weight += n
    }
  }
  const variance = weight > 0 ? excess / weight : 0
  return variance > 1e-6 ? Math.min(1 / variance, 1e6) : 1e6
}
