function compiled(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader {
  const shader = gl.createShader(kind)
  if (!shader) throw new Error('the graphics card takes no more programs')
  gl.shaderSource(shader, source)
  gl.compileShader(shader)
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(`the graphics card cannot draw points: ${gl.getShaderInfoLog(shader)}`)
  return shader
}

/** A program of the graphics card whose vertices have these attributes, in places 0, 1 … */
export function linked(gl: WebGL2RenderingContext, vertex: string, fragment: string, attributes: readonly string[]): WebGLProgram {
  const program = gl.createProgram()
  gl.attachShader(program, compiled(gl, gl.VERTEX_SHADER, vertex))
  gl.attachShader(program, compiled(gl, gl.FRAGMENT_SHADER, fragment))
  for (const [place, name] of attributes.entries()) gl.bindAttribLocation(program, place, name)
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`the graphics card cannot draw points: ${gl.getProgramInfoLog(program)}`)
  return program
}
