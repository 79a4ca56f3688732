import type { SurfaceMesh } from '../../../src/renderer/viewer/surface/marchingCubes.ts'

type Triangle = readonly [number, number, number]

export const trianglesOf = ({ indices }: Pick<SurfaceMesh, 'indices'>): Triangle[] =>
  Array.from({ length: indices.length / 3 }, (_, i) => [indices[3 * i], indices[3 * i + 1], indices[3 * i + 2]])

export const pointOf = (positions: Float32Array, vertex: number): Triangle => [positions[3 * vertex], positions[3 * vertex + 1], positions[3 * vertex + 2]]

/** Twice the triangle's area as a vector, outwards where the corners run anticlockwise. */
function crossOf(positions: Float32Array, [a, b, c]: Triangle): Triangle {
  const [p, q, r] = [a, b, c].map(vertex => pointOf(positions, vertex))
  const [u, v] = [q.map((x, i) => x - p[i]), r.map((x, i) => x - p[i])]
  return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
}

const dot = (a: Triangle, b: Triangle): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

export const areaOf = (mesh: SurfaceMesh): number => trianglesOf(mesh).reduce((sum, triangle) => sum + Math.hypot(...crossOf(mesh.positions, triangle)) / 2, 0)

/** Enclosed volume by the divergence theorem: negative where the triangles face inwards. */
export const volumeOf = (mesh: SurfaceMesh): number => trianglesOf(mesh).reduce((sum, triangle) => sum + dot(pointOf(mesh.positions, triangle[0]), crossOf(mesh.positions, triangle)) / 6, 0)

/** Directed edges of all triangles, by how often they occur. */
export function edgesOf(mesh: SurfaceMesh): Map<string, number> {
  const edges = new Map<string, number>()
  for (const [a, b, c] of trianglesOf(mesh)) for (const [from, to] of [[a, b], [b, c], [c, a]]) edges.set(`${from} ${to}`, (edges.get(`${from} ${to}`) ?? 0) + 1)
  return edges
}

/** Edges that no triangle on the other side meets: a closed surface has none. */
export function openEdges(mesh: SurfaceMesh): string[] {
  const edges = edgesOf(mesh)
  const back = (edge: string): string => edge.replace(/(\d+) (\d+)/, '$2 $1')
  return [...edges].filter(([edge, count]) => edges.get(back(edge)) !== count).map(([edge]) => edge)
}

/** Smallest cosine between a triangle's own direction and its corners' normals. */
export const leastAgreement = (mesh: SurfaceMesh): number => Math.min(...trianglesOf(mesh).flatMap(triangle => {
  const cross = crossOf(mesh.positions, triangle)
  const length = Math.hypot(...cross)
  return length < 1e-9 ? [] : triangle.map(vertex => dot(cross, pointOf(mesh.normals, vertex)) / length)
}))

/** Density radius − distance from voxel box >> 1, in Å: the surface at 0 is a sphere. */
export function ball(box: number, pixelSizeA: number, radiusA: number): Float32Array {
  const c = box >> 1
  return Float32Array.from({ length: box ** 3 }, (_, i) => radiusA - pixelSizeA * Math.hypot((i % box) - c, (Math.floor(i / box) % box) - c, Math.floor(i / box ** 2) - c))
}

/** Reproducible noise between −1 and 1 (a linear congruential generator). */
export function noise(count: number, seed = 1): Float32Array {
  let state = seed
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}
