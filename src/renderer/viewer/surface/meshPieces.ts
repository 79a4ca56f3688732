import type { SurfaceMesh } from './marchingCubes.ts'

/** Part of a surface that is handed to the graphics card at once. */
export type SurfacePiece = {
  /** [vertices × 3] Å. */
  readonly positions: Float32Array<ArrayBuffer>
  /** [vertices × 3] */
  readonly normals: Float32Array<ArrayBuffer>
  /** [vertices × 4] red, green, blue, opacity; null where the surface has one colour. */
  readonly colours: Uint8Array<ArrayBuffer> | null
  /** [triangles × 4] vtk's list of cells: 3 and the three vertices. */
  readonly cells: Uint16Array<ArrayBuffer>
}

/** A piece stays well within 16-bit vertex numbers, and small enough that preparing it for the graphics card takes a few milliseconds. */
const MOST_VERTICES = 32_768

/** Cuts a surface into pieces; vertices on a cut are in both. `colours` [vertices × 4], or null. */
export function cutToPieces(mesh: SurfaceMesh, colours: Uint8Array | null, most = MOST_VERTICES): SurfacePiece[] {
  const { indices } = mesh
  const local = new Int32Array(mesh.positions.length / 3)
  // A vertex's number in the current piece counts only if the piece's list holds the vertex at that place.
  const members = new Uint32Array(most)
  const pieces: SurfacePiece[] = []
  let count = 0
  let from = 0
  const numberOf = (vertex: number): number => {
    if (local[vertex] < count && members[local[vertex]] === vertex) return local[vertex]
    members[count] = vertex
    return (local[vertex] = count++)
  }
  const cells = new Uint16Array((indices.length / 3) * 4)
  let filled = 0
  const finish = (to: number): void => {
    if (to > from) pieces.push({ ...gather(mesh, colours, members.subarray(0, count)), cells: cells.slice(0, filled) })
    from = to
    count = filled = 0
  }
  for (let i = 0; i < indices.length; i += 3) {
    if (count + 3 > most) finish(i)
    cells[filled] = 3
    for (let corner = 0; corner < 3; corner++) cells[filled + 1 + corner] = numberOf(indices[i + corner])
    filled += 4
  }
  finish(indices.length)
  return pieces
}

function gather(mesh: SurfaceMesh, colours: Uint8Array | null, vertices: Uint32Array): Omit<SurfacePiece, 'cells'> {
  const positions = new Float32Array(3 * vertices.length)
  const normals = new Float32Array(3 * vertices.length)
  const colour = colours && new Uint8Array(4 * vertices.length)
  for (let i = 0; i < vertices.length; i++) {
    const from = 3 * vertices[i]
    for (let axis = 0; axis < 3; axis++) {
      positions[3 * i + axis] = mesh.positions[from + axis]
      normals[3 * i + axis] = mesh.normals[from + axis]
    }
    if (colours && colour) for (let channel = 0; channel < 4; channel++) colour[4 * i + channel] = colours[4 * vertices[i] + channel]
  }
  return { positions, normals, colours: colour }
}
