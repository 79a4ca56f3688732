import type { Random } from '../../numerics/rng.ts'
import { gridFor, mapsOf, maskOn } from './fourierMaps.ts'
import type { VolumeWorkspace } from './workspace.ts'

/** Principal components of what the consensus leaves of some particles, inside the mask and up to a limit. */
export type Components = {
  /** [count] [voxels] orthonormal, by falling variance. */
  readonly axes: readonly Float64Array[]
  /** [rows × count] coordinates of the rows. */
  readonly latent: Float64Array
}

const TURNS = 8
/** Directions that are followed beyond those wanted, for the wanted ones to converge quickly. */
const EXTRA = 4

/** [rows × voxels] values at the voxels of a grid that lie inside the mask, multiplied by it. */
export type MaskedResiduals = { readonly values: Float32Array; readonly voxels: Uint32Array; /** [voxels] the mask there. */ readonly weight: Float32Array }

/** Real-space residuals of rows up to `limit`, over the noise's amplitude; `difference` (coefficients) is what a class adds to the consensus. */
export function maskedResiduals(w: VolumeWorkspace, rows: readonly number[], limit: number, difference: Float64Array | null = null): MaskedResiduals {
  const grid = gridFor(limit), mask = maskOn(w.mask, grid), { ball, observed } = w
  const voxels = Uint32Array.from([...mask.keys()].filter(v => mask[v] > 0)), weight = Float32Array.from(voxels, v => mask[v])
  const values = new Float32Array(rows.length * voxels.length), count = ball.within[limit], shells = ball.limit + 1
  const white = (i: number): Float32Array => Float32Array.from({ length: 2 * count }, (_, j) => {
    const c = j >> 1, transfer = Math.sqrt(w.precision[i * shells + ball.shell[c]])
    const explained = difference && (!observed || observed[i * ball.count + c] === 1) ? transfer * difference[j] : 0
    return w.residual[2 * i * ball.count + j] / transfer - explained
  })
  for (let r = 0; r < rows.length; r += 2) {
    const maps = mapsOf(ball, grid, white(rows[r]), white(rows[Math.min(r + 1, rows.length - 1)]))
    for (let part = 0; part < 2 && r + part < rows.length; part++) {
      for (let v = 0, to = (r + part) * voxels.length; v < voxels.length; v++) values[to + v] = maps[part][voxels[v]] * weight[v]
    }
  }
  return { values, voxels, weight }
}

/** Leading principal components of `values` [rows × voxels] about zero, by subspace iteration (e.g. Halko, Martinsson & Tropp 2011). */
export function principalComponents(values: Float32Array, rows: number, count: number, random: Random): Components {
  const voxels = values.length / rows, width = Math.min(count + EXTRA, rows, voxels)
  const row = (r: number): Float32Array => values.subarray(r * voxels, (r + 1) * voxels)
  let axes = Array.from({ length: width }, () => Float64Array.from({ length: voxels }, () => random.normal()))
  for (let t = 0; t < TURNS; t++) {
    orthonormalise(axes)
    const next = axes.map(() => new Float64Array(voxels))
    for (let r = 0; r < rows; r++) {
      const x = row(r)
      axes.forEach((axis, j) => addTo(next[j], x, dot(x, axis)))
    }
    axes = next
  }
  orthonormalise(axes)
  // Orthogonalised in order, they have come out by falling variance.
  const leading = axes.slice(0, count), latent = new Float64Array(rows * count)
  for (let r = 0; r < rows; r++) leading.forEach((axis, j) => { latent[r * count + j] = dot(row(r), axis) })
  return { axes: leading, latent }
}

/** The first `count` columns of a [rows × width] matrix. */
export const firstColumns = (matrix: Float64Array, width: number, count: number): Float64Array =>
  Float64Array.from({ length: (matrix.length / width) * count }, (_, i) => matrix[Math.floor(i / count) * width + (i % count)])

/** Four sums side by side: one would wait for itself. */
export function dot(a: Float32Array | Float64Array, b: Float64Array): number {
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, i = 0
  for (; i + 3 < b.length; i += 4) {
    s0 += a[i] * b[i]
    s1 += a[i + 1] * b[i + 1]
    s2 += a[i + 2] * b[i + 2]
    s3 += a[i + 3] * b[i + 3]
  }
  for (; i < b.length; i++) s0 += a[i] * b[i]
  return s0 + s1 + s2 + s3
}

function addTo(out: Float64Array, x: Float32Array | Float64Array, factor: number): void {
  for (let i = 0; i < out.length; i++) out[i] += factor * x[i]
}

/** Gram and Schmidt, twice over, which is as good as exact. */
function orthonormalise(axes: readonly Float64Array[]): void {
  axes.forEach((axis, j) => {
    for (const _ of [1, 2]) for (const earlier of axes.slice(0, j)) addTo(axis, earlier, -dot(axis, earlier))
    const norm = Math.sqrt(dot(axis, axis)) || 1
    for (let i = 0; i < axis.length; i++) axis[i] /= norm
  })
}
