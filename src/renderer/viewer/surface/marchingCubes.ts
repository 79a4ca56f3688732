import { CASE_EDGES, CASE_STARTS } from './cubeCases.ts'
import { growableIndices, reserve } from './growable.ts'
import type { Growable } from './growable.ts'
import { LatticeEdges } from './latticeEdges.ts'
import { PlaneWindow } from './planes.ts'
import { SurfaceVertices } from './surfaceVertices.ts'

/** A surface as triangles that share their corners, anticlockwise as seen from outside the density. */
export type SurfaceMesh = {
  /** [vertices × 3] Å from the box's centre. */
  readonly positions: Float32Array
  /** [vertices × 3] unit vectors down the density's slope: out of the particle. */
  readonly normals: Float32Array
  /** [triangles × 3] */
  readonly indices: Uint32Array
}

/** Voxels [box³], x fastest, voxel (x, y, z) at start + spacing · (x, y, z), Å from the box's centre; `least` is the least density. */
export type DensityMap = { readonly voxels: Float32Array; readonly box: number; readonly spacing: number; readonly start: number; readonly least: number }

/** Most corners of triangles that one cube can hold. */
const MOST_CORNERS = Math.max(...Array.from({ length: 256 }, (_, mask) => CASE_STARTS[mask + 1] - CASE_STARTS[mask]))

/**
 * The surface at `level` by marching cubes (Lorensen & Cline 1987): density above the level is inside. Always closed; without triangles where
 * the level is at or above the map's maximum or below its minimum. Answers null as soon as it has more than `mostVertices`.
 */
export function extractSurface(map: DensityMap, level: number, mostVertices = Infinity): SurfaceMesh | null {
  if (level < map.least) return { positions: new Float32Array(), normals: new Float32Array(), indices: new Uint32Array() }
  const planes = new PlaneWindow(map.voxels, map.box, level, map.least)
  const { size } = planes
  const vertices = new SurfaceVertices(planes, level, map.spacing, map.start - map.spacing)
  const edges = new LatticeEdges(planes, vertices)
  const indices = growableIndices()
  planes.load(1)
  for (let z = 0; z < size - 1; z++) {
    if (z + 2 < size) planes.load(z + 2)
    vertices.reserve(3 * size * size)
    edges.addPlane(z + 1)
    edges.addBetween(z)
    for (let y = 0; y < size - 1; y++) addTriangles(planes, edges, y, z, indices)
    if (vertices.count > mostVertices) return null
  }
  return { ...vertices.arrays(), indices: indices.data.subarray(0, indices.length) }
}

/** Adds the triangles of one row of cubes: those between planes z and z + 1 and between rows y and y + 1. */
function addTriangles(planes: PlaneWindow, edges: LatticeEdges, y: number, z: number, indices: Growable<Uint32Array>): void {
  const { size, inside, first, last } = planes
  const [low, high] = [z & 3, (z + 1) & 3]
  const from = Math.min(first[low][y], first[low][y + 1], first[high][y], first[high][y + 1]) - 1
  const to = Math.max(last[low][y], last[low][y + 1], last[high][y], last[high][y + 1])
  if (from >= to + 1) return
  reserve(indices, MOST_CORNERS * (to - from + 1))
  const { data } = indices
  const { vertex } = edges
  const bases = edges.bases(z)
  const [lowIn, highIn] = [inside[low], inside[high]]
  let out = indices.length
  // The cube's right face is the next one's left: its bits move down by one. Left of the first cube nothing is inside.
  let mask = 0
  for (let x = from; x <= to; x++) {
    const at = y * size + x
    mask = ((mask & 0xaa) >> 1) | (lowIn[at + 1] << 1) | (lowIn[at + size + 1] << 3) | (highIn[at + 1] << 5) | (highIn[at + size + 1] << 7)
    for (let edge = CASE_STARTS[mask]; edge < CASE_STARTS[mask + 1]; edge++) data[out++] = vertex[bases[CASE_EDGES[edge]] + at]
  }
  indices.length = out
}
