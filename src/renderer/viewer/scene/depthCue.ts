import type { vtkMapper } from '@kitware/vtk.js/Rendering/Core/Mapper.js'

/** Far parts lose up to this share of their light: parallel projection tells depth by nothing else. */
const DARKEST = 0.5

/** Depth cueing in the mapper's fragment shader. The clipping planes hug the object, so that depth runs from 0 to 1 through it. */
export function darkenFarParts(mapper: vtkMapper): void {
  Object.assign(mapper.getViewSpecificProperties(), { OpenGL: {
    ShaderReplacements: [{
      shaderType: 'Fragment',
      originalValue: '//VTK::Light::Impl',
      replaceFirst: false,
      replacementValue: `//VTK::Light::Impl\n  gl_FragData[0].rgb *= 1.0 - ${DARKEST.toFixed(2)} * smoothstep(0.2, 1.0, gl_FragCoord.z);`,
      replaceAll: false,
    }],
  } })
}
