import { cameraFor, isSameCamera, turn } from '../camera.ts'
import type { ViewCamera } from '../camera.ts'
import { drawingFor } from '../drawing.ts'
import type { Drawing, Quality } from '../drawing.ts'
import type { Layer, ViewState, VoxelGraph } from '../layers.ts'
import { FrameClock } from './frameClock.ts'
import { GraphProps } from './graphProps.ts'
import { SceneLayer } from './sceneLayer.ts'
import { VtkWindow } from './vtkWindow.ts'

export type SceneEvents = {
  readonly onState: (state: ViewState) => void
  /** The height that the view shows has changed: half of it in Å. */
  readonly onScale: (scale: number) => void
  /** The graphics card has taken the view's memory back; the scene is of no more use. */
  readonly onLost: () => void
}

/** A turn takes so long, s. */
const TURN_S = 12
/** A view that was not moved for so long, ms, is drawn with full care. */
const STILL_AFTER = 250
/** Views are framed in steps of this share of the box, so that maps of one size are shown at one size. */
const FRAME_STEP = 0.05

/** What one view shows, drawn into a canvas of its own. Everything that takes time happens in the layers' workers or in the graphics card. */
export class Scene {
  readonly #window: VtkWindow
  readonly #events: SceneEvents
  readonly #isSoftware: boolean
  readonly #clock = new FrameClock(() => this.#draw())
  readonly #layers = new Map<string, SceneLayer>()
  readonly #lost = (): void => this.#events.onLost()
  #graph: { readonly data: VoxelGraph; readonly props: GraphProps } | null = null
  #camera: ViewCamera | null = null
  #home: ViewCamera | null = null
  #isTurning = false
  #isHeld = false
  /** When the camera was last set, ms: the view turns from there, linked views in step. */
  #setAt = 0
  #quality: Quality = 'auto'
  #size = { width: 1, height: 1, devicePixelRatio: 1 }
  /** Side of the largest box, Å. */
  #boxA = 1
  #scale = 0
  #state: ViewState = { isBusy: true, triangles: 0, binning: 1, empty: 0, failure: null }

  constructor(container: HTMLElement, isSoftware: boolean, events: SceneEvents) {
    this.#window = new VtkWindow(container, isSoftware)
    this.#isSoftware = isSoftware
    this.#events = events
    this.#window.canvas.addEventListener('webglcontextlost', this.#lost)
  }

  /** The camera as it is now, on the way round too. */
  camera(): ViewCamera {
    const camera = this.#camera ?? this.#home ?? cameraFor(0.35 * this.#boxA, 1)
    return this.#isTurning ? turn(camera, ((performance.now() - this.#setAt) / (1000 * TURN_S)) * 2 * Math.PI, 0) : camera
  }

  /** The camera that frames what is there now. */
  frameAll(): ViewCamera {
    const { width, height } = this.#size
    const reaches = [...this.#layers.values()].map(({ state }) => state.reachA ?? 0.35 * this.#boxA)
    const step = FRAME_STEP * this.#boxA
    return cameraFor(step * Math.ceil(Math.max(...reaches, step) / step), width / height)
  }

  /** null: the view frames itself once its layers are there. */
  setCamera(camera: ViewCamera | null): void {
    if (camera === this.#camera || (camera && this.#camera && isSameCamera(camera, this.#camera))) return
    this.#camera = camera
    this.#setAt = performance.now()
    this.#clock.ask()
    this.#clock.askIn(STILL_AFTER)
  }

  setTurning(isTurning: boolean): void {
    if (!isTurning) this.#camera = this.#isTurning ? this.camera() : this.#camera
    this.#isTurning = isTurning
    this.#setAt = performance.now()
    this.#clock.ask()
  }

  setQuality(quality: Quality): void {
    this.#quality = quality
    this.#clock.ask()
  }

  /** Width and height in CSS pixels. */
  resize(width: number, height: number, devicePixelRatio: number): void {
    this.#size = { width: Math.max(1, width), height: Math.max(1, height), devicePixelRatio }
    this.#clock.ask()
  }

  setLayers(layers: readonly Layer[]): void {
    const boxes = layers.map(({ box, pixelSizeA }) => box * pixelSizeA)
    this.#boxA = Math.max(1, ...boxes)
    for (const [id, layer] of this.#layers) {
      if (layers.some(wanted => wanted.id === id)) continue
      layer.close()
      this.#layers.delete(id)
    }
    for (const layer of layers) {
      const known = this.#layers.get(layer.id)
      if (known) known.update(layer)
      else this.#layers.set(layer.id, new SceneLayer(this.#window, layer, () => this.#clock.ask()))
    }
    this.#clock.ask()
  }

  setGraph(graph: VoxelGraph | null): void {
    if (graph === (this.#graph?.data ?? null)) return
    this.#graph?.props.remove()
    this.#graph = graph && { data: graph, props: new GraphProps(this.#window.renderer, graph) }
    this.#clock.ask()
  }

  /** From now on nothing is drawn but the pictures that are asked for. */
  hold(): void {
    this.#isHeld = true
    this.#clock.close()
  }

  /** Puts everything in place that has arrived; whether nothing is on its way any more. Throws where a layer could not be made. */
  settle(): boolean {
    const drawing = this.#drawing(false), layers = [...this.#layers.values()]
    for (let isArriving = true; isArriving;) isArriving = layers.map(layer => layer.advance(drawing)).includes(true)
    const failure = layers.find(({ state }) => state.failure !== null)?.state.failure
    if (failure) throw new Error(failure)
    this.#frameFirst()
    return layers.every(({ state }) => !state.isBusy)
  }

  /** The view at `scale` canvas pixels per CSS pixel; on nothing, or on a colour. */
  picture(scale: number, background: string | null): HTMLCanvasElement {
    const { width, height } = this.#size
    const out = document.createElement('canvas')
    out.width = Math.round(width * scale)
    out.height = Math.round(height * scale)
    const paper = out.getContext('2d')!
    if (background) {
      paper.fillStyle = background
      paper.fillRect(0, 0, out.width, out.height)
    }
    this.#show({ ...this.#drawing(false), pixelRatio: scale })
    // Read in the same task: afterwards the browser may have cleared the canvas.
    paper.drawImage(this.#window.canvas, 0, 0)
    if (!this.#isHeld) this.#draw()
    return out
  }

  close(): void {
    this.#clock.close()
    this.#window.canvas.removeEventListener('webglcontextlost', this.#lost)
    for (const layer of this.#layers.values()) layer.close()
    this.#graph?.props.remove()
    this.#window.close()
  }

  /** One frame; true while another one is wanted. */
  #draw(): boolean {
    const isMoving = this.#isTurning || performance.now() - this.#setAt < STILL_AFTER
    const drawing = this.#drawing(isMoving)
    const isArriving = [...this.#layers.values()].map(layer => layer.advance(drawing)).includes(true)
    this.#frameFirst()
    this.#show(drawing)
    this.#tell(isArriving)
    return isArriving || this.#isTurning
  }

  /** Frames the first of what is there, once, for as long as nobody moves the view. */
  #frameFirst(): void {
    if (!this.#home && this.#layers.size > 0 && [...this.#layers.values()].every(({ state }) => state.reachA !== null)) this.#home = this.frameAll()
  }

  /** How far what is drawn reaches from the box's centre, Å. The clipping planes hug it: depth between them is shown by shade. */
  #farthest(): number {
    const graph = this.#graph?.props.farthestA ?? 0
    return Math.max(1, graph, ...[...this.#layers.values()].map(({ state }) => state.farthestA))
  }

  #drawing(isMoving: boolean): Drawing {
    const { width, height, devicePixelRatio } = this.#size
    const volumeBox = Math.max(0, ...[...this.#layers.values()].map(layer => layer.volumeBox))
    return drawingFor({ quality: this.#quality, isSoftware: this.#isSoftware, isMoving, volumeBox, pixels: width * height, devicePixelRatio })
  }

  #show({ pixelRatio }: Drawing): void {
    const { width, height } = this.#size
    const camera = this.camera()
    this.#window.resize(Math.round(width * pixelRatio), Math.round(height * pixelRatio))
    this.#window.point(camera, this.#farthest())
    this.#window.draw()
    if (camera.scale !== this.#scale) this.#events.onScale((this.#scale = camera.scale))
  }

  #tell(isArriving: boolean): void {
    const states = [...this.#layers.values()].map(({ state }) => state)
    const state: ViewState = {
      isBusy: isArriving || states.some(({ isBusy }) => isBusy),
      triangles: states.reduce((sum, { triangles }) => sum + triangles, 0),
      binning: Math.max(1, ...states.map(({ binning }) => binning)),
      empty: states.filter(({ isEmpty }) => isEmpty).length,
      failure: states.find(({ failure }) => failure !== null)?.failure ?? null,
    }
    const isSame = (Object.keys(state) as (keyof ViewState)[]).every(key => state[key] === this.#state[key])
    if (!isSame) this.#events.onState((this.#state = state))
  }
}
