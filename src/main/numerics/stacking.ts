/** How likelihood and network are weighed: logit = logPrior + temperature·L + networkWeight·(N − logPrior − L). */
type Rule = { readonly temperature: number; readonly networkWeight: number }
type Judge = (particle: number, rule: Rule) => number

/** The network's weight is 0 where it has not earned its place (z < 2). */
export type Stacking = Rule & {
  /** The best temperature without the network. */
  readonly temperatureAlone: number
  /** Nats per particle that the best weights win over the best temperature alone, also where they were not kept. */
  readonly gain: number
  /** The gain in standard errors over particles; a network that adds nothing reaches 0 to 1. */
  readonly z: number
}

/** `count` particles; every number finite. */
export type StackInput = {
  readonly count: number
  readonly classes: number
  /** [classes] */
  readonly logPrior: Float64Array
  /** [count × 2 × classes] log-likelihood ratios L of the classes, from each half of a particle's Fourier coefficients: two views of independent noise. */
  readonly likelihood: Float64Array
  /** [count × 2 × classes] the network's logits N for each view, log prior included. */
  readonly network: Float64Array
}

/** Likelihood and network are [count × classes] here, one view a particle; `labels` [count] holds the true class, −1 where it is not known. */
export type LabelledInput = StackInput & { readonly labels: Int32Array }

const TEMPERATURES = [0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.5], WEIGHTS = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5]
const NEIGHBOURS = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1], [1, -1], [-1, 1]]
/** Nats per particle: less is rounding. */
const LEAST_WIN = 1e-10
/** Particles that weights are fitted to, evenly spread: enough for 1 or 2 %. Gain and z are of all. */
const SAMPLE = 10_000

/**
 * Stacking (Wolpert 1992) without labels: what a rule makes of one view, p, is judged by how likely it makes the other view,
 * log Σ_k p_k f_k − log Σ_k π_k f_k with f_k = exp(s·L_k) of that view, both ways round. On average the true posterior scores
 * highest if s·L is the true log-likelihood; an over-confident one makes too flat a p look best. So s comes first: the temperature
 * at which the likelihoods of the views predict each other best. Whatever else the views share, a wrong pose say, counts as class.
 */
export function stack(input: StackInput): Stacking {
  const { count, classes, logPrior, likelihood } = input
  const particles = Array.from({ length: count }, (_, i) => i), logits = new Float64Array(classes), evidence = new Float64Array(classes)
  const predict = (view: number, other: number, rule: Rule, s: number): number => {
    ruleLogits(input, view, rule, logits)
    for (let k = 0; k < classes; k++) evidence[k] = s * likelihood[other * classes + k]
    return logSumExp(logits, evidence) - logSumExp(logits) - logSumExp(logPrior, evidence)
  }
  const judge = (i: number, rule: Rule, s: number): number => predict(2 * i, 2 * i + 1, rule, s) + predict(2 * i + 1, 2 * i, rule, s)
  const { temperature } = highest(particles, (i, rule) => judge(i, rule, rule.temperature), { temperature: 1, networkWeight: 0 }, [0])
  return weigh(particles, (i, rule) => judge(i, rule, temperature), { temperature, networkWeight: 0 })
}

/** Stacking by the log-probability of the true classes. What made likelihood and network must not have seen the labels of the particles they judge here. */
export function stackSupervised(input: LabelledInput): Stacking {
  const { count, labels } = input, logits = new Float64Array(input.classes)
  const particles = Array.from({ length: count }, (_, i) => i).filter(i => labels[i] >= 0)
  const judge = (i: number, rule: Rule): number => {
    ruleLogits(input, i, rule, logits)
    return logits[labels[i]] - logSumExp(logits)
  }
  return weigh(particles, judge, highest(particles, judge, { temperature: 1, networkWeight: 0 }, [0]))
}

/** Posterior [classes] of one particle from its views, `likelihood` and `network` being [views × classes]. */
export function combine(logPrior: ArrayLike<number>, likelihood: ArrayLike<number>, network: ArrayLike<number>, { temperature, networkWeight }: Rule, out: Float64Array): void {
  const classes = logPrior.length
  out.set(logPrior)
  for (let at = 0; at < likelihood.length; at++) out[at % classes] += temperature * likelihood[at] + networkWeight * (network[at] - logPrior[at % classes] - likelihood[at])
  const total = logSumExp(out)
  for (let k = 0; k < classes; k++) out[k] = Math.exp(out[k] - total)
}

function ruleLogits({ classes, logPrior, likelihood, network }: StackInput, view: number, { temperature, networkWeight }: Rule, out: Float64Array): void {
  for (let k = 0, at = view * classes; k < classes; k++, at++) {
    out[k] = logPrior[k] + temperature * likelihood[at] + networkWeight * (network[at] - logPrior[k] - likelihood[at])
  }
}

/** log Σ exp(a + b). */
function logSumExp(a: Float64Array, b?: Float64Array): number {
  let largest = -Infinity, sum = 0
  for (let k = 0; k < a.length; k++) largest = Math.max(largest, b ? a[k] + b[k] : a[k])
  for (let k = 0; k < a.length; k++) sum += Math.exp((b ? a[k] + b[k] : a[k]) - largest)
  return largest + Math.log(sum)
}

/** The best rule against the best without the network. */
function weigh(particles: readonly number[], judge: Judge, alone: Rule): Stacking {
  const best = highest(particles, judge, alone, WEIGHTS)
  const wins = particles.map(i => judge(i, best) - judge(i, alone))
  const gain = wins.reduce((sum, v) => sum + v, 0) / Math.max(1, wins.length)
  const variance = wins.reduce((sum, v) => sum + (v - gain) ** 2, 0) / Math.max(1, wins.length - 1)
  const z = variance > 0 ? gain / Math.sqrt(variance / wins.length) : 0
  return { ...(z < 2 ? alone : best), temperatureAlone: alone.temperature, gain, z }
}

/** The rule of highest mean score, from the best of a grid by steps to neighbours, halved when none wins. */
function highest(particles: readonly number[], judge: Judge, start: Rule, weights: readonly number[]): Rule {
  const step = Math.ceil(particles.length / SAMPLE), sample = particles.filter((_, i) => i % step === 0)
  const mean = (rule: Rule): number => sample.reduce((sum, i) => sum + judge(i, rule), 0) / Math.max(1, sample.length)
  let best = start, score = mean(start)
  if (!Number.isFinite(score)) throw new RangeError('likelihoods or logits of the stacking are not finite')
  const wins = (t: number, w: number): boolean => {
    const rule = { temperature: Math.min(Math.max(t, TEMPERATURES[0]), TEMPERATURES.at(-1)!), networkWeight: Math.min(Math.max(w, 0), weights.at(-1)!) }
    const next = mean(rule)
    if (!(next > score + LEAST_WIN)) return false
    ;[best, score] = [rule, next]
    return true
  }
  for (const t of TEMPERATURES) for (const w of weights) wins(t, w)
  for (let reach = 0.1; reach > 1e-4; reach /= 2) {
    while (NEIGHBOURS.some(([t, w]) => wins(best.temperature + reach * t, best.networkWeight + reach * w)));
  }
  return best
}
