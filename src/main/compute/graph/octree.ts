import type { Nodes } from './voxelGraph.ts'

/** A map whose detail the cells are to follow, and its share in deciding where. */
export type Detail = { readonly map: ArrayLike<number>; readonly share: number }

/** Side of the coarsest cells, voxels; a power of two. */
const ROOT = 8

type Division = { readonly cell: Cell; readonly children: readonly Cell[]; readonly gain: number }

/** Where there is no detail left, the coarsest cell goes first. */
const isBefore = (a: Division, b: Division): boolean => a.gain > b.gain || (a.gain === b.gain && a.cell.side > b.cell.side)

type Cell = { readonly x: number; readonly y: number; readonly z: number; readonly side: number; readonly error: number }

/**
 * Octree inside a mask ([size³]; voxels above 0 count): cells of 8³ voxels, of which the one whose division lowers the
 * summed squared error of "one value a cell" most per node is divided, until there are `wanted` nodes or nothing is left
 * to divide. Errors are fractions of each detail's own sum of squares, weighted by its share: fine where the classes
 * differ, where density or variance is rich, coarse elsewhere. Every voxel of the mask lies in exactly one node.
 */
export function octree(size: number, mask: ArrayLike<number>, details: readonly Detail[], wanted: number): Nodes {
  const scales = details.map(({ map, share }) => {
    let squares = 0
    for (let v = 0; v < map.length; v++) if (mask[v] > 0) squares += map[v] ** 2
    return squares > 0 ? share / squares : 0
  })
  const cellAt = (x: number, y: number, z: number, side: number): Cell | null => {
    const voxels = voxelsOf(size, mask, x, y, z, side)
    if (voxels.length === 0) return null
    let error = 0
    details.forEach(({ map }, d) => {
      let sum = 0, squares = 0
      for (const v of voxels) {
        sum += map[v]
        squares += map[v] ** 2
      }
      error += scales[d] * Math.max(0, squares - (sum * sum) / voxels.length)
    })
    return { x, y, z, side, error }
  }
  const open: Division[] = [], leaves: Cell[] = []
  const place = (cell: Cell): void => {
    if (cell.side === 1) {
      leaves.push(cell)
      return
    }
    const half = cell.side / 2
    const children = OCTANTS.map(([i, j, k]) => cellAt(cell.x + i * half, cell.y + j * half, cell.z + k * half, half)).filter(child => child !== null)
    // All its voxels lie in one octant: a smaller cell, and still one node.
    if (children.length === 1) {
      place(children[0])
      return
    }
    const gain = (cell.error - children.reduce((sum, child) => sum + child.error, 0)) / (children.length - 1)
    open.push({ cell, children, gain })
  }
  for (let z = 0; z < size; z += ROOT) for (let y = 0; y < size; y += ROOT) for (let x = 0; x < size; x += ROOT) {
    const root = cellAt(x, y, z, ROOT)
    if (root) place(root)
  }
  while (open.length > 0 && open.length + leaves.length < wanted) {
    let best = 0
    for (let i = 1; i < open.length; i++) if (isBefore(open[i], open[best])) best = i
    const [{ children }] = open.splice(best, 1)
    children.forEach(place)
  }
  return nodesOf(size, mask, [...leaves, ...open.map(entry => entry.cell)])
}

const OCTANTS = [0, 1, 2, 3, 4, 5, 6, 7].map(o => [o & 1, (o >> 1) & 1, o >> 2] as const)

function voxelsOf(size: number, mask: ArrayLike<number>, x0: number, y0: number, z0: number, side: number): number[] {
  const out: number[] = []
  for (let z = z0; z < Math.min(z0 + side, size); z++) for (let y = y0; y < Math.min(y0 + side, size); y++) for (let x = x0; x < Math.min(x0 + side, size); x++) {
    const v = (z * size + y) * size + x
    if (mask[v] > 0) out.push(v)
  }
  return out
}

/** Cells in the order z, y, x of their corners, so that the graph does not depend on the order of division. */
function nodesOf(size: number, mask: ArrayLike<number>, cells: readonly Cell[]): Nodes {
  const sorted = cells.toSorted((a, b) => a.z - b.z || a.y - b.y || a.x - b.x)
  const ofVoxel = new Int32Array(size ** 3).fill(-1)
  const centre = new Float32Array(3 * sorted.length), voxels = new Uint32Array(sorted.length)
  sorted.forEach(({ x, y, z, side }, node) => {
    const members = voxelsOf(size, mask, x, y, z, side)
    voxels[node] = members.length
    const sum = [0, 0, 0]
    for (const v of members) {
      ofVoxel[v] = node
      sum[0] += v % size
      sum[1] += Math.floor(v / size) % size
      sum[2] += Math.floor(v / size ** 2)
    }
    for (let axis = 0; axis < 3; axis++) centre[3 * node + axis] = sum[axis] / members.length - (size >> 1)
  })
  return { count: sorted.length, size, ofVoxel, centre, side: Uint8Array.from(sorted, cell => cell.side), voxels }
}
