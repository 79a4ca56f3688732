import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { FOLDS, foldOfSlot } from '../sorting/particles.ts'
import type { Ball } from './ball.ts'

/**
 * What every step of sorting maps shares. Model of a map: F = C (V0 + Δ_k) + noise; F divided by the noise's amplitude (of the particle, by
 * shell), C the particle's contrast over that amplitude and 0 where the map holds nothing.
 */
export type VolumeWorkspace = {
  readonly ctx: StageContext
  readonly count: number
  readonly ball: Ball
  /** Å along the box; Fourier pixel r stands for boxSize / r Å. */
  readonly boxSize: number
  /** [count] slot of each row, see sorting/particles.ts. */
  readonly slot: Uint8Array
  /** [count] 0: junk, takes no part. */
  readonly active: Uint8Array
  /** f32 [count × 2·ball.count] interleaved, C (F − C V0): what the consensus leaves, all that scoring and maps need. */
  readonly residual: Float32Array
  /** f32 [count × (limit + 1)] C² by shell, where the map holds something. */
  readonly precision: Float32Array
  /** [count × ball.count] 0 where a map holds nothing; null where all maps hold everything. */
  readonly observed: Uint8Array | null
  /** V0, interleaved. */
  readonly consensus: Float64Array
  /** [limit + 1] its mean power by shell. */
  readonly power: Float64Array
  /** Soft mask [MASK_SIZE³] that holds everything that may move. */
  readonly mask: Float32Array
  /** Density of the input maps for a density of 1 in here, where maps are sums of coefficients. */
  readonly density: number
}

/** Sums are kept by fold and, within it, by half: maps without a fold are made from the others, halves are those of the local Wiener filter. */
export const CELLS = 2 * FOLDS
export const cellOf = ({ slot }: VolumeWorkspace, row: number): number => 2 * foldOfSlot(slot[row]) + (slot[row] & 1)
export const foldOf = ({ slot }: VolumeWorkspace, row: number): number => foldOfSlot(slot[row])

export const activeRows = ({ active }: VolumeWorkspace): number[] => [...active.keys()].filter(row => active[row] === 1)

/** How long rows are worked through before messages are answered. */
const SLICE_MS = 200

/** Visits rows in order, and lets a cancel through now and then. */
export async function forRows({ ctx }: VolumeWorkspace, rows: readonly number[], visit: (row: number) => void): Promise<void> {
  let until = performance.now() + SLICE_MS
  for (const row of rows) {
    visit(row)
    if (performance.now() < until) continue
    await nextTurn()
    ctx.signal.throwIfAborted()
    until = performance.now() + SLICE_MS
  }
}
