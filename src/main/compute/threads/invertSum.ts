import { sliceSum } from '../../numerics/backprojection.ts'
import { reconstructVolume } from '../../numerics/reconstruction.ts'

export type InvertSumInput = {
  /** What `reconstructHalf` summed, all parts together. */
  readonly sum: SharedArrayBuffer
  readonly box: number
  readonly padding: number
  /** [box³] floats in shared memory: the half-map, unfiltered. */
  readonly map: SharedArrayBuffer
}

/** Turns a slice sum into a half-map. */
export function invertSum({ sum, box, padding, map }: InvertSumInput): void {
  reconstructVolume(sliceSum(box, padding, new Float32Array(sum)), new Float32Array(map))
}
