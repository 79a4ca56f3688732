import type { ViewCamera } from './camera.ts'
import { glSupport } from './glSupport.ts'
import type { Layer } from './layers.ts'
import { nextTask } from './nextTask.ts'
import { Scene } from './scene/scene.ts'

export type FilmSize = { readonly width: number; readonly height: number }

/** A view as the reader has it: its camera, null where it frames itself, and width by height. */
export type Seen = { readonly camera: ViewCamera | null; readonly aspect: number }

/** What lies within the shorter side of the view that was seen lies within that of the film. */
const framed = ({ camera, aspect }: Seen, { width, height }: FilmSize): ViewCamera | null =>
  camera && { ...camera, scale: (camera.scale * Math.min(1, aspect)) / Math.min(1, width / height) }

/** A view off the screen, of so many pixels, in which each picture is waited for: for films. */
export class FilmView {
  readonly #host = document.createElement('div')
  readonly #scene: Scene

  constructor(size: FilmSize, seen: Seen) {
    this.#host.className = 'film-view'
    document.body.append(this.#host)
    this.#scene = new Scene(this.#host, glSupport()?.isSoftware ?? true, { onState: () => undefined, onScale: () => undefined, onLost: () => undefined })
    this.#scene.hold()
    this.#scene.setQuality('high')
    this.#scene.resize(size.width, size.height, 1)
    this.#scene.setCamera(framed(seen, size))
  }

  /** Draws layers on a ground once everything of them is in place. Rejects with the signal's reason, or where a surface cannot be made. */
  async draw(layers: readonly Layer[], ground: string, signal: AbortSignal): Promise<{ readonly image: HTMLCanvasElement; readonly angstromPerPixel: number }> {
    this.#scene.setLayers(layers)
    while (!this.#scene.settle()) {
      signal.throwIfAborted()
      await nextTask()
    }
    const image = this.#scene.picture(1, ground)
    return { image, angstromPerPixel: (2 * this.#scene.camera().scale) / image.height }
  }

  close(): void {
    this.#scene.close()
    this.#host.remove()
  }
}
