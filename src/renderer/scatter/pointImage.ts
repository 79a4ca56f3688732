import { linked } from './glProgram.ts'
import type { Attribute, Look, Placing, PointDrawing } from './pointDrawing.ts'
import { PointRaster } from './pointRaster.ts'

/** One triangle over the whole picture. */
const VERTEX = `#version 300 es
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`

const FRAGMENT = `#version 300 es
precision mediump float;
uniform mediump sampler2D image;
out vec4 pixel;
void main() {
  pixel = texelFetch(image, ivec2(gl_FragCoord.xy), 0);
}`

/** Points that the page puts into an image and hands on as a whole. */
export class PointImage implements PointDrawing {
  readonly #gl: WebGL2RenderingContext
  readonly #program: WebGLProgram
  readonly #texture: WebGLTexture
  readonly #raster = new PointRaster()
  readonly isIdle = true

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#program = linked(gl, VERTEX, FRAGMENT, [])
    this.#texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, this.#texture)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    gl.useProgram(this.#program)
    gl.disable(gl.BLEND)
    gl.disable(gl.DEPTH_TEST)
  }

  fill(attribute: Attribute, values: Float32Array | Uint8Array): void {
    this.#raster.values[attribute] = values
  }

  setPalette(palette: Uint8Array): void {
    this.#raster.palette = palette
  }

  begin(placing: Placing, look: Look, width: number, height: number): void {
    this.#raster.begin(placing, look, width, height)
    this.#gl.viewport(0, 0, width, height)
  }

  draw(from: number, count: number): void {
    const gl = this.#gl, { width, height, image } = this.#raster
    this.#raster.draw(from, count)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(image.buffer))
    gl.drawArrays(gl.TRIANGLES, 0, 3)
  }

  close(): void {
    this.#gl.deleteTexture(this.#texture)
    this.#gl.deleteProgram(this.#program)
  }
}
