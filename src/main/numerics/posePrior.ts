import { cholesky, invertSymmetric, solveSymmetric } from './smallMatrix.ts'

/** Widths of the given poses' errors: three small rotations (radians) and two shifts (pixels), zero-mean Gaussians. */
export type PoseErrorWidths = { readonly angle: number; readonly shift: number }

/** Per particle 15 numbers of a 5×5 Hessian (upper triangle by rows) and 5 of b, log p(x) = const + b·x − ½ x·H·x. */
export type PoseEquations = { readonly count: number; readonly values: Float64Array; readonly active: Uint8Array }

const UPPER = [0, 1, 2, 3, 4, 1, 5, 6, 7, 8, 2, 6, 9, 10, 11, 3, 7, 10, 12, 13, 4, 8, 11, 13, 14]

const precisionInto = (values: Float64Array, at: number, widths: PoseErrorWidths, out: Float64Array): void => {
  for (let i = 0; i < 25; i++) out[i] = values[at + UPPER[i]]
  for (let i = 0; i < 5; i++) out[6 * i] += 1 / (i < 3 ? widths.angle : widths.shift) ** 2
}

/** Particles that the widths are estimated from: enough for 2 % each, cheap enough to search with. */
const SAMPLE = 1200
/** Widths below these are as good as none: an exact pose must stay exact. */
const LEAST: PoseErrorWidths = { angle: 1e-4, shift: 1e-4 }

/**
 * The widths of highest marginal likelihood Σ ½ bᵀ(H + P)⁻¹b − ½ log|H + P| + ½ log|P|, P = diag(1/σ²): each particle's
 * own offset is integrated out, so widths do not creep but go to zero where the poses are exact. Alternating
 * golden-section searches on log σ.
 */
export function estimateWidths(equations: PoseEquations, start: PoseErrorWidths): PoseErrorWidths {
  const step = Math.max(1, Math.floor(equations.count / SAMPLE))
  const rows: number[] = []
  for (let p = 0; p < equations.count; p += step) if (equations.active[p]) rows.push(p)
  let widths = start
  for (let turn = 0; turn < 2; turn++) {
    const angle = maximise(log => marginal(equations, rows, { ...widths, angle: Math.exp(log) }), Math.log(LEAST.angle), Math.log(0.35))
    widths = { ...widths, angle: Math.exp(angle) }
    const shift = maximise(log => marginal(equations, rows, { ...widths, shift: Math.exp(log) }), Math.log(LEAST.shift), Math.log(6))
    widths = { ...widths, shift: Math.exp(shift) }
  }
  return widths
}

function marginal({ values }: PoseEquations, rows: readonly number[], widths: PoseErrorWidths): number {
  const matrix = new Float64Array(25), factor = new Float64Array(25), half = new Float64Array(5)
  let sum = 0
  for (const p of rows) {
    precisionInto(values, 20 * p, widths, matrix)
    cholesky(matrix, 5, factor)
    for (let i = 0; i < 5; i++) {
      let r = values[20 * p + 15 + i]
      for (let j = 0; j < i; j++) r -= factor[5 * i + j] * half[j]
      half[i] = r / factor[6 * i]
      sum += 0.5 * half[i] * half[i] - Math.log(factor[6 * i])
    }
    sum -= 3 * Math.log(widths.angle) + 2 * Math.log(widths.shift)
  }
  return sum
}

function maximise(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let [a, b] = [low, high]
  let [x, y] = [b - ratio * (b - a), a + ratio * (b - a)]
  let [fx, fy] = [f(x), f(y)]
  while (b - a > 0.05) {
    if (fx > fy) {
      ;[b, y, fy] = [y, x, fx]
      x = b - ratio * (b - a)
      fx = f(x)
    } else {
      ;[a, x, fx] = [x, y, fy]
      y = a + ratio * (b - a)
      fy = f(y)
    }
  }
  return (a + b) / 2
}

/** Each particle's most probable offset (H + P)⁻¹ b, [count × 5], and the mean posterior variances. */
export function poseOffsets({ count, values, active }: PoseEquations, widths: PoseErrorWidths, out: Float64Array): PoseErrorWidths {
  const matrix = new Float64Array(25), inverse = new Float64Array(25), x = new Float64Array(5)
  let angle = 0, shift = 0, members = 0
  for (let p = 0; p < count; p++) {
    if (!active[p]) continue
    precisionInto(values, 20 * p, widths, matrix)
    solveSymmetric(matrix, values.subarray(20 * p + 15, 20 * p + 20), 5, x)
    invertSymmetric(matrix, 5, inverse)
    out.set(x, 5 * p)
    angle += (inverse[0] + inverse[6] + inverse[12]) / 3
    shift += (inverse[18] + inverse[24]) / 2
    members++
  }
  return { angle: Math.sqrt(angle / members), shift: Math.sqrt(shift / members) }
}
