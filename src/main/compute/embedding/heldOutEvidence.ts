/** Fractions of the fitted amplitude that are tried on particles that were not fitted: what is fitted to few of them is too large. */
const SCALES = [0.25, 0.5, 0.75, 1]

/**
 * What each component is worth: the log-likelihood that the first, second, … component of a half of the particles wins in addition
 * on the others, which had no part in it, each number of components at the amplitude that suits it best. [count], nats per
 * particle; below 0 a component is noise. `evidence`: what the first n win on all `unseen` at a fraction of their amplitude.
 */
export async function heldOutEvidence(count: number, unseen: number, evidence: (n: number, scale: number) => Promise<number>, told: (done: number) => void): Promise<number[]> {
  const gains = [0]
  for (let n = 1; n <= count; n++) {
    let best = -Infinity
    for (const scale of SCALES) best = Math.max(best, await evidence(n, scale))
    gains.push(best / Math.max(unseen, 1))
    told(n)
  }
  return gains.slice(1).map((gain, i) => gain - gains[i])
}
