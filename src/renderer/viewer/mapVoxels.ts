import { reasonOf } from '../api/reasonOf.ts'
import { Lru } from '../ui/lru.ts'
import type { ValueMap } from './surface/sampleMap.ts'

/** Bytes of maps kept for the next time they are looked at: eight of box 256. */
const KEPT_BYTES = 512 * 2 ** 20

type Load = { readonly promise: Promise<ValueMap>; readonly abort: AbortController; readers: number }

/** Maps that were fetched, by address. A map wanted twice is fetched once; one that nobody waits for any more is not fetched to its end. */
export class MapStore {
  readonly #kept: Lru<string, ValueMap>
  readonly #loads = new Map<string, Load>()

  constructor(keptBytes = KEPT_BYTES) {
    this.#kept = new Lru(keptBytes)
  }

  /** Fetches a map. Rejects with the host's words, or with the signal's reason. */
  async load(address: string, signal: AbortSignal): Promise<ValueMap> {
    const kept = this.#kept.get(address)
    if (kept) return kept
    const load = this.#loads.get(address) ?? this.#begin(address)
    load.readers++
    const leave = (): void => {
      if (--load.readers > 0) return
      load.abort.abort(signal.reason)
      this.#loads.delete(address)
    }
    signal.addEventListener('abort', leave, { once: true })
    try {
      const map = await load.promise
      signal.throwIfAborted()
      return map
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  #begin(address: string): Load {
    const abort = new AbortController()
    const promise = fetchMap(address, abort.signal)
    const load: Load = { promise, abort, readers: 0 }
    this.#loads.set(address, load)
    const ended = (): void => {
      if (this.#loads.get(address) === load) this.#loads.delete(address)
    }
    promise.then(map => this.#kept.set(address, map, map.voxels.byteLength), () => undefined).finally(ended)
    return load
  }
}

/** The maps of this page. */
export const mapStore = new MapStore()

/** Voxels from `mapAddress`, taken as they arrive: one large copy at the end would hold the page up. */
async function fetchMap(address: string, signal: AbortSignal): Promise<ValueMap> {
  const response = await fetch(address, { signal })
  if (!response.ok || !response.body) throw new Error(await reasonOf(response))
  const box = Number(response.headers.get('x-box'))
  const pixelSizeA = Number(response.headers.get('x-pixel-size'))
  if (!(box > 0 && pixelSizeA > 0)) throw new Error('the map came without its box or pixel size: open the project again')
  const bytes = new Uint8Array(4 * box ** 3)
  const reader = response.body.getReader()
  let filled = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (filled + part.value.length > bytes.length) throw new Error(`the map is larger than its box of ${box} voxels: open the project again`)
    bytes.set(part.value, filled)
    filled += part.value.length
  }
  if (filled < bytes.length) throw new Error('the map ended early: try again')
  return { voxels: new Float32Array(bytes.buffer), box, pixelSizeA }
}
