/** What the page can draw 3D with. `isSoftware`: by the processor, without a graphics card, many times slower. */
export type GlSupport = { readonly isSoftware: boolean; readonly renderer: string }

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

export const isSoftwareRenderer = (renderer: string): boolean => SOFTWARE.test(renderer)

let found: GlSupport | null | undefined

/** Looks once; null where the page has no WebGL 2. */
export function glSupport(): GlSupport | null {
  if (found !== undefined) return found
  const gl = document.createElement('canvas').getContext('webgl2')
  if (!gl) return (found = null)
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  // A page may hold few contexts at a time: this one is given back.
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return (found = { isSoftware: isSoftwareRenderer(renderer), renderer })
}
