import { type Random, seededRandom } from '../../src/main/numerics/rng.ts'
import { type SliceGrid } from '../../src/main/numerics/backprojection.ts'

/** A Gaussian of `weight` at its centre; positions in px from the origin (voxel box >> 1). */
export type Blob = { readonly x: number; readonly y: number; readonly z: number; readonly sigma: number; readonly weight: number }

/** A compact, asymmetric molecule: blobs within `radius` px of the origin. */
export function blobMolecule(count: number, radius: number, sigma: number, seed: number): Blob[] {
  const random: Random = seededRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    for (;;) {
      const [x, y, z] = [0, 0, 0].map(() => (2 * random.uniform() - 1) * radius)
      if (Math.hypot(x, y, z) < radius) return { x, y, z, sigma: sigma * (1 + 0.3 * random.uniform()), weight: 1 + (i % 3) / 2 }
    }
  })
}

/** The map [box³], voxel by voxel. */
export function blobVolume(blobs: readonly Blob[], box: number): Float32Array {
  const out = new Float32Array(box ** 3)
  const c = box >> 1
  for (const { x, y, z, sigma, weight } of blobs) {
    const along = (centre: number): Float64Array => Float64Array.from({ length: box }, (_, i) => Math.exp(-((i - c - centre) ** 2) / (2 * sigma * sigma)))
    const [gx, gy, gz] = [along(x), along(y), along(z)]
    for (let k = 0; k < box; k++) {
      for (let j = 0; j < box; j++) for (let i = 0; i < box; i++) out[(k * box + j) * box + i] += weight * gx[i] * gy[j] * gz[k]
    }
  }
  return out
}

/**
 * The exact transform of the projection along row 3 of the matrix, at the frequencies of `grid` (px⁻¹ · imageBox), into re and im:
 * the transform of a Gaussian is known. Blobs are given in px of the image.
 */
export function blobSlice(blobs: readonly Blob[], matrix: Float64Array, offset: number, grid: SliceGrid, imageBox: number, re: Float32Array, im: Float32Array): void {
  const m = (i: number): number => matrix[offset + i]
  const view = blobs.map(b => ({ ...b, u: m(0) * b.x + m(1) * b.y + m(2) * b.z, v: m(3) * b.x + m(4) * b.y + m(5) * b.z }))
  for (let i = 0; i < grid.count; i++) {
    const kx = grid.kx[i] / imageBox
    const ky = grid.ky[i] / imageBox
    re[i] = im[i] = 0
    for (const { u, v, sigma, weight } of view) {
      const size = weight * (2 * Math.PI * sigma * sigma) ** 1.5 * Math.exp(-2 * Math.PI ** 2 * sigma * sigma * (kx * kx + ky * ky))
      const angle = -2 * Math.PI * (kx * u + ky * v)
      re[i] += size * Math.cos(angle)
      im[i] += size * Math.sin(angle)
    }
  }
}

/** The projection itself [box²], displaced by (dx, dy) px, pixel by pixel. */
export function blobImage(blobs: readonly Blob[], matrix: Float64Array, offset: number, box: number, dx = 0, dy = 0): Float32Array {
  const m = (i: number): number => matrix[offset + i]
  const out = new Float32Array(box * box)
  const c = box >> 1
  for (const { x, y, z, sigma, weight } of blobs) {
    const u = m(0) * x + m(1) * y + m(2) * z + dx
    const v = m(3) * x + m(4) * y + m(5) * z + dy
    const height = weight * Math.sqrt(2 * Math.PI) * sigma
    const along = (centre: number): Float64Array => Float64Array.from({ length: box }, (_, i) => Math.exp(-((i - c - centre) ** 2) / (2 * sigma * sigma)))
    const [gx, gy] = [along(u), along(v)]
    for (let j = 0; j < box; j++) for (let i = 0; i < box; i++) out[j * box + i] += height * gx[i] * gy[j]
  }
  return out
}
