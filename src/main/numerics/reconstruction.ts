import type { SliceSum } from './backprojection.ts'
import { transformLines } from './fftAxes.ts'
import { correctGridding } from './griddingCorrection.ts'

/**
 * The Wiener term 1/τ² as a fraction of the mean weight of a shell: grid points that hardly any particle saw (between slices, near
 * common CTF zeros) do not bring in noise a hundred times that of their neighbours. What the term and empty grid points take from a
 * shell as a whole is given back, so the map is not filtered by it and amplitudes stay on the scale of the images.
 */
const WIENER_FRACTION = 0.1

/** Width of the soft edge that takes away the corners of the box, px. */
const CORNER_EDGE = 3

/**
 * The map [box³] of a slice sum: V = IFT( g D / (W + 1/τ²) ), windowed to the box, with the gridding correction and without the
 * corners beyond radius box/2 + 3, which no projection fixes. The sum is left Hermitian on its plane x = 0, else untouched.
 * Projections of the map along the beam (sums of voxels) are the images.
 */
export function reconstructVolume(sum: SliceSum, out: Float32Array = new Float32Array(sum.box ** 3)): Float32Array {
  enforceHermitian(sum)
  windowedInverse(sum, wienerFilter(sum), out)
  correctGridding(out, sum.box, sum.padding)
  roundCorners(out, sum.box)
  return out
}

/** On the plane x = 0 both members of a Friedel pair were collected: each gets the sum of the two. */
function enforceHermitian({ data, radius, centre, width, height }: SliceSum): void {
  for (let z = 0; z <= radius; z++) {
    for (let y = z === 0 ? 1 : -radius; y <= radius; y++) {
      const p = 3 * ((z + centre) * height + y + centre) * width
      const q = 3 * ((centre - z) * height + centre - y) * width
      const re = data[p] + data[q]
      const im = data[p + 1] - data[q + 1]
      const weight = data[p + 2] + data[q + 2]
      data[p] = data[q] = re
      data[p + 1] = im
      data[q + 1] = -im
      data[p + 2] = data[q + 2] = weight
    }
  }
  // The origin is its own mate: the transform of a density is real there.
  data[3 * (centre * height + centre) * width + 1] = 0
}

/** By shell of the map's Fourier pixels: 1/τ² and the gain g = 1 / ⟨W / (W + 1/τ²)⟩. */
type WienerFilter = {
  /** Shell by squared radius on the grid. */
  readonly shell: Uint16Array
  readonly term: Float64Array
  readonly gain: Float64Array
}

function wienerFilter(sum: SliceSum): WienerFilter {
  const { data, padding, radius } = sum
  const shell = Uint16Array.from({ length: radius * radius }, (_, r2) => Math.round(Math.sqrt(r2) / padding))
  const shells = Math.round(radius / padding) + 1
  const [total, count, passed] = [0, 1, 2].map(() => new Float64Array(shells))
  forHalfBall(sum, (at, r2) => {
    total[shell[r2]] += data[at + 2]
    count[shell[r2]]++
  })
  const term = total.map((weight, s) => (count[s] > 0 ? (WIENER_FRACTION * weight) / count[s] : 0))
  forHalfBall(sum, (at, r2) => {
    const weight = data[at + 2]
    if (weight > 0) passed[shell[r2]] += weight / (weight + term[shell[r2]])
  })
  return { shell, term, gain: count.map((points, s) => (passed[s] > 0 ? points / passed[s] : 0)) }
}

/**
 * Inverse transform of the padded half-complex grid, of which only the central box³ is ever computed on the later axes: lines along z,
 * then y, then x, each cut to the box before the next.
 */
function windowedInverse(sum: SliceSum, wiener: WienerFilter, out: Float32Array): void {
  const { box, padding, radius, centre, width, height, data } = sum
  const size = box * padding
  const half = radius + 1
  const c = box >> 1
  const kept = new Float32Array(2 * box * size * half)
  const plane = new Float32Array(2 * size * half)
  for (let y = -radius + 1; y < radius; y++) {
    plane.fill(0)
    for (let z = -radius + 1; z < radius; z++) {
      const zy = y * y + z * z
      const from = 3 * ((z + centre) * height + y + centre) * width
      const to = 2 * ((z + size) % size) * half
      for (let x = 0; x * x + zy < radius * radius; x++) {
        const at = from + 3 * x
        const shell = wiener.shell[x * x + zy]
        const weight = data[at + 2] + wiener.term[shell]
        if (weight <= 0) continue
        plane[to + 2 * x] = (wiener.gain[shell] * data[at]) / weight
        plane[to + 2 * x + 1] = (wiener.gain[shell] * data[at + 1]) / weight
      }
    }
    transformLines(plane, size, half, 0, 1, half, 'inverse')
    const row = (y + size) % size
    for (let z = 0; z < box; z++) {
      const from = 2 * ((z - c + size) % size) * half
      kept.set(plane.subarray(from, from + 2 * half), 2 * (z * size + row) * half)
    }
  }
  for (let z = 0; z < box; z++) {
    transformLines(kept, size, half, z * size * half, 1, half, 'inverse')
    inverseRows(kept, z * size, half, box, size, out, z * box * box)
  }
}

/** The rows of one plane, half-complex to real, two at a time as real and imaginary part of one transform. */
function inverseRows(kept: Float32Array, firstRow: number, half: number, box: number, size: number, out: Float32Array, offset: number): void {
  const c = box >> 1
  const pairs = (box + 1) >> 1
  const lines = new Float32Array(2 * size * pairs)
  const row = (y: number): number => 2 * (firstRow + ((y - c + size) % size)) * half
  for (let pair = 0; pair < pairs; pair++) {
    const a = row(2 * pair)
    const b = row(2 * pair + 1)
    const to = 2 * size * pair
    for (let x = 0; x < half; x++) {
      const [ar, ai, br, bi] = [kept[a + 2 * x], kept[a + 2 * x + 1], kept[b + 2 * x], kept[b + 2 * x + 1]]
      lines[to + 2 * x] = ar - bi
      lines[to + 2 * x + 1] = ai + br
      if (x === 0 || 2 * x >= size) continue
      lines[to + 2 * (size - x)] = ar + bi
      lines[to + 2 * (size - x) + 1] = br - ai
    }
  }
  transformLines(lines, size, 1, 0, size, pairs, 'inverse')
  for (let y = 0; y < box; y++) {
    const from = 2 * size * (y >> 1) + (y & 1)
    for (let x = 0; x < box; x++) out[offset + y * box + x] = lines[from + 2 * ((x - c + size) % size)]
  }
}

function roundCorners(data: Float32Array, box: number): void {
  const c = box >> 1
  const inner = box / 2
  for (let z = 0; z < box; z++) {
    for (let y = 0; y < box; y++) {
      const row = (z * box + y) * box
      for (let x = 0; x < box; x++) {
        const r2 = (x - c) ** 2 + (y - c) ** 2 + (z - c) ** 2
        if (r2 <= inner * inner) continue
        const beyond = (Math.sqrt(r2) - inner) / CORNER_EDGE
        data[row + x] *= beyond >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * beyond)
      }
    }
  }
}

/** Visits the grid points inside the ball, x ≥ 0: where the point's numbers begin, and its squared radius. */
function forHalfBall({ radius, centre, width, height }: SliceSum, visit: (at: number, r2: number) => void): void {
  for (let z = -radius + 1; z < radius; z++) {
    for (let y = -radius + 1; y < radius; y++) {
      const yz = y * y + z * z
      const row = 3 * ((z + centre) * height + y + centre) * width
      for (let x = 0; x * x + yz < radius * radius; x++) visit(row + 3 * x, x * x + yz)
    }
  }
}
