import { growableFloats, reserve } from './growable.ts'
import type { PlaneWindow } from './planes.ts'

/** Axis of an edge of the voxel lattice: x, y or z. */
export type Axis = 0 | 1 | 2

/** The corners of a surface: where edges of the voxel lattice cross the level. */
export class SurfaceVertices {
  count = 0
  readonly #positions = growableFloats()
  readonly #normals = growableFloats()
  readonly #planes: PlaneWindow
  readonly #level: number
  readonly #spacing: number
  readonly #start: number
  readonly #slope = new Float64Array(3)

  /** Voxel (x, y, z) of the rimmed map lies at start + spacing · (x, y, z), Å. */
  constructor(planes: PlaneWindow, level: number, spacing: number, start: number) {
    this.#planes = planes
    this.#level = level
    this.#spacing = spacing
    this.#start = start
  }

  /** Makes room for `more` vertices. */
  reserve(more: number): void {
    reserve(this.#positions, 3 * more)
    reserve(this.#normals, 3 * more)
  }

  /** Adds the vertex between voxel (x, y) of plane k and its neighbour one step along `axis`; answers its number. */
  add(x: number, y: number, k: number, axis: Axis): number {
    const { size, density } = this.#planes
    const at = y * size + x
    const here = density[k & 3][at]
    const there = axis === 0 ? density[k & 3][at + 1] : axis === 1 ? density[k & 3][at + size] : density[(k + 1) & 3][at]
    const t = (this.#level - here) / (there - here)
    const slope = this.#slope.fill(0)
    this.#addSlope(x, y, k, 1 - t)
    this.#addSlope(axis === 0 ? x + 1 : x, axis === 1 ? y + 1 : y, axis === 2 ? k + 1 : k, t)
    const norm = -Math.sqrt(slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2]) || 1
    const out = 3 * this.count
    const positions = this.#positions.data
    positions[out] = this.#start + this.#spacing * (axis === 0 ? x + t : x)
    positions[out + 1] = this.#start + this.#spacing * (axis === 1 ? y + t : y)
    positions[out + 2] = this.#start + this.#spacing * (axis === 2 ? k + t : k)
    const normals = this.#normals.data
    normals[out] = slope[0] / norm
    normals[out + 1] = slope[1] / norm
    normals[out + 2] = slope[2] / norm
    this.#positions.length = this.#normals.length = out + 3
    return this.count++
  }

  /** [count × 3] each: places in Å, and unit vectors down the density's slope. */
  arrays(): { positions: Float32Array; normals: Float32Array } {
    return { positions: this.#positions.data.subarray(0, 3 * this.count), normals: this.#normals.data.subarray(0, 3 * this.count) }
  }

  /** Adds `weight` times the density's slope at voxel (x, y) of plane k, by central differences. */
  #addSlope(x: number, y: number, k: number, weight: number): void {
    const { size, density } = this.#planes
    const here = density[k & 3]
    const at = y * size + x
    const slope = this.#slope
    slope[0] += weight * (here[x < size - 1 ? at + 1 : at] - here[x > 0 ? at - 1 : at])
    slope[1] += weight * (here[y < size - 1 ? at + size : at] - here[y > 0 ? at - size : at])
    slope[2] += weight * (density[(k < size - 1 ? k + 1 : k) & 3][at] - density[(k > 0 ? k - 1 : k) & 3][at])
  }
}
