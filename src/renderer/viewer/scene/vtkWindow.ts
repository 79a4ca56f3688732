import '@kitware/vtk.js/Rendering/OpenGL/Profiles/Geometry.js'
import '@kitware/vtk.js/Rendering/OpenGL/Profiles/Molecule.js'
import '@kitware/vtk.js/Rendering/OpenGL/Profiles/Volume.js'
import vtkLight from '@kitware/vtk.js/Rendering/Core/Light.js'
import type { vtkLight as Light } from '@kitware/vtk.js/Rendering/Core/Light.js'
import vtkRenderer from '@kitware/vtk.js/Rendering/Core/Renderer.js'
import type { vtkRenderer as Renderer } from '@kitware/vtk.js/Rendering/Core/Renderer.js'
import vtkRenderWindow from '@kitware/vtk.js/Rendering/Core/RenderWindow.js'
import vtkRenderWindowInteractor from '@kitware/vtk.js/Rendering/Core/RenderWindowInteractor.js'
import vtkOpenGLRenderWindow from '@kitware/vtk.js/Rendering/OpenGL/RenderWindow.js'
import { axesOf } from '../camera.ts'
import type { Vector, ViewCamera } from '../camera.ts'

/** Lamps by where they stand as the reader sees it (right, up, out of the screen): one over the left shoulder, a weaker one to soften shadows. */
const LAMPS: readonly { readonly place: Vector; readonly intensity: number }[] = [
  { place: [-0.5, 0.7, 1], intensity: 0.9 },
  { place: [0.8, -0.2, 0.8], intensity: 0.3 },
]

/** One view's window of vtk.js: a canvas in `container`, a renderer, lamps that go with the camera. It draws when told to. */
export class VtkWindow {
  readonly canvas: HTMLCanvasElement
  readonly renderer: Renderer
  readonly #window = vtkRenderWindow.newInstance()
  readonly #openGl: ReturnType<typeof vtkOpenGLRenderWindow.newInstance>
  readonly #interactor = vtkRenderWindowInteractor.newInstance()
  readonly #lamps: readonly Light[]

  constructor(container: HTMLElement, isSoftware: boolean) {
    this.canvas = document.createElement('canvas')
    // vtk.js takes the context that the canvas has. Smooth edges cost a processor more than they are worth.
    this.canvas.getContext('webgl2', { alpha: true, depth: true, antialias: !isSoftware, powerPreference: 'high-performance' })
    this.#openGl = vtkOpenGLRenderWindow.newInstance({ canvas: this.canvas, cursor: 'inherit' })
    this.#openGl.setContainer(container)
    this.#window.addView(this.#openGl)
    this.renderer = vtkRenderer.newInstance({ automaticLightCreation: false })
    // The page's own background shows through.
    this.renderer.setBackground([0, 0, 0, 0])
    this.#window.addRenderer(this.renderer)
    // The volume mapper asks its interactor whether the view moves; events are our own affair.
    this.#interactor.setView(this.#openGl)
    this.#lamps = LAMPS.map(({ intensity }) => vtkLight.newInstance({ intensity }))
    for (const lamp of this.#lamps) this.renderer.addLight(lamp)
    this.renderer.getActiveCamera().setParallelProjection(true)
  }

  resize(width: number, height: number): void {
    this.#openGl.setSize(width, height)
  }

  /** Points the view; what is to be seen lies within `radiusA` of the box's centre. */
  point(camera: ViewCamera, radiusA: number): void {
    const { right, up, out } = axesOf(camera)
    const place = (length: number): [number, number, number] => [0, 1, 2].map(i => camera.focalPoint[i] + length * out[i]) as [number, number, number]
    const distance = 4 * radiusA
    const view = this.renderer.getActiveCamera()
    view.setFocalPoint(...camera.focalPoint)
    view.setPosition(...place(distance))
    view.setViewUp(...up)
    view.setParallelScale(camera.scale)
    const off = Math.hypot(...camera.focalPoint)
    view.setClippingRange(Math.max(0.01 * radiusA, distance - radiusA - off), distance + radiusA + off)
    LAMPS.forEach(({ place: [x, y, z] }, i) => {
      this.#lamps[i].setPosition(...[0, 1, 2].map(axis => x * right[axis] + y * up[axis] + z * out[axis]) as [number, number, number])
    })
  }

  /** Draws now; the window's own render() would leave it to the interactor. */
  draw(): void {
    this.#openGl.traverseAllPasses()
  }

  close(): void {
    this.#interactor.delete()
    this.#window.removeRenderer(this.renderer)
    this.renderer.delete()
    this.#openGl.delete()
    this.#window.delete()
    // Contexts are few: this one goes now, not when memory is next tidied.
    this.canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
    this.canvas.remove()
  }
}
