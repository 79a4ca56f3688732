import { useCallback, useEffect, useRef, useState } from 'react'
import { MOST_POINTS, sampleOf } from './sample.ts'
import type { FromUmapWorker, ToUmapWorker } from './umapProtocol.ts'

/** Coordinates as [components × particles], each component contiguous; NaN where a particle has none. */
export type Coordinates = { readonly values: Float32Array; readonly components: number; readonly particles: number }

export type UmapState =
  | { readonly state: 'none' }
  /** `total` is 0 while neighbours are looked for. */
  | { readonly state: 'running'; readonly points: number; readonly done: number; readonly total: number }
  /** x and y by row of the input; NaN where a particle was not laid out. */
  | { readonly state: 'done'; readonly points: number; readonly x: Float32Array; readonly y: Float32Array }
  | { readonly state: 'failed'; readonly message: string }

const NONE: UmapState = { state: 'none' }
/** The layout is the same whenever it is made. */
const SEED = 1

const rowsWith = ({ values, particles }: Coordinates): Uint32Array => Uint32Array.from({ length: particles }, (_, row) => row).filter(row => !Number.isNaN(values[row]))

function placed(rows: Uint32Array, places: Float32Array, particles: number): { x: Float32Array; y: Float32Array } {
  const x = new Float32Array(particles).fill(NaN), y = new Float32Array(particles).fill(NaN)
  for (const [i, row] of rows.entries()) {
    x[row] = places[2 * i]
    y[row] = places[2 * i + 1]
  }
  return { x, y }
}

/** UMAP of some coordinates in a worker of its own, of a sample of them where there are many. Other coordinates end it and begin with none. */
export function useUmap(coordinates: Coordinates | null): { readonly umap: UmapState; readonly start: () => void; readonly stop: () => void } {
  const [umap, setUmap] = useState<UmapState>(NONE)
  const worker = useRef<Worker | null>(null)
  const stop = useCallback(() => {
    worker.current?.terminate()
    worker.current = null
    setUmap(NONE)
  }, [])
  useEffect(() => stop, [stop, coordinates])
  const start = useCallback(() => {
    if (!coordinates) return
    const { values, components, particles } = coordinates
    const rows = sampleOf(rowsWith(coordinates), MOST_POINTS, SEED)
    const chosen = new Float32Array(rows.length * components)
    for (const [i, row] of rows.entries()) for (let component = 0; component < components; component++) chosen[i * components + component] = values[component * particles + row]
    const made = new Worker(new URL('./umap.worker.ts', import.meta.url), { type: 'module' })
    const finish = (state: UmapState): void => {
      made.terminate()
      setUmap(state)
    }
    made.addEventListener('message', ({ data }: MessageEvent<FromUmapWorker>) => {
      if (data.kind === 'progress') setUmap({ state: 'running', points: rows.length, done: data.done, total: data.total })
      else finish(data.kind === 'failure' ? { state: 'failed', message: data.message } : { state: 'done', points: rows.length, ...placed(rows, data.places, particles) })
    })
    made.addEventListener('error', event => finish({ state: 'failed', message: event.message || 'the worker for UMAP could not be started' }))
    worker.current?.terminate()
    worker.current = made
    setUmap({ state: 'running', points: rows.length, done: 0, total: 0 })
    made.postMessage({ values: chosen, components, seed: SEED } satisfies ToUmapWorker, [chosen.buffer])
  }, [coordinates])
  return { umap, start, stop }
}
