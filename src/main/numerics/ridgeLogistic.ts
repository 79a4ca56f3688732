/** Penalties tried, strongest first: mean cross-entropy + ½ strength·‖W‖² on features of unit variance. */
const STRENGTHS = [10, 1, 0.1, 1e-2, 1e-3, 1e-4, 1e-5]
/** A step that wins less than this share of the loss ends a fit: other rows would not notice the rest. */
const TOLERANCE = 1e-4
const MOST_STEPS = 200
/** Steps that L-BFGS remembers. */
const MEMORY = 8

export type RidgeLogistic = {
  /** Writes the [classes] logits of any row of the features into `out`. */
  logits(row: number, out: Float64Array): void
  readonly strength: number
}

/**
 * Multinomial logistic regression with a ridge penalty on all but the intercepts, fitted by L-BFGS from the next stronger
 * penalty's solution. `features` is [rows × dims], standardised here by the rows that train (a feature that does not vary in
 * them counts for nothing); `targets` [rows × classes] holds soft labels that sum to 1. The penalty is the one of least
 * cross-entropy on the rows that validate; those weaker than a worse one are not tried.
 */
export function ridgeLogistic(
  features: Float32Array, targets: Float32Array, classes: number, { train, validate }: { readonly train: ArrayLike<number>; readonly validate: ArrayLike<number> },
): RidgeLogistic {
  const dims = (features.length * classes) / targets.length
  if (train.length === 0 || validate.length === 0) throw new RangeError(`${train.length} rows to train and ${validate.length} to validate a regression`)
  const standardised = standardiser(features, dims, train)
  const fitted = standardised(train), held = standardised(validate)
  let weights: Float64Array = new Float64Array(classes * (dims + 1)), best = { weights, strength: STRENGTHS[0] }, least = Infinity
  for (const strength of STRENGTHS) {
    weights = minimise((at, gradient) => penalisedLoss(fitted, train, targets, classes, at, strength, gradient), weights)
    const loss = penalisedLoss(held, validate, targets, classes, weights, 0, new Float64Array(weights.length))
    if (loss >= least) break
    least = loss
    best = { weights, strength }
  }
  return {
    strength: best.strength,
    logits(row, out) {
      const [values] = standardised([row])
      for (let k = 0; k < classes; k++) out[k] = dot(part(best.weights, k, classes), values)
    },
  }
}

/** Gives rows with mean 0 and variance 1 where they train, and a last number of 1 for the intercepts. */
function standardiser(features: Float32Array, dims: number, train: ArrayLike<number>): (rows: ArrayLike<number>) => Float64Array[] {
  const mean = new Float64Array(dims), scale = new Float64Array(dims)
  for (let i = 0; i < train.length; i++) for (let d = 0; d < dims; d++) mean[d] += features[train[i] * dims + d] / train.length
  for (let i = 0; i < train.length; i++) for (let d = 0; d < dims; d++) scale[d] += (features[train[i] * dims + d] - mean[d]) ** 2 / train.length
  // Below this there is nothing but the rounding of the mean.
  for (let d = 0; d < dims; d++) scale[d] = scale[d] > (1e-10 * mean[d]) ** 2 ? 1 / Math.sqrt(scale[d]) : 0
  return rows => Array.from(rows, row => {
    const out = new Float64Array(dims + 1).fill(1)
    for (let d = 0; d < dims; d++) out[d] = (features[row * dims + d] - mean[d]) * scale[d]
    return out
  })
}

/** Mean cross-entropy plus penalty; overwrites `gradient`, [classes × width] as the weights are. */
function penalisedLoss(values: readonly Float64Array[], rows: ArrayLike<number>, targets: Float32Array, classes: number, weights: Float64Array, strength: number, gradient: Float64Array): number {
  const width = weights.length / classes, share = 1 / rows.length, logits = new Float64Array(classes)
  const own = Array.from(logits, (_, k) => part(weights, k, classes)), slopes = Array.from(logits, (_, k) => part(gradient, k, classes))
  for (let i = 0; i < weights.length; i++) gradient[i] = i % width < width - 1 ? strength * weights[i] : 0
  let loss = 0.5 * dot(gradient, weights)
  for (let i = 0; i < rows.length; i++) {
    let highest = -Infinity, sum = 0
    for (let k = 0; k < classes; k++) highest = Math.max(highest, logits[k] = dot(own[k], values[i]))
    for (let k = 0; k < classes; k++) sum += Math.exp(logits[k] - highest)
    for (let k = 0; k < classes; k++) {
      const target = targets[rows[i] * classes + k], logProbability = logits[k] - highest - Math.log(sum)
      loss -= share * target * logProbability
      addScaled(slopes[k], share * (Math.exp(logProbability) - target), values[i])
    }
  }
  if (Number.isNaN(loss)) throw new RangeError('features or targets of a regression are not finite')
  return loss
}

/** L-BFGS (Nocedal & Wright 2006, algorithm 7.5) on a convex loss; a step is halved until it wins what its slope promises. */
function minimise(loss: (at: Float64Array, gradient: Float64Array) => number, start: Float64Array): Float64Array {
  const memory: { readonly step: Float64Array; readonly change: Float64Array; readonly curvature: number }[] = []
  let at = start, gradient: Float64Array = new Float64Array(start.length), value = loss(at, gradient)
  for (let turn = 0; turn < MOST_STEPS; turn++) {
    const ascent = Float64Array.from(gradient), alphas: number[] = []
    for (const [i, { step, change, curvature }] of memory.entries()) addScaled(ascent, -(alphas[i] = dot(step, ascent) / curvature), change)
    if (memory.length > 0) addScaled(ascent, memory[0].curvature / dot(memory[0].change, memory[0].change) - 1, Float64Array.from(ascent))
    for (const [i, { step, change, curvature }] of [...memory.entries()].toReversed()) addScaled(ascent, alphas[i] - dot(change, ascent) / curvature, step)
    const slope = dot(gradient, ascent), nextGradient = new Float64Array(start.length)
    let next = at, nextValue = Infinity
    for (let length = 1; length > 1e-10 && !(nextValue <= value - 1e-4 * length * slope); length /= 2) {
      next = Float64Array.from(at)
      addScaled(next, -length, ascent)
      nextValue = loss(next, nextGradient)
    }
    const won = value - nextValue
    if (!(won > 0)) break
    const step = next.map((v, i) => v - at[i]), change = nextGradient.map((v, i) => v - gradient[i]), curvature = dot(step, change)
    if (curvature > 0 && memory.unshift({ step, change, curvature }) > MEMORY) memory.pop()
    ;[at, gradient, value] = [next, nextGradient, nextValue]
    if (won < TOLERANCE * value) break
  }
  return at
}

const part = (all: Float64Array, k: number, parts: number): Float64Array => all.subarray((k * all.length) / parts, ((k + 1) * all.length) / parts)

/** Two sums side by side: one alone would wait for each addition. */
function dot(a: Float64Array, b: Float64Array): number {
  let s0 = 0, s1 = 0
  for (let i = 1; i < a.length; i += 2) {
    s0 += a[i - 1] * b[i - 1]
    s1 += a[i] * b[i]
  }
  return a.length % 2 === 0 ? s0 + s1 : s0 + s1 + a[a.length - 1] * b[a.length - 1]
}

function addScaled(to: Float64Array, factor: number, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * from[i]
}
