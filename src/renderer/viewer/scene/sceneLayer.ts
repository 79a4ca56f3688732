import type { Drawing } from '../drawing.ts'
import type { Layer } from '../layers.ts'
import type { LayerResult, Order } from '../surface/layerProtocol.ts'
import { LayerWorker } from '../surface/layerWorker.ts'
import { SurfaceProps } from './surfaceProps.ts'
import { VolumeProps } from './volumeProps.ts'
import type { VtkWindow } from './vtkWindow.ts'

/** What a layer has come to. */
export type LayerState = {
  readonly isBusy: boolean
  readonly triangles: number
  readonly binning: number
  /** Nothing is denser than the level. */
  readonly isEmpty: boolean
  /** How far its density reaches from the box's centre, Å; null before the first picture. */
  readonly reachA: number | null
  /** How far the outermost of what is drawn lies from the centre, Å. */
  readonly farthestA: number
  readonly failure: string | null
}

/** One layer of a scene: its worker, and what vtk draws of it. */
export class SceneLayer {
  state: LayerState = { isBusy: true, triangles: 0, binning: 1, isEmpty: false, reachA: null, farthestA: 0, failure: null }
  readonly #window: VtkWindow
  readonly #changed: () => void
  readonly #worker: LayerWorker
  readonly #surface: SurfaceProps
  #volume: VolumeProps | null = null
  #layer: Layer
  #ordered: Order | null = null

  /** `changed` is called when there is something new to draw or to say. */
  constructor(window: VtkWindow, layer: Layer, changed: () => void) {
    this.#window = window
    this.#changed = changed
    this.#layer = layer
    this.#surface = new SurfaceProps(window.renderer)
    this.#worker = new LayerWorker({ onResult: (result, isNewest) => this.#take(result, isNewest), onFailure: failure => this.#set({ isBusy: false, failure }) })
    void this.#worker.send('density', layer)
    if (layer.colourBy) void this.#worker.send('colour', layer.colourBy)
    this.#order()
    this.#paint()
  }

  /** Box of what is drawn as a volume; 0 for a surface. */
  get volumeBox(): number {
    return this.#volume ? this.#layer.box : 0
  }

  update(layer: Layer): void {
    const before = this.#layer
    if (layer === before) return
    this.#layer = layer
    const isNewMap = layer.voxels !== before.voxels
    const isNewColour = layer.colourBy?.voxels !== before.colourBy?.voxels
    if (isNewMap) void this.#worker.send('density', layer)
    if (isNewColour && layer.colourBy) void this.#worker.send('colour', layer.colourBy)
    if (isNewMap || isNewColour) this.#ordered = null
    this.#order()
    this.#paint()
    this.#changed()
  }

  /** Called before each frame; true while the surface needs more frames to arrive. */
  advance(drawing: Drawing): boolean {
    this.#volume?.setDrawing(drawing)
    return this.#surface.advance()
  }

  close(): void {
    this.#worker.close()
    this.#surface.remove()
    this.#volume?.remove()
  }

  /** Orders what the layer's properties ask for, unless it is ordered already. */
  #order(): void {
    const { mode, level, colourBy } = this.#layer
    const order: Order = mode === 'volume' ? { kind: 'bytes', level } : { kind: 'surface', level, colour: colourBy ? { range: colourBy.range, scale: colourBy.scale } : null }
    if (isSameOrder(order, this.#ordered)) return
    this.#ordered = order
    this.state = { ...this.state, isBusy: true, failure: null }
    this.#worker.order(order)
  }

  #take(result: LayerResult, isNewest: boolean): void {
    // The mode may have been changed since.
    if (result.kind !== this.#ordered?.kind) return
    this.#volume?.remove()
    this.#volume = null
    if (result.kind === 'bytes') this.#volume = new VolumeProps(this.#window.renderer, result, this.#layer.box, this.#layer.pixelSizeA)
    this.#surface.show(result.kind === 'surface' ? result.pieces : [])
    this.#paint()
    const size = result.kind === 'surface' ? { triangles: result.triangles, binning: result.binning, isEmpty: result.triangles === 0 } : { triangles: 0, binning: 1, isEmpty: false }
    this.#set({ ...size, reachA: result.reachA, farthestA: result.farthestA, isBusy: !isNewest })
  }

  #paint(): void {
    this.#surface.paint(this.#layer.colour, this.#layer.opacity)
    this.#volume?.paint(this.#layer)
  }

  #set(state: Partial<LayerState>): void {
    this.state = { ...this.state, ...state }
    this.#changed()
  }
}

/** Bytes are the same at every level: it goes into the transfer function only. */
function isSameOrder(a: Order, b: Order | null): boolean {
  if (!b || a.kind !== b.kind) return false
  if (a.kind === 'bytes' || b.kind === 'bytes') return true
  return a.level === b.level && a.colour?.scale === b.colour?.scale && a.colour?.range[0] === b.colour?.range[0] && a.colour?.range[1] === b.colour?.range[1]
}
