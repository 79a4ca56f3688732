/**
 * Brings an n³ map of a particle into the common frame: out(r) = map(A r − shift) by trilinear reading, zero outside; A (RELION's matrix, at
 * `offset` of `rotation`) takes the frame's coordinates to the map's, and translating the map by `shift` (px) centres the particle.
 */
export function alignVolume(map: Float32Array, n: number, rotation: Float64Array, offset: number, shift: ArrayLike<number>, out: Float32Array): void {
  const c = n >> 1, last = n - 1, plane = n * n
  const m = rotation.subarray(offset, offset + 9)
  let at = 0
  for (let z = -c; z < n - c; z++) for (let y = -c; y < n - c; y++) {
    // Along a line of x the place in the map moves by the first column of A.
    let u = m[1] * y + m[2] * z - shift[0] + c - m[0] * c
    let v = m[4] * y + m[5] * z - shift[1] + c - m[3] * c
    let w = m[7] * y + m[8] * z - shift[2] + c - m[6] * c
    for (let x = 0; x < n; x++, at++, u += m[0], v += m[3], w += m[6]) {
      const i = Math.floor(u), j = Math.floor(v), k = Math.floor(w)
      if (i < 0 || j < 0 || k < 0 || i >= last || j >= last || k >= last) {
        out[at] = 0
        continue
      }
      const fx = u - i, fy = v - j, fz = w - k, from = (k * n + j) * n + i
      const near = line(map, from, fx) * (1 - fy) + line(map, from + n, fx) * fy
      const far = line(map, from + plane, fx) * (1 - fy) + line(map, from + plane + n, fx) * fy
      out[at] = near * (1 - fz) + far * fz
    }
  }
}

const line = (map: Float32Array, from: number, f: number): number => map[from] + f * (map[from + 1] - map[from])
