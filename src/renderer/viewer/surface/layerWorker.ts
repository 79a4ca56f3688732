import { nextTask } from '../nextTask.ts'
import type { FromLayerWorker, LayerResult, MapRole, Order, ToLayerWorker } from './layerProtocol.ts'
import type { ValueMap } from './sampleMap.ts'

/** Voxels copied in one go: 4 MB take a few milliseconds. */
const PART = 1 << 20

export type LayerWorkerEvents = {
  /** `isNewest`: nothing newer is ordered. */
  readonly onResult: (result: LayerResult, isNewest: boolean) => void
  readonly onFailure: (message: string) => void
}

/**
 * One layer's worker seen from the page. Of the orders given while it is at work only the newest is carried out, so that a dragged
 * slider is followed as fast as surfaces can be made.
 */
export class LayerWorker {
  readonly #worker = new Worker(new URL('./isosurface.worker.ts', import.meta.url), { type: 'module' })
  readonly #events: LayerWorkerEvents
  /** The map on its way for each role; orders wait for it. */
  readonly #sending = new Map<MapRole, ValueMap>()
  #isBusy = false
  #waiting: Order | null = null
  /** Results from before the density was last replaced are dropped. */
  #turn = 0
  #isClosed = false

  constructor(events: LayerWorkerEvents) {
    this.#events = events
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromLayerWorker>) => this.#answered(data))
    this.#worker.addEventListener('error', event => events.onFailure(event.message || 'the worker that makes surfaces could not be started'))
  }

  /** Copies a map over, a part at a time; a newer map of the same role takes its place. */
  async send(role: MapRole, map: ValueMap): Promise<void> {
    if (role === 'density') this.#turn++
    this.#sending.set(role, map)
    this.#post({ kind: 'map', role, box: map.box, pixelSizeA: map.pixelSizeA })
    for (let at = 0; at < map.voxels.length; at += PART) {
      const voxels = map.voxels.slice(at, at + PART)
      this.#post({ kind: 'part', role, at, voxels }, [voxels.buffer])
      await nextTask()
      if (this.#isClosed || this.#sending.get(role) !== map) return
    }
    this.#sending.delete(role)
    this.#next()
  }

  /** Asks for a surface or bytes; an order still waiting is forgotten. */
  order(order: Order): void {
    this.#waiting = order
    this.#next()
  }

  close(): void {
    this.#isClosed = true
    this.#worker.terminate()
  }

  #next(): void {
    if (this.#isBusy || this.#sending.size > 0 || !this.#waiting) return
    this.#isBusy = true
    this.#post({ kind: 'order', turn: this.#turn, order: this.#waiting })
    this.#waiting = null
  }

  #answered(answer: FromLayerWorker): void {
    if (this.#isClosed) return
    this.#isBusy = false
    if (answer.turn === this.#turn) {
      if ('failure' in answer) this.#events.onFailure(answer.failure)
      else this.#events.onResult(answer.result, !this.#waiting)
    }
    this.#next()
  }

  #post(message: ToLayerWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer)
  }
}
