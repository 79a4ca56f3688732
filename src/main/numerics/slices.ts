/*
 * What the loops of kernels/index.ts compute, stated plainly: one particle against the Fourier volumes, in double precision.
 * The kernels are tested against this, and this against physics.
 */

/** Coefficients m = 0 … count − 1 of an image, and where they lie in a volume: object k = kx·row 0 + ky·row 1. */
export type SlicePoints = {
  readonly count: number
  /** Integer frequencies. */
  readonly kx: ArrayLike<number>
  readonly ky: ArrayLike<number>
  /** Row-major A, object → view, times the volumes' padding. */
  readonly rotation: ArrayLike<number>
}

/** A cube of `width`³ Fourier voxels, origin at voxel `centre` of every axis, x fastest, `stride` numbers a voxel: complex channels one after the other. */
export type FourierVolumes = { readonly width: number; readonly centre: number; readonly stride: number; readonly values: Float64Array }

/** A particle as the loops want it: w²·a·C·F moved by its extra shift ([count] complex), and w²·a²·C² ([count]). */
export type Weighted = { readonly weighted: Float64Array; readonly power: Float64Array }

/** Slices of `stride` numbers a coefficient, [count × stride], complex channels one after the other. */
export type Slices = { readonly stride: number; readonly values: Float64Array }

export type Observation = {
  /** [count] complex: Fourier coefficients F of the image. */
  readonly image: ArrayLike<number>
  /** [count] C. */
  readonly ctf: ArrayLike<number>
  /** [count] and [limit + 1]: the shell of each coefficient, 1/σ of the noise in each shell. */
  readonly shell: ArrayLike<number>
  readonly whitening: ArrayLike<number>
  readonly contrast: number
  /** Pixels of a box of `box`: the model moved by this explains the image. */
  readonly shift: readonly [number, number]
  readonly box: number
}

/** weighted = w²·a·C·F·e^{2πi k·t/box}, power = w²·a²·C². */
export function prepare({ count, kx, ky }: SlicePoints, { image, ctf, shell, whitening, contrast, shift, box }: Observation): Weighted {
  const weighted = new Float64Array(2 * count), power = new Float64Array(count)
  for (let m = 0; m < count; m++) {
    const w2 = whitening[shell[m]] ** 2, factor = contrast * ctf[m]
    const angle = (2 * Math.PI * (kx[m] * shift[0] + ky[m] * shift[1])) / box
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    weighted[2 * m] = w2 * factor * (image[2 * m] * c - image[2 * m + 1] * s)
    weighted[2 * m + 1] = w2 * factor * (image[2 * m] * s + image[2 * m + 1] * c)
    power[m] = w2 * factor * factor
  }
  return { weighted, power }
}

/** A voxel near a point: its first number, its trilinear weight, and the derivatives of that weight along x, y and z. */
type Corner = { readonly at: number; readonly weight: number; readonly slope: readonly [number, number, number] }

/** The eight voxels round the point of coefficient m. */
function corners({ kx, ky, rotation }: SlicePoints, m: number, { width, centre, stride }: FourierVolumes): Corner[] {
  const place = [0, 1, 2].map(axis => kx[m] * rotation[axis] + ky[m] * rotation[3 + axis] + centre)
  const first = place.map(Math.floor)
  const out: Corner[] = []
  for (const dz of [0, 1]) for (const dy of [0, 1]) for (const dx of [0, 1]) {
    const far = [dx, dy, dz]
    const [x, y, z] = far.map((d, axis) => (d === 1 ? place[axis] - first[axis] : 1 - place[axis] + first[axis]))
    const [sx, sy, sz] = far.map(d => 2 * d - 1)
    const at = ((first[2] + dz) * width + first[1] + dy) * width + first[0] + dx
    out.push({ at: at * stride, weight: x * y * z, slope: [sx * y * z, x * sy * z, x * y * sz] })
  }
  return out
}

/** Trilinear reading of every channel at every coefficient. */
export function project(points: SlicePoints, volumes: FourierVolumes): Slices {
  const { stride } = volumes
  const values = new Float64Array(points.count * stride)
  for (let m = 0; m < points.count; m++) {
    for (const { at, weight } of corners(points, m, volumes)) {
      for (let s = 0; s < stride; s++) values[m * stride + s] += weight * volumes.values[at + s]
    }
  }
  return { stride, values }
}

/** What channel 0 does not explain: weighted − power·slice_0. */
export const subtract = ({ weighted, power }: Weighted, { stride, values }: Slices): Weighted =>
  ({ weighted: weighted.map((v, i) => v - power[i >> 1] * values[(i >> 1) * stride + (i & 1)]), power })

/** Over the first `count` coefficients: linear[k] = Σ Re(slice_k*·weighted), energy[k] = Σ power·|slice_k|². */
export function score(count: number, { weighted, power }: Weighted, { stride, values }: Slices, channels: number): { linear: Float64Array; energy: Float64Array } {
  const linear = new Float64Array(channels), energy = new Float64Array(channels)
  for (let k = 0; k < channels; k++) {
    for (let m = 0; m < count; m++) {
      const re = values[m * stride + 2 * k], im = values[m * stride + 2 * k + 1]
      linear[k] += re * weighted[2 * m] + im * weighted[2 * m + 1]
      energy[k] += power[m] * (re * re + im * im)
    }
  }
  return { linear, energy }
}

/** [channels × channels] Σ power·Re(slice_a*·slice_b) over the first `count` coefficients. */
export function gram(count: number, power: ArrayLike<number>, { stride, values }: Slices, channels: number): Float64Array {
  const out = new Float64Array(channels * channels)
  for (let a = 0; a < channels; a++) for (let b = 0; b < channels; b++) for (let m = 0; m < count; m++) {
    const [p, q] = [m * stride + 2 * a, m * stride + 2 * b]
    out[a * channels + b] += power[m] * (values[p] * values[q] + values[p + 1] * values[q + 1])
  }
  return out
}

/** Adds q·(weighted re, weighted im, power) to three numbers of each corner's voxel, from number `group` on: the transpose of `project`. */
export function insert(points: SlicePoints, { weighted, power }: Weighted, q: number, accumulator: FourierVolumes, group = 0): void {
  const { values } = accumulator
  for (let m = 0; m < points.count; m++) {
    for (const { at, weight } of corners(points, m, accumulator)) {
      values[at + group] += weight * q * weighted[2 * m]
      values[at + group + 1] += weight * q * weighted[2 * m + 1]
      values[at + group + 2] += weight * q * power[m]
    }
  }
}

/** Adds numerators[a]·weighted (complex) for every a, then denominators[b]·power for every b, to each corner's voxel. */
export function insertMany(points: SlicePoints, { weighted, power }: Weighted, numerators: ArrayLike<number>, denominators: ArrayLike<number>, accumulator: FourierVolumes): void {
  const { values } = accumulator
  for (let m = 0; m < points.count; m++) {
    for (const { at, weight } of corners(points, m, accumulator)) {
      for (let a = 0; a < numerators.length; a++) {
        values[at + 2 * a] += weight * numerators[a] * weighted[2 * m]
        values[at + 2 * a + 1] += weight * numerators[a] * weighted[2 * m + 1]
      }
      for (let b = 0; b < denominators.length; b++) values[at + 2 * numerators.length + b] += weight * denominators[b] * power[m]
    }
  }
}

/** Re(a*·b) of two complex numbers. */
const dot = (a: readonly number[], b: readonly number[]): number => a[0] * b[0] + a[1] * b[1]

/**
 * Gauss–Newton normal equations of the pose against V = Σ_k q_k·V_k, the derivatives of ½·Σ w²|F − aC·p|²: rotations v about the view axes,
 * A' = exp([v]×)·A (radians), and the model's shift (pixels of a box of `box`). 15 numbers of the upper triangle of
 * Σ power·Re(J_a*·J_b), then 5 of Σ Re(J_a*·(weighted − power·p)).
 */
export function poseEquations(points: SlicePoints, { weighted, power }: Weighted, volumes: FourierVolumes, q: ArrayLike<number>, box: number): Float64Array {
  const out = new Float64Array(20)
  const { rotation } = points
  for (let m = 0; m < points.count; m++) {
    const [x, y] = [points.kx[m], points.ky[m]]
    // re and im of p, and of its derivatives along the object's axes
    const p = [0, 0], along = [[0, 0], [0, 0], [0, 0]]
    for (const { at, weight, slope } of corners(points, m, volumes)) {
      for (let k = 0; k < q.length; k++) for (const part of [0, 1]) {
        const value = q[k] * volumes.values[at + 2 * k + part]
        p[part] += weight * value
        for (const axis of [0, 1, 2]) along[axis][part] += slope[axis] * value
      }
    }
    // along the axes of the view, per Fourier pixel of the image
    const view = [0, 1, 2].map(row => [0, 1].map(part => [0, 1, 2].reduce((sum, axis) => sum + along[axis][part] * rotation[3 * row + axis], 0)))
    // A'ᵀk − Aᵀk = −Aᵀ(v × k): moves the point by v_z·(y, −x, 0) + v_y·(0, 0, x) − v_x·(0, 0, y)
    const turned = [0, 1].map(part => [-y * view[2][part], x * view[2][part], y * view[0][part] - x * view[1][part]])
    // p·e^{−2πi k·t/box}
    const moved = [x, y].map(k => [(2 * Math.PI * k * p[1]) / box, (-2 * Math.PI * k * p[0]) / box])
    const jacobian = [0, 1, 2].map(i => [turned[0][i], turned[1][i]]).concat(moved)
    const rest = [0, 1].map(part => weighted[2 * m + part] - power[m] * p[part])
    let at = 0
    for (let a = 0; a < 5; a++) for (let b = a; b < 5; b++) out[at++] += power[m] * dot(jacobian[a], jacobian[b])
    for (const j of jacobian) out[at++] += dot(j, rest)
  }
  return out
}
