import { EDGE_STARTS } from './cubeCases.ts'
import type { PlaneWindow } from './planes.ts'
import type { SurfaceVertices } from './surfaceVertices.ts'

/** Which vertex lies on each edge of the voxel lattice in one layer of cubes: along x and y in two planes, along z between them. */
export class LatticeEdges {
  /** Five planes of vertex numbers: x edges of even and odd planes, y edges of even and odd planes, z edges. */
  readonly vertex: Uint32Array
  /** By parity of the layer and by the cube's edge: where the edge of cube (0, 0) lies in `vertex`; that of cube (x, y) is y · size + x further. */
  readonly #bases: readonly Int32Array[]
  readonly #planes: PlaneWindow
  readonly #vertices: SurfaceVertices

  constructor(planes: PlaneWindow, vertices: SurfaceVertices) {
    const { size } = planes
    this.#planes = planes
    this.#vertices = vertices
    this.vertex = new Uint32Array(5 * size * size)
    this.#bases = [0, 1].map(parity => Int32Array.from(EDGE_STARTS, (corner, edge) => {
      const axis = edge >> 2
      const sheet = axis === 2 ? 4 : 2 * axis + ((parity + (corner >> 2)) & 1)
      return sheet * size * size + ((corner >> 1) & 1) * size + (corner & 1)
    }))
  }

  /** Bases of the layer between planes z and z + 1. */
  bases(z: number): Int32Array {
    return this.#bases[z & 1]
  }

  /** Adds the vertices within plane k. */
  addPlane(k: number): void {
    const { size, inside, first, last } = this.#planes
    const above = inside[k & 3]
    const xs = (k & 1) * size * size
    const ys = xs + 2 * size * size
    for (let y = 0; y < size - 1; y++) {
      const end = Math.max(last[k & 3][y], last[k & 3][y + 1])
      for (let x = Math.min(first[k & 3][y], first[k & 3][y + 1]) - 1; x <= end; x++) {
        const at = y * size + x
        if (above[at] !== above[at + 1]) this.vertex[xs + at] = this.#vertices.add(x, y, k, 0)
        if (above[at] !== above[at + size]) this.vertex[ys + at] = this.#vertices.add(x, y, k, 1)
      }
    }
  }

  /** Adds the vertices between planes z and z + 1. */
  addBetween(z: number): void {
    const { size, inside, first, last } = this.#planes
    const [low, high] = [z & 3, (z + 1) & 3]
    for (let y = 0; y < size; y++) {
      const end = Math.max(last[low][y], last[high][y])
      for (let x = Math.min(first[low][y], first[high][y]); x <= end; x++) {
        const at = y * size + x
        if (inside[low][at] !== inside[high][at]) this.vertex[4 * size * size + at] = this.#vertices.add(x, y, z, 2)
      }
    }
  }
}
