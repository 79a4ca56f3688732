import type { Matrix3 } from './rotations.ts'

/**
 * Sums of Fourier slices on a padded grid. Only x ≥ 0 is kept: the transform of a density is Hermitian.
 * Voxel (x, y, z), x from 0 to radius + 1 and y, z from −radius − 1 to radius + 1, is three numbers (re, im, weight)
 * at 3 · (((z + centre) · height + y + centre) · width + x).
 */
export type SliceSum = {
  /** Pixels of the map that will come out of it, before padding. */
  readonly box: number
  /** Grid points per Fourier pixel of the map. */
  readonly padding: number
  /** Largest frequency, in grid points. */
  readonly radius: number
  readonly centre: number
  readonly width: number
  readonly height: number
  readonly data: Float32Array
}

/** Above this size of the padded transform the grid is not refined: slices then interpolate less well near the box's edge. */
const MAX_PADDED_BYTES = 400e6

/** 2 while the padded half-complex transform stays under 400 MB (boxes to 230), else 1. */
export const paddingFor = (box: number): 1 | 2 => ((box + 1) * (2 * box) ** 2 * 8 < MAX_PADDED_BYTES ? 2 : 1)

/** Numbers in the data of a sum. */
export function sliceSumLength(box: number, padding: number): number {
  const radius = padding * (box >> 1)
  return 3 * (radius + 2) * (2 * radius + 3) ** 2
}

/** A sum over `data` (zeros, or an earlier sum to go on with), which may lie in shared memory. */
export function sliceSum(box: number, padding: number, data: Float32Array = new Float32Array(sliceSumLength(box, padding))): SliceSum {
  if (data.length !== sliceSumLength(box, padding)) throw new RangeError(`${data.length} numbers are no slice sum of box ${box}`)
  const radius = padding * (box >> 1)
  return { box, padding, radius, centre: radius + 1, width: radius + 2, height: 2 * radius + 3, data }
}

/** Mean of |k| over the disc of one Fourier pixel's area around the origin, 2 / (3 √π). */
const ORIGIN_DENSITY = 2 / (3 * Math.sqrt(Math.PI))

/** The coefficients of an image that are inserted: half of the disc below Nyquist, the rest follows by symmetry. */
export type SliceGrid = {
  readonly count: number
  /** Coefficient i is complex number `at[i]` of the image's transform (FFT order), its Friedel mate number `mate[i]`. */
  readonly at: Uint32Array
  readonly mate: Uint32Array
  /** Frequency in Fourier pixels of the image. */
  readonly kx: Int32Array
  readonly ky: Int32Array
  /**
   * What each coefficient counts: |k|. Slices through the origin lie densest there, as 1/|k|; without it the mean around a grid point
   * would be that of a point nearer to the origin. The origin itself stands for its pixel's share.
   */
  readonly density: Float32Array
  /** Grid points of the sum per Fourier pixel of the image. */
  readonly scale: number
}

/**
 * `imageBox` pixels of `imagePixelSize` Å inserted into a map of `pixelSize` Å: frequencies of a group of other pixel size or
 * box are scaled by the ratio of the two boxes in Å, and those beyond either Nyquist limit are left out.
 */
export function sliceGrid(sum: SliceSum, pixelSize: number, imageBox: number, imagePixelSize: number): SliceGrid {
  const ratio = (sum.box * pixelSize) / (imageBox * imagePixelSize)
  const limit = Math.min(imageBox >> 1, (sum.box >> 1) / ratio)
  const [at, mate, kx, ky]: [number[], number[], number[], number[]] = [[], [], [], []]
  const index = (x: number, y: number): number => ((y + imageBox) % imageBox) * imageBox + ((x + imageBox) % imageBox)
  const reach = Math.floor(limit)
  for (let y = -reach; y <= reach; y++) {
    // The line x = 0 holds both members of every Friedel pair.
    for (let x = y < 0 ? 1 : 0; x <= reach; x++) {
      if (x * x + y * y > limit * limit) continue
      at.push(index(x, y))
      mate.push(index(-x, -y))
      kx.push(x)
      ky.push(y)
    }
  }
  const density = Float32Array.from(kx, (x, i) => Math.hypot(x, ky[i]) || ORIGIN_DENSITY)
  return { count: at.length, at: Uint32Array.from(at), mate: Uint32Array.from(mate), kx: Int32Array.from(kx), ky: Int32Array.from(ky), density, scale: ratio * sum.padding }
}

/**
 * Adds one slice: coefficient i of `grid` with value (re, im) and weight, times its density, is spread trilinearly over the eight grid points around
 * kx · row 1 + ky · row 2 of the matrix (object → view) at `offset`.
 */
export function insertSlice(
  sum: SliceSum, grid: SliceGrid, matrix: Matrix3, offset: number, re: Float32Array, im: Float32Array, weight: Float32Array,
): void {
  const { data, centre, width, height } = sum
  const { count, kx, ky, density, scale } = grid
  const [xx, xy, xz] = [matrix[offset] * scale, matrix[offset + 1] * scale, matrix[offset + 2] * scale]
  const [yx, yy, yz] = [matrix[offset + 3] * scale, matrix[offset + 4] * scale, matrix[offset + 5] * scale]
  const row = 3 * width
  const plane = row * height
  for (let i = 0; i < count; i++) {
    let x = kx[i] * xx + ky[i] * yx
    let y = kx[i] * xy + ky[i] * yy
    let z = kx[i] * xz + ky[i] * yz
    let b = density[i] * im[i]
    if (x < 0) {
      x = -x
      y = -y
      z = -z
      b = -b
    }
    const a = density[i] * re[i]
    const w = density[i] * weight[i]
    y += centre
    z += centre
    // All three are positive here, so cutting off the fraction rounds down.
    const x0 = x | 0
    const y0 = y | 0
    const z0 = z | 0
    const fx = x - x0
    const fy = y - y0
    const fz = z - z0
    const nearY = (1 - fy) * (1 - fz)
    const farY = fy * (1 - fz)
    const nearYFarZ = (1 - fy) * fz
    const farYZ = fy * fz
    let at = z0 * plane + y0 * row + 3 * x0
    spread(data, at, nearY * (1 - fx), nearY * fx, a, b, w)
    spread(data, at + row, farY * (1 - fx), farY * fx, a, b, w)
    at += plane
    spread(data, at, nearYFarZ * (1 - fx), nearYFarZ * fx, a, b, w)
    spread(data, at + row, farYZ * (1 - fx), farYZ * fx, a, b, w)
  }
}

/** Two neighbours along x, which share their cache line more often than not. */
function spread(data: Float32Array, at: number, near: number, far: number, re: number, im: number, weight: number): void {
  data[at] += near * re
  data[at + 1] += near * im
  data[at + 2] += near * weight
  data[at + 3] += far * re
  data[at + 4] += far * im
  data[at + 5] += far * weight
}

/** total += part, number by number. */
export function addSliceSum(total: Float32Array, part: Float32Array): void {
  for (let i = 0; i < total.length; i++) total[i] += part[i]
}
