/**
 * The four planes of a map about a layer of cubes, each with a rim of one voxel at the map's least density, so that a surface that
 * reaches a face of the box is closed there. Plane k (0 … box + 1, the rim counted) lies in slot k & 3.
 */
export class PlaneWindow {
  /** Voxels along one side, rim included. */
  readonly size: number
  readonly density: readonly Float32Array[]
  /** 1 where the density is above the level. */
  readonly inside: readonly Uint8Array[]
  /** First and last voxel above the level in each row of a plane; first > last where there is none. */
  readonly first: readonly Int32Array[]
  readonly last: readonly Int32Array[]
  readonly #voxels: Float32Array
  readonly #level: number
  readonly #least: number

  /** `voxels` [box³], x fastest; `least` is their least density: anything below it, or not a number, counts as `least`. */
  constructor(voxels: Float32Array, box: number, level: number, least: number) {
    this.#voxels = voxels
    this.#level = level
    this.#least = least
    this.size = box + 2
    const four = <T>(make: () => T): T[] => [make(), make(), make(), make()]
    this.density = four(() => new Float32Array(this.size ** 2).fill(least))
    this.inside = four(() => new Uint8Array(this.size ** 2))
    this.first = four(() => new Int32Array(this.size).fill(this.size))
    this.last = four(() => new Int32Array(this.size).fill(-1))
  }

  /** Takes plane k in; the plane four before it goes. */
  load(k: number): void {
    const { size } = this
    const slot = k & 3
    const isRim = k <= 0 || k >= size - 1
    this.first[slot].fill(size)
    this.last[slot].fill(-1)
    if (isRim) {
      this.density[slot].fill(this.#least)
      this.inside[slot].fill(0)
    } else {
      for (let y = 1; y < size - 1; y++) this.#loadRow(k, y)
    }
  }

  #loadRow(k: number, y: number): void {
    const { size } = this
    const density = this.density[k & 3]
    const inside = this.inside[k & 3]
    const voxels = this.#voxels
    const [level, least] = [this.#level, this.#least]
    let first = size
    let last = -1
    let from = ((k - 1) * (size - 2) + y - 1) * (size - 2)
    const end = (y + 1) * size - 1
    for (let to = y * size + 1; to < end; to++) {
      const value = voxels[from++]
      density[to] = value >= least ? value : least
      const above = value > level
      inside[to] = above ? 1 : 0
      if (above) {
        if (last < 0) first = to - y * size
        last = to - y * size
      }
    }
    this.first[k & 3][y] = first
    this.last[k & 3][y] = last
  }
}
