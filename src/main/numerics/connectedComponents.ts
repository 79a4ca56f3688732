/** The connected parts (by faces) of the voxels of an n³ map that `inside` marks. */
export type Components = {
  /** [n³] 0 outside, else the part's number from 1. */
  readonly label: Int32Array
  /** [parts + 1] voxels by number; index 0 is unused. */
  readonly size: readonly number[]
}

export function connectedComponents(inside: Uint8Array, n: number): Components {
  const label = new Int32Array(inside.length)
  const queue = new Int32Array(inside.length)
  const size = [0]
  for (let seed = 0; seed < inside.length; seed++) {
    if (!inside[seed] || label[seed]) continue
    const part = size.length
    let end = 0
    const visit = (voxel: number): void => {
      if (!inside[voxel] || label[voxel]) return
      label[voxel] = part
      queue[end++] = voxel
    }
    visit(seed)
    for (let next = 0; next < end; next++) {
      const voxel = queue[next]
      const x = voxel % n
      const y = Math.floor(voxel / n) % n
      const z = Math.floor(voxel / (n * n))
      if (x > 0) visit(voxel - 1)
      if (x < n - 1) visit(voxel + 1)
      if (y > 0) visit(voxel - n)
      if (y < n - 1) visit(voxel + n)
      if (z > 0) visit(voxel - n * n)
      if (z < n - 1) visit(voxel + n * n)
    }
    size.push(end)
  }
  return { label, size }
}
