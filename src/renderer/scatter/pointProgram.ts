import { linked } from './glProgram.ts'
import { ATTRIBUTES } from './pointDrawing.ts'
import type { Attribute, Look, Placing, PointDrawing } from './pointDrawing.ts'
import { ROUND_FROM } from './pointRaster.ts'

const VERTEX = `#version 300 es
precision highp float;
in float x, y, index, chosen;
uniform vec4 view; // offset (x, y), 2 × scale / size of the picture (x, y)
uniform float size;
uniform vec2 opacity; // of what is not chosen, of what is
uniform sampler2D palette;
out vec4 colour;
void main() {
  // What is chosen lies nearer, so that it is drawn over the rest in whatever order.
  gl_Position = vec4((vec2(x, y) - view.xy) * view.zw - 1.0, -0.5 * chosen, 1.0);
  gl_PointSize = size + chosen;
  colour = vec4(texelFetch(palette, ivec2(int(index), 0), 0).rgb, 1.0) * mix(opacity.x, opacity.y, chosen);
}`

const FRAGMENT = `#version 300 es
precision mediump float;
uniform bool isRound;
in vec4 colour;
out vec4 pixel;
void main() {
  vec2 at = gl_PointCoord - 0.5;
  if (isRound && dot(at, at) > 0.25) discard;
  pixel = colour;
}`

/** Points drawn by the graphics card: places, colour numbers and choice lie in buffers of its own, so that a change of one of them sends one byte per point. */
export class PointProgram implements PointDrawing {
  readonly #gl: WebGL2RenderingContext
  readonly #program: WebGLProgram
  readonly #buffers: Readonly<Record<Attribute, WebGLBuffer>>
  readonly #palette: WebGLTexture
  #fence: WebGLSync | null = null

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#program = linked(gl, VERTEX, FRAGMENT, ATTRIBUTES)
    const buffer = (): WebGLBuffer => gl.createBuffer()
    this.#buffers = { x: buffer(), y: buffer(), index: buffer(), chosen: buffer() }
    for (const [place, name] of ATTRIBUTES.entries()) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name])
      gl.enableVertexAttribArray(place)
      gl.vertexAttribPointer(place, 1, name === 'x' || name === 'y' ? gl.FLOAT : gl.UNSIGNED_BYTE, false, 0, 0)
    }
    this.#palette = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, this.#palette)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    gl.useProgram(this.#program)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.enable(gl.DEPTH_TEST)
    gl.depthFunc(gl.LEQUAL)
  }

  fill(attribute: Attribute, values: Float32Array | Uint8Array): void {
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, this.#buffers[attribute])
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, values, this.#gl.DYNAMIC_DRAW)
  }

  setPalette(palette: Uint8Array): void {
    const gl = this.#gl
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, palette.length / 4, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, palette)
  }

  begin({ offset, scale }: Placing, { size, opacity, others }: Look, width: number, height: number): void {
    const gl = this.#gl, at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(this.#program, name)
    gl.viewport(0, 0, width, height)
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
    gl.uniform4f(at('view'), ...offset, (2 * scale[0]) / width, (2 * scale[1]) / height)
    gl.uniform1f(at('size'), size)
    gl.uniform2f(at('opacity'), others, opacity)
    gl.uniform1i(at('isRound'), Number(size >= ROUND_FROM))
  }

  draw(from: number, count: number): void {
    const gl = this.#gl
    gl.drawArrays(gl.POINTS, from, count)
    gl.deleteSync(this.#fence)
    this.#fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    gl.flush()
  }

  get isIdle(): boolean {
    return this.#fence === null || this.#gl.getSyncParameter(this.#fence, this.#gl.SYNC_STATUS) === this.#gl.SIGNALED
  }

  close(): void {
    for (const name of ATTRIBUTES) this.#gl.deleteBuffer(this.#buffers[name])
    this.#gl.deleteTexture(this.#palette)
    this.#gl.deleteProgram(this.#program)
    this.#gl.deleteSync(this.#fence)
  }
}
