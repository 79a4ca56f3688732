/**
 * Corner c of a cube lies at (c & 1, (c >> 1) & 1, c >> 2). Edge `4 · axis + i` starts at corner EDGE_STARTS[4 · axis + i] and runs along
 * +x, +y or +z.
 */
export const EDGE_STARTS: readonly number[] = [0, 2, 4, 6, 0, 1, 4, 5, 0, 1, 2, 3]

/** The corners of each face, anticlockwise as seen from outside the cube. */
const FACES: readonly (readonly number[])[] = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]

const edgeBetween = (a: number, b: number): number => EDGE_STARTS.findIndex((start, edge) => start === Math.min(a, b) && 1 << (edge >> 2) === (a ^ b))

/**
 * Where the surface crosses each face, as edge → next edge. Every run of inside corners round a face is cut off by itself: the rule
 * depends on nothing but the face, so that two cubes agree on the face they share and the surface has no hole.
 */
function crossings(inside: (corner: number) => boolean): Map<number, number> {
  const next = new Map<number, number>()
  for (const face of FACES) {
    for (let i = 0; i < 4; i++) {
      if (inside(face[i]) || !inside(face[(i + 1) % 4])) continue
      let last = i + 1
      while (inside(face[(last + 1) % 4])) last++
      next.set(edgeBetween(face[i], face[(i + 1) % 4]), edgeBetween(face[last % 4], face[(last + 1) % 4]))
    }
  }
  return next
}

/** Triangles of one case, as edges in threes, anticlockwise as seen from outside the density. */
function trianglesOf(inside: (corner: number) => boolean): number[] {
  const next = crossings(inside)
  const triangles: number[] = []
  for (const first of next.keys()) {
    const loop: number[] = []
    for (let edge = first; next.has(edge);) {
      const following = next.get(edge)!
      next.delete(edge)
      loop.push(edge)
      edge = following
    }
    for (let i = 2; i < loop.length; i++) triangles.push(loop[0], loop[i - 1], loop[i])
  }
  return triangles
}

const CASES = Array.from({ length: 256 }, (_, mask) => trianglesOf(corner => (mask & (1 << corner)) !== 0))

/** [257] where the triangles of a case begin in CASE_EDGES; bit c of the case is set where corner c is inside. */
export const CASE_STARTS: Uint16Array = Uint16Array.from({ length: 257 }, (_, mask) => CASES.slice(0, mask).reduce((sum, edges) => sum + edges.length, 0))

/** Edges of all cases' triangles, in threes. */
export const CASE_EDGES: Uint8Array = Uint8Array.from(CASES.flat())
