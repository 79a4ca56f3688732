import type { Attribute, Look, Placing } from './pointDrawing.ts'

/** Points smaller than this (device px) are squares: nobody sees the corners. */
export const ROUND_FROM = 4
const COLOURS = 256

/** Red, green, blue and opacity of a colour as they are laid over others: 8 bits each, red lowest, multiplied by an opacity of 256ths. */
function laid(palette: Uint8Array, at: number, opacity: number): number {
  const part = (value: number): number => (value * opacity + 128) >> 8
  return (part(255) << 24) | (part(palette[at + 2]) << 16) | (part(palette[at + 1]) << 8) | part(palette[at])
}

/** Points put into an image by the page's own processor: squares or discs, laid over one another; those that are chosen over the rest. */
export class PointRaster {
  /** Of each point. */
  readonly values: Record<Attribute, Float32Array | Uint8Array> = { x: new Float32Array(), y: new Float32Array(), index: new Uint8Array(), chosen: new Uint8Array() }
  /** [256 × 4] */
  palette: Uint8Array = new Uint8Array(4 * COLOURS)
  width = 0
  height = 0
  /** [height × width] red lowest, multiplied by the opacity, which is highest; the lowest row first. */
  image = new Int32Array(0)
  /** [height × width] 1 where a chosen point lies: the others lie below it. */
  #covered = new Uint8Array()
  /** [2 × 256] what a point adds by its colour: those that are not chosen, those that are. */
  #laid = new Int32Array(2 * COLOURS)
  /** What it leaves of what lies below it, 256ths. */
  #left = [0, 0]
  #size = 1
  #placing: Placing = { scale: [1, 1], offset: [0, 0] }

  begin(placing: Placing, { size, opacity, others }: Look, width: number, height: number): void {
    if (this.image.length === width * height) {
      this.image.fill(0)
      this.#covered.fill(0)
    } else {
      this.image = new Int32Array(width * height)
      this.#covered = new Uint8Array(width * height)
    }
    Object.assign(this, { width, height })
    this.#placing = placing
    this.#size = size
    for (const [isChosen, part] of [others, opacity].entries()) {
      const parts = Math.round(256 * part)
      this.#left[isChosen] = 256 - parts
      for (let index = 0; index < COLOURS; index++) this.#laid[COLOURS * isChosen + index] = laid(this.palette, 4 * index, parts)
    }
  }

  /** Puts `count` points from `from` on into the image. */
  draw(from: number, count: number): void {
    const { values: { x, y, index, chosen }, width, height, image } = this, covered = this.#covered, colours = this.#laid
    const { scale: [perX, perY], offset: [right, up] } = this.#placing, size = this.#size
    for (let i = from; i < from + count; i++) {
      const px = (x[i] - right) * perX, py = (y[i] - up) * perY
      if (!(px >= 0 && px <= width && py >= 0 && py <= height)) continue
      const isChosen = chosen[i], half = (size + isChosen) / 2, reach = size < ROUND_FROM ? Infinity : half * half
      const colour = colours[COLOURS * isChosen + index[i]], left = this.#left[isChosen]
      // From the first to the last pixel whose middle is in the square.
      const first = Math.max(0, (px - half + 0.5) | 0), last = Math.min(width, (px + half + 0.5) | 0), top = Math.min(height, (py + half + 0.5) | 0)
      for (let row = Math.max(0, (py - half + 0.5) | 0); row < top; row++) {
        for (let column = first; column < last; column++) {
          if (reach !== Infinity && (column + 0.5 - px) ** 2 + (row + 0.5 - py) ** 2 > reach) continue
          const at = row * width + column
          if (covered[at] > isChosen) continue
          covered[at] = isChosen
          // Two of the four parts at a time, rounded; a half goes down, so that no part exceeds 255.
          const below = image[at]
          image[at] = colour + (((Math.imul(below & 0xff00ff, left) + 0x7f007f) >>> 8) & 0xff00ff) + ((Math.imul((below >>> 8) & 0xff00ff, left) + 0x7f007f) & 0xff00ff00)
        }
      }
    }
  }
}
