import { invertSymmetric } from '../../numerics/smallMatrix.ts'
import type { ParticlesAndComponents } from './componentPass.ts'
import { ParticleKernel } from './particleKernel.ts'

/** Parameters of a pose: three small rotations in the frame of the view, two shifts. */
export const POSE_PARAMETERS = 5

/**
 * Some slots' share of measuring the first coordinate of every particle, as its image alone tells it: the other coordinates
 * and the error of the pose are averaged over. A small error of the pose adds channels to the components: the stride leaves room
 * for POSE_PARAMETERS more.
 */
export type CoordinatePassInput = ParticlesAndComponents & {
  /** Where poses were changed: their standard error before that, radians and pixels, and the change, f64 [count × POSE_PARAMETERS]. */
  readonly poses: { readonly angle: number; readonly shift: number; readonly offsets: SharedArrayBuffer } | null
  /** f64 [count × 2] most likely value and its standard deviation, written here. */
  readonly measured: SharedArrayBuffer
}

/** Radians: far below what a slice resolves, far above rounding. */
const STEP = 0.01
/** Precision of the first coordinate before its image is seen: none, but for what keeps the matrix positive. The others have variance one. */
const RIDGE = 1e-6

export function coordinatePass(input: CoordinatePassInput): void {
  const { store, grid, components: q, stride, poses } = input
  const particle = new ParticleKernel(store, input.state, grid), { kernels, count } = particle, { call } = kernels
  const volumes = kernels.put(new Float32Array(input.volumes, 0, grid.voxels * stride))
  const slice = kernels.take(4 * stride * count), turned = kernels.take(4 * stride * count), rotation = kernels.take(36)
  const channels = 1 + q + (poses ? POSE_PARAMETERS : 0), n = channels - 1
  const linear = kernels.take(8 * (stride >> 1)), energy = kernels.take(8 * (stride >> 1)), gram = kernels.take(8 * channels ** 2)
  const weight = new Float32Array(input.weight), measured = new Float64Array(input.measured), offsets = poses && new Float64Array(poses.offsets)
  const precision = new Float64Array(n * n), covariance = new Float64Array(n * n)
  for (const position of particle.positions(input.slots)) {
    if (weight[position] === 0) continue
    call.project(count, particle.kx, particle.ky, particle.rotation, volumes, grid.width, grid.centre, stride, slice)
    if (poses) {
      for (let axis = 0; axis < 3; axis++) {
        turnBy(kernels.f32(particle.rotation, 9), axis, kernels.f32(rotation, 9))
        call.project(count, particle.kx, particle.ky, rotation, volumes, grid.width, grid.centre, stride, turned)
        const from = kernels.f32(slice, stride * count), to = kernels.f32(turned, stride * count), channel = 2 * (1 + q + axis)
        for (let at = 0; at < from.length; at += stride) for (const part of [0, 1]) from[at + channel + part] = (to[at + part] - from[at + part]) / STEP
      }
      for (const [i, k] of [particle.kx, particle.ky].entries()) shiftBy(kernels.f32(slice, stride * count), kernels.f32(k, count), stride, 2 * (4 + q + i), store.box)
    }
    call.subtract(count, particle.weighted, particle.power, slice, stride)
    call.score(count, particle.weighted, particle.power, slice, stride, channels, linear, energy)
    call.gram(count, particle.power, slice, stride, channels, gram)
    // log p = −|F − CV|² in units of the noise: twice the products.
    const g = kernels.f64(gram, channels ** 2), l = kernels.f64(linear, channels)
    const known = (a: number): number => (a === 0 ? RIDGE : a < q || !poses ? 1 : 1 / (a < q + 3 ? poses.angle : poses.shift) ** 2)
    for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) precision[a * n + b] = 2 * g[(a + 1) * channels + b + 1] + (a === b ? known(a) : 0)
    invertSymmetric(precision, n, covariance)
    let value = 0
    for (let a = 0; a < n; a++) {
      const expected = a < q || !offsets ? 0 : -offsets[position * POSE_PARAMETERS + a - q]
      value += covariance[a] * (2 * l[a + 1] + known(a) * expected)
    }
    measured.set([value, Math.sqrt(covariance[0])], 2 * position)
  }
}

/** Rows 0 and 1, all that slices need, of the matrix turned by STEP radians about an axis of the view. */
function turnBy(from: Float32Array, axis: number, to: Float32Array): void {
  for (let i = 0; i < 3; i++) {
    to[i] = from[i] + STEP * (axis === 1 ? from[6 + i] : axis === 2 ? -from[3 + i] : 0)
    to[3 + i] = from[3 + i] + STEP * (axis === 0 ? -from[6 + i] : axis === 2 ? from[i] : 0)
  }
}

/** What a shift of one pixel adds to the mean's slice: −2πi k/box of it. */
function shiftBy(slice: Float32Array, k: Float32Array, stride: number, channel: number, box: number): void {
  for (let m = 0, at = 0; m < k.length; m++, at += stride) {
    const step = (2 * Math.PI * k[m]) / box
    slice[at + channel] = step * slice[at + 1]
    slice[at + channel + 1] = -step * slice[at]
  }
}
