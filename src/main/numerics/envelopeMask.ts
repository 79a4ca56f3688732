import { gaussianFilter } from './gaussianFilter.ts'

/**
 * A generous soft mask (0…1) round the largest connected piece of a map: voxels above `threshold`·maximum, dilated by
 * `reach` voxels (Euclidean) and blurred with σ = 1 voxel. It must leave room for what moves.
 */
export function envelopeMask(map: Float32Array, size: number, threshold: number, reach: number): Float32Array {
  const highest = map.reduce((a, b) => Math.max(a, b), 0)
  const piece = largestPiece(map, size, threshold * highest)
  const mask = dilate(piece, size, reach)
  gaussianFilter(mask, size, 1)
  for (let i = 0; i < mask.length; i++) if (mask[i] < 1e-3) mask[i] = 0
  return mask
}

/** 1 in the largest face-connected piece of voxels above `level`. */
export function largestPiece(map: Float32Array, size: number, level: number): Uint8Array {
  const label = new Int32Array(map.length)
  const members: number[] = [0]
  const steps = [1, -1, size, -size, size * size, -size * size]
  const stack: number[] = []
  for (let start = 0; start < map.length; start++) {
    if (label[start] !== 0 || map[start] <= level) continue
    const mine = members.length
    members.push(0)
    label[start] = mine
    stack.push(start)
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      members[mine]++
      const x = at % size
      for (const step of steps) {
        const next = at + step
        if (next < 0 || next >= map.length || (step === 1 && x === size - 1) || (step === -1 && x === 0)) continue
        if (label[next] !== 0 || map[next] <= level) continue
        label[next] = mine
        stack.push(next)
      }
    }
  }
  const largest = members.indexOf(members.reduce((a, b) => Math.max(a, b)))
  return Uint8Array.from(label, l => (l === largest && largest > 0 ? 1 : 0))
}

function dilate(piece: Uint8Array, size: number, reach: number): Float32Array {
  const offsets: [number, number, number][] = []
  for (let z = -reach; z <= reach; z++) for (let y = -reach; y <= reach; y++) for (let x = -reach; x <= reach; x++) {
    if (x * x + y * y + z * z <= reach * reach) offsets.push([x, y, z])
  }
  const out = new Float32Array(piece.length)
  const inside = (v: number) => v >= 0 && v < size
  for (let z = 0, at = 0; z < size; z++) for (let y = 0; y < size; y++) for (let x = 0; x < size; x++, at++) {
    if (piece[at] === 0 || surrounded(piece, size, x, y, z)) {
      if (piece[at] !== 0) out[at] = 1
      continue
    }
    for (const [dx, dy, dz] of offsets) {
      if (inside(x + dx) && inside(y + dy) && inside(z + dz)) out[at + (dz * size + dy) * size + dx] = 1
    }
  }
  return out
}

function surrounded(piece: Uint8Array, size: number, x: number, y: number, z: number): boolean {
  if (x === 0 || y === 0 || z === 0 || x === size - 1 || y === size - 1 || z === size - 1) return false
  const at = (z * size + y) * size + x
  return piece[at - 1] + piece[at + 1] + piece[at - size] + piece[at + size] + piece[at - size * size] + piece[at + size * size] === 6
}
