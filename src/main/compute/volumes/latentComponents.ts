import type { Random } from '../../numerics/rng.ts'
import { invertSymmetric, solveSymmetric } from '../../numerics/smallMatrix.ts'
import { COMPONENT_POWER, standardise } from '../sorting/components.ts'
import { coefficientsOf, gridFor, mapsOf, maskOn } from './fourierMaps.ts'
import { forRows, type VolumeWorkspace } from './workspace.ts'

/** Components of what the consensus leaves of maps, and each map's coordinates. */
export type LatentComponents = {
  /** [components] coefficients up to the limit, interleaved; inside the mask. */
  readonly volumes: readonly Float64Array[]
  /** f64 [count × components] unit variance over the rows; 0 for others. */
  readonly latent: Float64Array
  /** [components × components] mean of E[z zᵀ] over the rows. */
  readonly second: Float64Array
}

const TURNS = 10

/**
 * Probabilistic PCA (Tipping & Bishop 1999) of some rows' residuals up to `limit` Fourier pixels, by EM from random coordinates. Every map
 * has its own noise by shell and may lack a wedge, of which it then says nothing.
 */
export async function findLatent(w: VolumeWorkspace, rows: readonly number[], components: number, limit: number, random: Random): Promise<LatentComponents> {
  const latent = new Float64Array(w.count * components)
  for (const i of rows) for (let j = 0; j < components; j++) latent[i * components + j] = random.normal()
  let volumes: readonly Float64Array[] = []
  for (let turn = 0; ; turn++) {
    const sums = new Sums(w, components, limit), reader = turn > 0 ? new Coordinates(w, volumes) : null
    await forRows(w, rows, i => {
      const z = latent.subarray(i * components, (i + 1) * components), covariance = reader?.expect(i, z).covariance
      sums.add(i, z, covariance ?? null)
    })
    const second = sums.second.map(v => v / rows.length)
    if (turn === TURNS) return { volumes, latent, second }
    volumes = insideMask(w, sums.solve(), limit)
    if (turn > 0) volumes = standardise(volumes, second, 1)
  }
}

function insideMask({ ball, mask }: VolumeWorkspace, volumes: readonly Float64Array[], limit: number): Float64Array[] {
  const grid = gridFor(limit), soft = maskOn(mask, grid), masked = (map: Float32Array): Float32Array => map.map((v, i) => v * soft[i])
  return volumes.map(volume => {
    const [map] = mapsOf(ball, grid, volume, volume), inside = masked(map)
    return coefficientsOf(ball, grid, inside, inside)[0]
  })
}

/** What maps say of their coordinates z on components: log-likelihood 2 bᵀz − zᵀA z over that of the consensus. Owns scratch memory. */
export class Coordinates {
  readonly #w: VolumeWorkspace
  readonly #volumes: readonly Float64Array[]
  /** Re(U_i* U_j) by coefficient, and summed by shell, of each pair i ≤ j. */
  readonly #pairs: readonly Float64Array[]
  readonly #byShell: readonly Float64Array[]
  readonly #a: Float64Array
  readonly #b: Float64Array
  readonly #inverse: Float64Array

  constructor(w: VolumeWorkspace, volumes: readonly Float64Array[]) {
    const n = volumes.length, { shell, limit } = w.ball
    this.#w = w
    this.#volumes = volumes
    this.#pairs = volumes.flatMap((u, i) => volumes.slice(i).map(v => Float64Array.from({ length: u.length / 2 }, (_, c) => u[2 * c] * v[2 * c] + u[2 * c + 1] * v[2 * c + 1])))
    this.#byShell = this.#pairs.map(pair => {
      const out = new Float64Array(limit + 1)
      for (let c = 0; c < pair.length; c++) out[shell[c]] += pair[c]
      return out
    })
    this.#a = new Float64Array(n * n)
    this.#b = new Float64Array(n)
    this.#inverse = new Float64Array(n * n)
  }

  /** Writes E[z] for a prior of variance one into `mean`; returns its covariance (scratch) and what the components win on this map, nats. */
  expect(row: number, mean: Float64Array): { covariance: Float64Array; evidence: number } {
    this.#read(row)
    const n = this.#b.length, b = this.#b, precision = this.#a.map((v, at) => 2 * v + (at % (n + 1) === 0 ? 1 : 0))
    const logDeterminant = invertSymmetric(precision, n, this.#inverse)
    let explained = 0
    for (let i = 0; i < n; i++) {
      mean[i] = 0
      for (let j = 0; j < n; j++) mean[i] += 2 * this.#inverse[i * n + j] * b[j]
      explained += b[i] * mean[i]
    }
    return { covariance: this.#inverse, evidence: explained - logDeterminant / 2 }
  }

  /** First coordinate by the map alone and its standard deviation; null where the map says nothing of it. */
  first(row: number): readonly [number, number] | null {
    this.#read(row)
    const n = this.#b.length, a = this.#a
    let least = Infinity
    for (let i = 0; i < n; i++) least = Math.min(least, a[i * n + i])
    if (!(least > 0)) return null
    invertSymmetric(a.map((v, at) => v + (at % (n + 1) === 0 ? RIDGE * v : 0)), n, this.#inverse)
    return [this.#b.reduce((sum, v, j) => sum + this.#inverse[j] * v, 0), Math.sqrt(this.#inverse[0] / 2)]
  }

  #read(row: number): void {
    const { ball: { shell, limit, count: length }, residual, precision, observed } = this.#w, n = this.#b.length, a = this.#a
    for (let i = 0, pair = 0; i < n; i++) for (let j = i; j < n; j++, pair++) {
      let sum = 0
      if (observed === null) for (let r = 0; r <= limit; r++) sum += precision[row * (limit + 1) + r] * this.#byShell[pair][r]
      else for (let c = 0, product = this.#pairs[pair]; c < product.length; c++) sum += observed[row * length + c] * precision[row * (limit + 1) + shell[c]] * product[c]
      a[i * n + j] = a[j * n + i] = sum
    }
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let at = 0, from = 2 * row * length, u = this.#volumes[j]; at < u.length; at++) sum += residual[from + at] * u[at]
      this.#b[j] = sum
    }
  }
}

/** Of a diagonal: coordinates that a map can hardly tell from each other. */
const RIDGE = 1e-9

/** Normal equations of the components, coefficient by coefficient: Σ C² E[z zᵀ] U = Σ E[z] residual. */
class Sums {
  /** [components × components] Σ E[z zᵀ] */
  readonly second: Float64Array
  readonly #w: VolumeWorkspace
  readonly #n: number
  readonly #used: number
  readonly #linear: readonly Float64Array[]
  /** By shell, or by coefficient where maps lack some. */
  readonly #square: Float64Array

  constructor(w: VolumeWorkspace, n: number, limit: number) {
    this.#w = w
    this.#n = n
    this.#used = w.ball.within[limit]
    this.second = new Float64Array(n * n)
    this.#linear = Array.from({ length: n }, () => new Float64Array(2 * this.#used))
    this.#square = new Float64Array((w.observed ? this.#used : w.ball.limit + 1) * n * n)
  }

  add(row: number, z: Float64Array, covariance: Float64Array | null): void {
    const { ball: { limit, shell, count }, residual, precision, observed } = this.#w, n = this.#n, square = this.#square
    for (let j = 0; j < n; j++) for (let at = 0, from = 2 * row * count, to = this.#linear[j]; at < to.length; at++) to[at] += z[j] * residual[from + at]
    const product = Float64Array.from({ length: n * n }, (_, at) => z[Math.floor(at / n)] * z[at % n] + (covariance ? covariance[at] : 0))
    for (let at = 0; at < n * n; at++) this.second[at] += product[at]
    for (let p = 0; p < square.length / (n * n); p++) {
      const own = observed ? observed[row * count + p] * precision[row * (limit + 1) + shell[p]] : precision[row * (limit + 1) + p]
      for (let at = 0; at < n * n; at++) square[p * n * n + at] += own * product[at]
    }
  }

  /** The prior is that of images: sorting/components.ts. */
  solve(): Float64Array[] {
    const { ball: { shell }, power, observed } = this.#w, n = this.#n, out = this.#linear.map(({ length }) => new Float64Array(length))
    const right = new Float64Array(n), solution = new Float64Array(n)
    for (let c = 0; c < this.#used; c++) {
      const from = (observed ? c : shell[c]) * n * n, prior = 1 / (COMPONENT_POWER * power[shell[c]] + 1e-12)
      const matrix = this.#square.slice(from, from + n * n).map((v, at) => v + (at % (n + 1) === 0 ? prior : 0))
      for (const part of [0, 1]) {
        for (let j = 0; j < n; j++) right[j] = this.#linear[j][2 * c + part]
        solveSymmetric(matrix, right, n, solution)
        for (let j = 0; j < n; j++) out[j][2 * c + part] = solution[j]
      }
    }
    return out
  }
}
