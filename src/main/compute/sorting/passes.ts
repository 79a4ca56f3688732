import { sharedDoubles, sharedFloats, SLOTS } from './particles.ts'
import { gridFor, type Workspace } from './workspace.ts'

/** Slots dealt to tasks, two a thread: what a slot sums does not depend on the task that it is part of. */
export function shares(w: Workspace, slots: readonly number[] = ALL_SLOTS): { readonly slots: readonly number[] }[] {
  const tasks = Math.min(slots.length, 2 * w.pool.size)
  return Array.from({ length: tasks }, (_, task) => ({ slots: slots.filter((_, i) => i % tasks === task) }))
}

const ALL_SLOTS = Array.from({ length: SLOTS }, (_, slot) => slot)

/** A complex Fourier volume as the single channel, padded to four floats, that slices are read from. */
export function asChannel(fourier: Float64Array): SharedArrayBuffer {
  const out = sharedFloats(2 * fourier.length), to = new Float32Array(out)
  for (let v = 0; v < fourier.length / 2; v++) {
    to[4 * v] = fourier[2 * v]
    to[4 * v + 1] = fourier[2 * v + 1]
  }
  return out
}

/**
 * ⟨C P V, F⟩ and |C P V|² of every particle on the map of the slots that are not its own half, band by band:
 * [bands][count] each.
 */
export async function productsWithHalves(w: Workspace, halves: readonly [Float64Array, Float64Array], bands: readonly number[]): Promise<{ linear: Float64Array[]; energy: Float64Array[] }> {
  const { store, state } = w.set
  const volumes = [asChannel(halves[1]), asChannel(halves[0])] as const, products = sharedDoubles(2 * store.count * bands.length)
  await w.pool.map('slopes', shares(w).map(share => ({ store, state, grid: gridFor(w.limit), ...share, volumes, bands, products })))
  const out = new Float64Array(products)
  const pick = (part: number) => bands.map((_, b) => Float64Array.from({ length: store.count }, (_, p) => out[2 * (p * bands.length + b) + part]))
  return { linear: pick(0), energy: pick(1) }
}

/** What the consensus leaves of every particle, by shell, f32 [count × (limit + 1)]. */
export async function residualsOfConsensus(w: Workspace): Promise<SharedArrayBuffer> {
  const { store, state } = w.set
  const shellPower = sharedFloats(store.count * (store.coefficients.limit + 1))
  const volume = asChannel(w.consensus)
  await w.pool.map('residualPower', shares(w).map(share => ({ store, state, grid: gridFor(w.limit), ...share, volume, shellPower })))
  return shellPower
}
