import { statSync } from 'node:fs'
import { readVolume } from '../../formats/mrc.ts'
import type { Coefficients } from '../../numerics/coefficients.ts'
import { isSmooth } from '../../numerics/fftMixed.ts'
import { volumeToFourier } from '../../numerics/fft3.ts'
import { correctGridding } from '../../numerics/griddingCorrection.ts'
import { cropVolume } from '../maps/cropVolume.ts'
import { RecentlyUsed } from './recentlyUsed.ts'

/** Fourier pixels of a map beyond which no picture shows anything. */
const FINEST = 127
/** Boxes to this are transformed with zeros around them, twice as wide: slices then interpolate better. The transform takes 4·(2·box)³ bytes. */
const MOST_PADDED = 128
/** Bytes of transforms that are kept. */
const MOST_KEPT = 256e6

/** A map whose slices are its projections. */
export type MapProjector = {
  /** Å. */
  readonly length: number
  /** Largest frequency of the map that slices are read at, in Fourier pixels of it. */
  readonly limit: number
  readonly padding: 1 | 2
  /** Voxels of the transform along y and z; x goes from 0 to half of it. */
  readonly size: number
  /** [size][size][size / 2 + 1] complex, z, y and x in FFT order. */
  readonly transform: Float32Array
}

/** The smallest box of at least `least` voxels that is quick to transform, but not more than the map's own. */
function boxFor(least: number, own: number): number {
  for (let box = least + (least & 1); box < own; box += 2) if (isSmooth(box)) return box
  return own
}

function padded(map: Float32Array, n: number, size: number): Float32Array {
  if (size === n) return map
  const out = new Float32Array(size ** 3), start = (size >> 1) - (n >> 1)
  for (let z = 0; z < n; z++) for (let y = 0; y < n; y++) out.set(map.subarray((z * n + y) * n, (z * n + y + 1) * n), ((z + start) * size + y + start) * size + start)
  return out
}

function projectorOf(path: string, finest: number): MapProjector {
  const map = readVolume(path), box = boxFor(2 * finest + 2, map.box), padding = box <= MOST_PADDED ? 2 : 1, size = box * padding
  const small = box < map.box ? cropVolume(map.data, map.box, box) : map.data
  correctGridding(small, box, padding)
  const whole = new Float32Array(2 * size ** 3), wide = (size >> 1) + 1
  volumeToFourier(padded(small, box, size), size, whole)
  const transform = new Float32Array(2 * size * size * wide)
  for (let row = 0; row < size * size; row++) transform.set(whole.subarray(2 * row * size, 2 * (row * size + wide)), 2 * row * wide)
  return { length: map.box * map.pixelSize, limit: Math.min(finest, (box >> 1) - 1), padding, size, transform }
}

const projectors = new RecentlyUsed<MapProjector>(MOST_KEPT, { sizeOf: ({ transform }) => transform.byteLength })

/** The projector of a map up to `finest` Fourier pixels of it; made once for as long as the file stays what it is. Throws the reader's Failure. */
export function projectorFor(path: string, finest: number): MapProjector {
  const { size, mtimeMs } = statSync(path), limit = Math.min(finest, FINEST)
  return projectors.get(JSON.stringify([path, size, mtimeMs, limit]), () => projectorOf(path, limit))
}

export type View = {
  /** 9 numbers, object → view. */
  readonly rotation: readonly number[]
  /** px of the image: translating it by this centres the particle, so the projection is moved the other way. */
  readonly shift: readonly number[]
  /** px and Å of the image. */
  readonly box: number
  readonly pixelSize: number
}

/** The coefficients [count × 2] of the map's projection as an image of this view has them, but for a factor: trilinear reading of the slice. */
export function project({ length, limit, padding, size, transform }: MapProjector, coefficients: Coefficients, { rotation, shift, box, pixelSize }: View, out: Float32Array): void {
  const scale = length / (box * pixelSize), wide = (size >> 1) + 1, { count, kx, ky } = coefficients
  const wrap = (k: number): number => (k < 0 ? k + size : k)
  for (let m = 0; m < count; m++) {
    out[2 * m] = out[2 * m + 1] = 0
    if (scale * Math.hypot(kx[m], ky[m]) > limit) continue
    const [u, v] = [kx[m] * scale * padding, ky[m] * scale * padding]
    let x = u * rotation[0] + v * rotation[3], y = u * rotation[1] + v * rotation[4], z = u * rotation[2] + v * rotation[5]
    const turned = x < 0 // only half of the transform is there: the other half is its conjugate
    if (turned) [x, y, z] = [-x, -y, -z]
    const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)], [fx, fy, fz] = [x - i, y - j, z - k]
    let re = 0, im = 0
    for (let corner = 0; corner < 4; corner++) {
      const dy = corner & 1, dz = corner >> 1, weight = (dy ? fy : 1 - fy) * (dz ? fz : 1 - fz)
      const at = 2 * ((wrap(k + dz) * size + wrap(j + dy)) * wide + i)
      re += weight * ((1 - fx) * transform[at] + fx * transform[at + 2])
      im += weight * ((1 - fx) * transform[at + 1] + fx * transform[at + 3])
    }
    const angle = (2 * Math.PI * (kx[m] * shift[0] + ky[m] * shift[1])) / box, c = Math.cos(angle), s = Math.sin(angle)
    if (turned) im = -im
    out[2 * m] = re * c - im * s
    out[2 * m + 1] = re * s + im * c
  }
}
