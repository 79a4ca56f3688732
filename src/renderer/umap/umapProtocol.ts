/** [points × components] values to lay out. */
export type ToUmapWorker = { readonly values: Float32Array; readonly components: number; readonly seed: number }

export type FromUmapWorker =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** [points × 2] */
  | { readonly kind: 'layout'; readonly places: Float32Array }
  | { readonly kind: 'failure'; readonly message: string }
