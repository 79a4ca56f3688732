/**
 * A map [from³] over the same Å in [to³] voxels, origin at voxel n >> 1 of both, by trilinear interpolation; beyond the outermost voxels the
 * map goes on as it is there. For masks, which have no frequencies that this would fold.
 */
export function resampleTrilinear(map: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return map.slice()
  const low = new Int32Array(to), part = new Float64Array(to)
  for (let i = 0; i < to; i++) {
    const u = Math.min(from - 1, Math.max(0, (from >> 1) + ((i - (to >> 1)) * from) / to))
    low[i] = Math.min(from - 2, Math.floor(u))
    part[i] = u - low[i]
  }
  const out = new Float32Array(to ** 3), plane = from * from
  let at = 0
  for (let z = 0; z < to; z++) for (let y = 0; y < to; y++) {
    const row = low[z] * plane + low[y] * from, pz = part[z], py = part[y]
    for (let x = 0; x < to; x++) {
      const i = row + low[x], px = part[x]
      const a = map[i] + px * (map[i + 1] - map[i]), b = map[i + from] + px * (map[i + from + 1] - map[i + from])
      const c = map[i + plane] + px * (map[i + plane + 1] - map[i + plane]), d = map[i + plane + from] + px * (map[i + plane + from + 1] - map[i + plane + from])
      const near = a + py * (b - a), far = c + py * (d - c)
      out[at++] = near + pz * (far - near)
    }
  }
  return out
}
