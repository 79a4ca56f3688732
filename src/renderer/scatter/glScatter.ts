import type { Attribute, Look, PointDrawing } from './pointDrawing.ts'
import { PointImage } from './pointImage.ts'
import { PointProgram } from './pointProgram.ts'
import type { Points, View } from './points.ts'
import { FIRST_SLICE, spread } from './slices.ts'

/** Where points without a place are put: outside whatever view. */
const NOWHERE = 1e30
/** More points than this are put into an image by the page itself where a processor draws in the place of a graphics card, which takes it ten times as long. */
export const MANY = 50_000
/** What such a processor calls itself: in browsers, in Mesa on Linux, in Windows. */
const PRETENDERS = /swiftshader|llvmpipe|softpipe|software|basic render/i

function hasCard(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  return !PRETENDERS.test(String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)))
}

/** Points on a canvas by WebGL 2. Throws where the page has none. After the graphics card was lost another one is made. */
export class GlScatter {
  readonly canvas: HTMLCanvasElement
  readonly #drawing: PointDrawing
  #count = 0
  #drawn = 0
  /** How many points are drawn at a time; whoever draws learns it. */
  slice = FIRST_SLICE

  constructor(canvas: HTMLCanvasElement, isOfMany: boolean) {
    const gl = canvas.getContext('webgl2', { antialias: false, depth: true, premultipliedAlpha: true, preserveDrawingBuffer: true })
    if (!gl || gl.isContextLost()) throw new Error('this browser draws no WebGL 2, which the scatter needs; turn hardware acceleration on, or use another browser')
    this.canvas = canvas
    this.#drawing = isOfMany && !hasCard(gl) ? new PointImage(gl) : new PointProgram(gl)
  }

  setPoints({ x, y }: Points): void {
    this.#count = x.length
    const placed = (values: Float32Array): Float32Array => values.map(value => (Number.isFinite(value) ? value : NOWHERE))
    this.#fill('x', placed(x))
    this.#fill('y', placed(y))
  }

  /** [points] number of each one's colour. */
  setIndices(indices: Uint8Array): void {
    this.#fill('index', indices)
  }

  /** [points] 1 where chosen. */
  setChosen(chosen: Uint8Array): void {
    this.#fill('chosen', chosen)
  }

  /** [256 × 4] */
  setPalette(palette: Uint8Array): void {
    this.#drawing.setPalette(palette)
  }

  /** Clears a canvas of `width` × `height` CSS px with so many device px each, and says how points are drawn on it. */
  begin({ x, y }: View, look: Look, width: number, height: number, ratio: number): void {
    const { canvas } = this, [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))]
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high })
    this.#drawing.begin({ offset: [x[0], y[0]], scale: [wide / (x[1] - x[0]), high / (y[1] - y[0])] }, { ...look, size: look.size * ratio }, wide, high)
    this.#drawn = 0
  }

  /** Draws up to so many of the points that `begin` has left to draw, the first of them a sample of all. Gives how many they were. */
  drawNext(most: number): number {
    const count = Math.min(most, this.#count - this.#drawn)
    this.#drawing.draw(this.#drawn, count)
    this.#drawn += count
    return count
  }

  /** Whether all points have been drawn since `begin`. */
  get isWhole(): boolean {
    return this.#drawn === this.#count
  }

  /** Whether what was drawn stands there; changes between two tasks of the page only. */
  get isIdle(): boolean {
    return this.#drawing.isIdle
  }

  close(): void {
    this.#drawing.close()
  }

  #fill(attribute: Attribute, values: Float32Array | Uint8Array): void {
    this.#drawing.fill(attribute, spread(values))
  }
}
