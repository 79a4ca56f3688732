import type { Points, View } from './points.ts'

const VERTEX = `#version 300 es
precision highp float;
in float x, y, index, chosen;
uniform vec4 view; // middle (x, y), 2 / extent (x, y)
uniform float size;
uniform vec2 opacity; // of what is not chosen, of what is
uniform sampler2D palette;
out vec4 colour;
void main() {
  // What is chosen lies nearer, so that it is drawn over the rest in whatever order.
  gl_Position = vec4((vec2(x, y) - view.xy) * view.zw, -0.5 * chosen, 1.0);
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

const ATTRIBUTES = ['x', 'y', 'index', 'chosen'] as const
type Attribute = (typeof ATTRIBUTES)[number]

/** Points smaller than this (device px) are squares: nobody sees the corners, and the processor that draws without a graphics card is spared. */
const ROUND_FROM = 4
/** Where points without a place are put: outside whatever view. */
const NOWHERE = 1e30

function compiled(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader {
  const shader = gl.createShader(kind)
  if (!shader) throw new Error('the graphics card takes no more programs')
  gl.shaderSource(shader, source)
  gl.compileShader(shader)
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(`the graphics card cannot draw points: ${gl.getShaderInfoLog(shader)}`)
  return shader
}

function linked(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()
  gl.attachShader(program, compiled(gl, gl.VERTEX_SHADER, VERTEX))
  gl.attachShader(program, compiled(gl, gl.FRAGMENT_SHADER, FRAGMENT))
  for (const [place, name] of ATTRIBUTES.entries()) gl.bindAttribLocation(program, place, name)
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`the graphics card cannot draw points: ${gl.getProgramInfoLog(program)}`)
  return program
}

/** Size in CSS px, opacity of points that are chosen or of all, and of the others where some are chosen. */
export type Look = { readonly size: number; readonly opacity: number; readonly others: number }

/**
 * Points on a canvas by WebGL 2: positions, colour numbers and choice lie in buffers of the graphics card, so that a change of one of them sends
 * one byte per point. Throws where the page has no WebGL 2. After the card was lost another one is made.
 */
export class GlScatter {
  readonly #gl: WebGL2RenderingContext
  readonly #program: WebGLProgram
  readonly #buffers: Readonly<Record<Attribute, WebGLBuffer>>
  readonly #palette: WebGLTexture
  #count = 0

  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', { antialias: false, depth: true, premultipliedAlpha: true })
    if (!gl || gl.isContextLost()) throw new Error('this browser draws no WebGL 2, which the scatter needs; turn hardware acceleration on, or use another browser')
    this.#gl = gl
    this.#program = linked(gl)
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
    const gl = this.#gl
    gl.bindTexture(gl.TEXTURE_2D, this.#palette)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, palette.length / 4, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, palette)
  }

  /** Draws on a canvas of `width` × `height` CSS px with so many device px each. */
  draw({ x, y }: View, { size, opacity, others }: Look, width: number, height: number, ratio: number): void {
    const gl = this.#gl, canvas = gl.canvas
    const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))]
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high })
    gl.viewport(0, 0, wide, high)
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
    const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(this.#program, name)
    gl.uniform4f(at('view'), (x[0] + x[1]) / 2, (y[0] + y[1]) / 2, 2 / (x[1] - x[0]), 2 / (y[1] - y[0]))
    gl.uniform1f(at('size'), size * ratio)
    gl.uniform2f(at('opacity'), others, opacity)
    gl.uniform1i(at('isRound'), Number(size * ratio >= ROUND_FROM))
    gl.drawArrays(gl.POINTS, 0, this.#count)
  }

  close(): void {
    for (const name of ATTRIBUTES) this.#gl.deleteBuffer(this.#buffers[name])
    this.#gl.deleteTexture(this.#palette)
    this.#gl.deleteProgram(this.#program)
  }

  #fill(name: Attribute, values: Float32Array | Uint8Array): void {
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, this.#buffers[name])
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, values, this.#gl.DYNAMIC_DRAW)
  }
}
