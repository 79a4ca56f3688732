import { toReal, type FourierGrid } from '../../numerics/fourierGrid.ts'
import { cholesky } from '../../numerics/smallMatrix.ts'
import { symmetricEigen } from '../../numerics/symmetricEigen.ts'
import type { Components } from '../sorting/components.ts'
import { falloff, gridFor, MASK_SIZE, maskAt, type Workspace } from '../sorting/workspace.ts'

/** Components at right angles to each other inside the mask, their coordinates uncorrelated and of variance one, the strongest first. */
export type PrincipalAxes = {
  readonly grid: FourierGrid
  /** Complex Fourier volume of each. */
  readonly volumes: readonly Float64Array[]
  /** The change of density for one standard deviation, [side³], as no mask has touched it; in the units of unmaskedDensities. */
  readonly densities: readonly Float32Array[]
  /** f64 [particles × count] coordinates by position in the store; of no meaning where a particle had no weight. */
  readonly latent: Float64Array
  /** Share of each in the variance that all explain inside the mask; the sum is 1. */
  readonly variance: Float64Array
}

/** Voxels along a side of the maps of an embedding: they hold the grids of consensus and components. */
export const embeddingSide = (w: Workspace): number => Math.max(MASK_SIZE, gridFor(w.limit).size)

export function principalAxes(w: Workspace, { grid, volumes, latent, second }: Components): PrincipalAxes {
  const side = embeddingSide(w)
  return { grid, ...turnedToAxes({ volumes, second, latent: new Float64Array(latent), densities: densitiesOf(grid, volumes, side) }, maskAt(w, side)) }
}

/** Components as probabilistic PCA leaves them: Fourier volumes, [side³] densities, coordinates [particles × count] and their mean E[z zᵀ], [count × count]. */
export type Unturned = { readonly volumes: readonly Float64Array[]; readonly densities: readonly Float32Array[]; readonly latent: Float64Array; readonly second: Float64Array }

/**
 * Probabilistic PCA leaves its components turned against each other at will. With latent covariance S = L Lᵀ and inner products G
 * of the densities inside the mask, the eigenvectors R of Lᵀ G L turn volumes U and coordinates z into principal ones: U L R and
 * Rᵀ L⁻¹ z. The sign is that which makes a component's strongest voxel positive.
 */
export function turnedToAxes({ volumes, densities, latent, second }: Unturned, mask: Float32Array): Omit<PrincipalAxes, 'grid'> {
  const count = volumes.length, l = cholesky(second, count)
  const { values, vectors } = symmetricEigen(sandwich(l, gram(densities, mask), count), count)
  const turn = product(l, vectors, count)
  const turned = Array.from({ length: count }, (_, j) => combined(densities, turn, count, j))
  const sign = turned.map(density => (strongest(density, mask) < 0 ? -1 : 1))
  const signed = turn.map((v, at) => v * sign[at % count])
  const total = values.reduce((sum, v) => sum + Math.max(v, 0), 0)
  return {
    latent: turnedLatent(latent, l, vectors, sign),
    volumes: Array.from({ length: count }, (_, j) => combined(volumes, signed, count, j)),
    densities: turned.map((density, j) => density.map(v => v * sign[j])),
    variance: values.map(v => (total > 0 ? Math.max(v, 0) / total : 1 / count)),
  }
}

/** Densities of Fourier volumes, [side³], two to a transform; what writing the slices by interpolation did is undone. */
function densitiesOf(grid: FourierGrid, volumes: readonly Float64Array[], side: number): Float32Array[] {
  const out = volumes.map(() => new Float32Array(side ** 3)), loss = falloff(side), none = new Float64Array(2 * grid.voxels), unused = new Float32Array(side ** 3)
  for (let j = 0; j < volumes.length; j += 2) toReal({ ...grid, size: side }, volumes[j], volumes[j + 1] ?? none, out[j], out[j + 1] ?? unused)
  for (const map of out) for (let i = 0; i < map.length; i++) map[i] /= loss[i]
  return out
}

/** Inner products inside the mask. */
function gram(maps: readonly Float32Array[], mask: Float32Array): Float64Array {
  const n = maps.length, out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) {
    let sum = 0
    for (let v = 0; v < mask.length; v++) sum += mask[v] * maps[i][v] * maps[j][v]
    out[i * n + j] = out[j * n + i] = sum
  }
  return out
}

const product = (a: Float64Array, b: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) => {
    let sum = 0
    for (let k = 0; k < n; k++) sum += a[Math.floor(at / n) * n + k] * b[k * n + (at % n)]
    return sum
  })

const transposed = (a: Float64Array, n: number): Float64Array => Float64Array.from(a, (_, at) => a[(at % n) * n + Math.floor(at / n)])

/** Lᵀ G L */
const sandwich = (l: Float64Array, g: Float64Array, n: number): Float64Array => product(product(transposed(l, n), g, n), l, n)

/** Σ_i from[i] · weights[i, j] */
function combined<A extends Float32Array | Float64Array>(from: readonly A[], weights: Float64Array, n: number, j: number): A {
  const out = from[0].slice().fill(0) as A
  for (let i = 0; i < n; i++) for (let v = 0; v < out.length; v++) out[v] += from[i][v] * weights[i * n + j]
  return out
}

/** The value of largest size inside the mask. */
const strongest = (map: Float32Array, mask: Float32Array): number => map.reduce((best, v, i) => (Math.abs(v * mask[i]) > Math.abs(best) ? v * mask[i] : best), 0)

/** sign · Rᵀ L⁻¹ z of every particle. */
function turnedLatent(latent: Float64Array, l: Float64Array, vectors: Float64Array, sign: readonly number[]): Float64Array {
  const n = sign.length, out = new Float64Array(latent.length), y = new Float64Array(n)
  for (let from = 0; from < latent.length; from += n) {
    for (let i = 0; i < n; i++) {
      let sum = latent[from + i]
      for (let k = 0; k < i; k++) sum -= l[i * n + k] * y[k]
      y[i] = sum / l[i * n + i]
    }
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += vectors[i * n + j] * y[i]
      out[from + j] = sign[j] * sum
    }
  }
  return out
}
