/**
 * Where a slice crosses a level, by marching squares: segments (u0, v0, u1, v1) in voxels, value (u, v) of the slice [box²] at
 * index v · box + u. Two corners across a square are kept apart.
 */
export function outlineOf(slice: Float32Array, box: number, level: number): Float32Array {
  const segments: number[] = []
  const crossing = (a: number, b: number): number => (level - a) / (b - a)
  for (let v = 0; v < box - 1; v++) {
    for (let u = 0; u < box - 1; u++) {
      const at = v * box + u
      // Corners round the square, and where its four sides are crossed.
      const [a, b, c, d] = [slice[at], slice[at + 1], slice[at + box + 1], slice[at + box]]
      const mask = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0)
      if (mask === 0 || mask === 15) continue
      const sides = [
        [u + crossing(a, b), v], [u + 1, v + crossing(b, c)], [u + crossing(d, c), v + 1], [u, v + crossing(a, d)],
      ]
      for (const [from, to] of SEGMENTS[mask]) segments.push(...sides[from], ...sides[to])
    }
  }
  return Float32Array.from(segments)
}

/** Sides that are joined, by which corners lie inside: side i runs from corner i to the next. */
const SEGMENTS: readonly (readonly (readonly [number, number])[])[] = [
  [], [[3, 0]], [[0, 1]], [[3, 1]], [[1, 2]], [[3, 0], [1, 2]], [[0, 2]], [[3, 2]],
  [[2, 3]], [[2, 0]], [[0, 1], [2, 3]], [[2, 1]], [[1, 3]], [[1, 0]], [[0, 3]], [],
]
