import { fft3 } from './fft3.ts'

/**
 * Where slices are read and written: a cube of `width`³ Fourier voxels, origin at `centre`, x fastest, and the real-space
 * cube of `size`³ voxels (even, a product of 2, 3 and 5, origin at size >> 1) that stands for it.
 */
export type FourierGrid = {
  /** Frequencies beyond this many Fourier pixels are not used. */
  readonly limit: number
  /** Fourier voxels per Fourier pixel of the images: the real-space cube is this many boxes wide. */
  readonly padding: number
  readonly centre: number
  readonly width: number
  readonly size: number
  readonly voxels: number
}

/** Sides of real-space cubes: even and quick to transform. */
const SIZES = [16, 18, 20, 24, 30, 32, 36, 40, 48, 54, 60, 64, 72, 80, 96, 108, 120, 128, 144, 160, 180, 192, 216, 240, 256]

export function fourierGrid(limit: number, padding = 1): FourierGrid {
  const centre = Math.ceil(limit * padding * 1.02) + 1 // 2 % for optics groups whose pixel size is a little larger
  const width = 2 * centre + 1
  const size = SIZES.find(s => s >= width) ?? 2 ** Math.ceil(Math.log2(width))
  return { limit, padding, centre, width, size, voxels: width ** 3 }
}

/** [voxels] radius of each Fourier voxel, in Fourier pixels of the images, rounded to a shell. */
export function shells(grid: FourierGrid): Uint16Array {
  const key = `${grid.centre}/${grid.padding}`
  let kept = shellsOf.get(key)
  if (!kept) {
    const out = new Uint16Array(grid.voxels)
    forEachVoxel(grid, (at, x, y, z) => { out[at] = Math.round(Math.hypot(x, y, z) / grid.padding) })
    kept = out
    shellsOf.set(key, kept)
  }
  return kept
}
const shellsOf = new Map<string, Uint16Array>()

export function forEachVoxel(grid: FourierGrid, visit: (at: number, x: number, y: number, z: number) => void): void {
  const c = grid.centre
  let at = 0
  for (let z = -c; z <= c; z++) for (let y = -c; y <= c; y++) for (let x = -c; x <= c; x++) visit(at++, x, y, z)
}

/**
 * What trilinear interpolation in Fourier space does to a density: multiplies it by Π sinc²(x_a/size). Reading slices and
 * writing them each do it once, so maps are divided by it on the way to real space and again on the way back.
 * [size³]; source: e.g. RELION's Projector::griddingCorrect.
 */
export function interpolationFalloff(size: number): Float32Array {
  const axis = Float64Array.from({ length: size }, (_, i) => {
    const u = (Math.PI * (i - (size >> 1))) / size
    return u === 0 ? 1 : (Math.sin(u) / u) ** 2
  })
  const out = new Float32Array(size ** 3)
  let at = 0
  for (let z = 0; z < size; z++) for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) out[at++] = axis[x] * axis[y] * axis[z]
  return out
}

/** Fourier voxel → index into the centred FFT cube, with the sign that moves the origin to size >> 1. */
function layout(grid: FourierGrid): { at: Uint32Array; sign: Int8Array } {
  const key = `${grid.centre}/${grid.size}`
  let kept = layouts.get(key)
  if (!kept) {
    const { size } = grid
    const at = new Uint32Array(grid.voxels)
    const sign = new Int8Array(grid.voxels)
    const wrap = (k: number) => ((k % size) + size) % size
    forEachVoxel(grid, (voxel, x, y, z) => {
      at[voxel] = 2 * ((wrap(z) * size + wrap(y)) * size + wrap(x))
      sign[voxel] = (x + y + z) & 1 ? -1 : 1 // e^{2πi k (size/2)/size}
    })
    kept = { at, sign }
    layouts.set(key, kept)
  }
  return kept
}
const layouts = new Map<string, { at: Uint32Array; sign: Int8Array }>()

/**
 * Two Hermitian Fourier volumes ([voxels × 2] interleaved) to two real maps ([size³], origin at size >> 1):
 * map(x) = Σ_k V(k) e^{2πi k·x/size}. One complex transform serves both.
 */
export function toReal(grid: FourierGrid, a: Float64Array, b: Float64Array, outA: Float32Array, outB: Float32Array): void {
  const { at, sign } = layout(grid)
  const cube = scratch(grid.size)
  cube.fill(0)
  for (let v = 0; v < grid.voxels; v++) {
    const i = at[v], s = sign[v]
    cube[i] += s * (a[2 * v] - b[2 * v + 1])
    cube[i + 1] += s * (a[2 * v + 1] + b[2 * v])
  }
  fft3(cube, grid.size, 'inverse')
  const scale = grid.size ** 3
  for (let i = 0; i < outA.length; i++) {
    outA[i] = cube[2 * i] * scale
    outB[i] = cube[2 * i + 1] * scale
  }
}

/** The inverse of `toReal`; voxels beyond `radius` Fourier pixels are set to zero. */
export function toFourier(grid: FourierGrid, a: Float32Array, b: Float32Array, radius: number, outA: Float64Array, outB: Float64Array): void {
  const { at, sign } = layout(grid)
  const { size } = grid
  const cube = scratch(size)
  for (let i = 0; i < a.length; i++) {
    cube[2 * i] = a[i]
    cube[2 * i + 1] = b[i]
  }
  fft3(cube, size, 'forward')
  const scale = 1 / size ** 3
  const reach = (radius * grid.padding) ** 2
  const mirror = (i: number) => (size - i) % size
  forEachVoxel(grid, (v, x, y, z) => {
    if (x * x + y * y + z * z > reach) {
      outA[2 * v] = outA[2 * v + 1] = outB[2 * v] = outB[2 * v + 1] = 0
      return
    }
    const p = at[v]
    const half = p >> 1
    const q = 2 * ((mirror(Math.floor(half / (size * size))) * size + mirror(Math.floor(half / size) % size)) * size + mirror(half % size))
    const s = (sign[v] * scale) / 2
    outA[2 * v] = s * (cube[p] + cube[q])
    outA[2 * v + 1] = s * (cube[p + 1] - cube[q + 1])
    outB[2 * v] = s * (cube[p + 1] + cube[q + 1])
    outB[2 * v + 1] = s * (cube[q] - cube[p])
  })
}

const cubes = new Map<number, Float64Array>()
function scratch(size: number): Float64Array {
  let cube = cubes.get(size)
  if (!cube) {
    cube = new Float64Array(2 * size ** 3)
    cubes.set(size, cube)
  }
  return cube
}
