import { AXES, VIEW_NAMES, readable } from './mapViews.ts'
import type { ClassMap, MapViews } from './mapViews.ts'
import { greyPicture, reduced } from './pictures.ts'
import { PLANE_AXES, quantile } from './planes.ts'
import type { Plane } from './planes.ts'

/** What a figure needs of a voxel graph; the engine's is one. Centres in voxels from the origin, x, y, z; the weight of an edge is its correlation. */
export type DrawnGraph = {
  /** Å */
  readonly voxelSize: number
  readonly nodes: { readonly count: number; readonly centre: ArrayLike<number>; readonly side: ArrayLike<number> }
  readonly edges: { readonly count: number; readonly from: ArrayLike<number>; readonly to: ArrayLike<number>; readonly correlation: ArrayLike<number> }
}

/** Nodes and edges in the plane of a view, Å from the upper left corner of a square, y down. */
export type GraphFigure = {
  readonly view: string
  /** Å */
  readonly side: number
  /** The class maps' mean projection, of which the square shows a part; null where no map could be read. */
  readonly background: { readonly address: string; readonly x: number; readonly y: number; readonly side: number } | null
  readonly nodes: readonly { readonly x: number; readonly y: number; readonly cell: number }[]
  /** The strongest, weakest first, so that those lie on top. */
  readonly edges: readonly { readonly from: number; readonly to: number; readonly correlation: number }[]
  readonly edgesInAll: number
}

/** More lines than these are a blot. */
const MOST_EDGES = 1500

/** The view in which the nodes spread most: that along the axis where they spread least. */
function widestView({ nodes }: DrawnGraph): number {
  const spread = [0, 1, 2].map(axis => {
    let sum = 0, squares = 0
    for (let n = 0; n < nodes.count; n += 1) {
      sum += nodes.centre[3 * n + axis]
      squares += nodes.centre[3 * n + axis] ** 2
    }
    return squares - sum ** 2 / Math.max(nodes.count, 1)
  })
  return AXES.findIndex(axis => spread[axis] === Math.min(...spread))
}

/** The occupancy-weighted mean of the classes' projections; `corner`: where it begins on both axes, Å from the origin. */
function backgroundOf(read: readonly (MapViews | string)[], maps: readonly ClassMap[], view: number): { plane: Plane; solvent: number; corner: number; side: number } | null {
  const good = readable(read, maps)
  if (good.length === 0) return null
  const [{ views: { first, projections } }] = good
  const { size, pixelSize } = projections[view]
  const data = new Float32Array(size ** 2)
  for (const { views, weight } of good) for (let i = 0; i < data.length; i += 1) data[i] += weight * views.projections[view].data[i]
  const solvent = size * good.reduce((sum, { views, weight }) => sum + weight * views.solvent, 0)
  // A voxel's density stands at its middle, so a picture begins half a voxel before its first one.
  const plane = reduced({ size, pixelSize, data })
  return { plane, solvent, corner: (first - 0.5) * pixelSize, side: plane.size * plane.pixelSize }
}

/** Least and greatest place that the cells reach. */
function extent<T extends { readonly cell: number }>(nodes: readonly T[], place: (node: T) => number): [number, number] {
  let low = Infinity, high = -Infinity
  for (const node of nodes) {
    low = Math.min(low, place(node) - node.cell / 2)
    high = Math.max(high, place(node) + node.cell / 2)
  }
  return nodes.length > 0 ? [low, high] : [0, 0]
}

/** The graph over the mean of the class maps, cut out around the nodes. `read[k]` is what `mapViews` gave for `maps[k]`. */
export function graphFigure(graph: DrawnGraph, read: readonly (MapViews | string)[], maps: readonly ClassMap[]): GraphFigure {
  const { nodes, edges, voxelSize } = graph
  const view = widestView(graph)
  const [horizontal, vertical] = PLANE_AXES[AXES[view]]
  const placed = Array.from({ length: nodes.count }, (_, n) => ({ x: voxelSize * nodes.centre[3 * n + horizontal], y: voxelSize * nodes.centre[3 * n + vertical], cell: nodes.side[n] * voxelSize }))
  const [left, right] = extent(placed, ({ x }) => x), [bottom, top] = extent(placed, ({ y }) => y)
  const side = 1.06 * Math.max(right - left, top - bottom, voxelSize)
  const corner = { x: (left + right - side) / 2, y: (bottom + top + side) / 2 }
  const behind = backgroundOf(read, maps, view)
  const strongest = Array.from({ length: edges.count }, (_, e) => e).toSorted((a, b) => edges.correlation[b] - edges.correlation[a]).slice(0, MOST_EDGES)
  return {
    view: VIEW_NAMES[view], side, edgesInAll: edges.count,
    background: behind && {
      address: greyPicture(behind.plane, { low: behind.solvent, high: quantile(behind.plane.data, 0.999) }),
      x: behind.corner - corner.x, y: corner.y - (behind.corner + behind.side), side: behind.side,
    },
    nodes: placed.map(({ x, y, cell }) => ({ x: x - corner.x, y: corner.y - y, cell })),
    edges: strongest.toReversed().map(e => ({ from: edges.from[e], to: edges.to[e], correlation: edges.correlation[e] })),
  }
}
