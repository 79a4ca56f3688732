import type { SliceSum } from './backprojection.ts'
import { transformLines } from './fftAxes.ts'
import { correctGridding } from './griddingCorrection.ts'

/**
 * The Wiener term 1/τ² as a fraction of the mean weight of a shell: grid points that hardly any particle saw (between slices, near
 * common CTF zeros) do not bring in noise a hundred times that of their neighbours. Small enough to leave the map unfiltered.
 */
const WIENER_FRACTION = 0.01

/** Width of the soft edge that takes away the corners of the box, px. */
const CORNER_EDGE = 3

/**
 * The map [box³] of a slice sum: V = IFT( D / (W + 1/τ²) ), windowed to the box, with the gridding correction and without the
 * corners beyond radius box/2 + 3, which no projection fixes. The sum is left Hermitian on its plane x = 0, else untouched.
 * Projections of the map along the beam (sums of voxels) are the images.
 */
export function reconstructVolume(sum: SliceSum, out: Float32Array = new Float32Array(sum.box ** 3)): Float32Array {
  enforceHermitian(sum)
  const inverseWeight = wienerTerms(sum)
  windowedInverse(sum, inverseWeight, out)
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

/** 1/τ² per shell of the map's Fourier pixels. */
function wienerTerms({ data, padding, radius, centre, width, height }: SliceSum): Float64Array {
  const shells = Math.ceil(radius / padding) + 2
  const total = new Float64Array(shells)
  const count = new Float64Array(shells)
  forHalfBall(radius, (x, y, z, r2) => {
    const shell = Math.round(Math.sqrt(r2) / padding)
    total[shell] += data[3 * (((z + centre) * height + y + centre) * width + x) + 2]
    count[shell]++
  })
  return total.map((sum, shell) => (count[shell] > 0 ? (WIENER_FRACTION * sum) / count[shell] : 0))
}

/**
 * Inverse transform of the padded half-complex grid, of which only the central box³ is ever computed on the later axes: lines along z,
 * then y, then x, each cut to the box before the next.
 */
function windowedInverse(sum: SliceSum, wiener: Float64Array, out: Float32Array): void {
  const { box, padding, radius, centre, width, height, data } = sum
  const size = box * padding
  const half = radius + 1
  const c = box >> 1
  const kept = new Float32Array(2 * box * size * half)
  const plane = new Float32Array(2 * size * half)
  for (let y = -radius + 1; y < radius; y++) {
    plane.fill(0)
    for (let z = -radius + 1; z < radius; z++) {
      const rest = radius * radius - y * y - z * z
      const from = 3 * ((z + centre) * height + y + centre) * width
      const to = 2 * ((z + size) % size) * half
      for (let x = 0; x * x < rest; x++) {
        const at = from + 3 * x
        const shell = Math.round(Math.sqrt(x * x + y * y + z * z) / padding)
        const weight = data[at + 2] + wiener[shell]
        if (weight <= 0) continue
        plane[to + 2 * x] = data[at] / weight
        plane[to + 2 * x + 1] = data[at + 1] / weight
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

/** Visits the grid points inside the ball, x ≥ 0. */
function forHalfBall(radius: number, visit: (x: number, y: number, z: number, r2: number) => void): void {
  for (let z = -radius + 1; z < radius; z++) {
    for (let y = -radius + 1; y < radius; y++) {
      const yz = y * y + z * z
      for (let x = 0; x * x + yz < radius * radius; x++) visit(x, y, z, x * x + yz)
    }
  }
}
