import type { TensorInfo } from '@tensorflow/tfjs'
import { allocate, count, floats, free, multiplier, offsetOf, type Kernel, type WasmHeap } from './wasmKernelsHeap.ts'
import { addPatches, crop, gatherPatchColumns, gatherPatches, pad, paddedShape, patchCorners, type Geometry } from './wasmKernelsPatches.ts'

/** Lengths and padding of a convolution; fails where shapes do not go together. */
export type Describe = (inputShape: readonly number[], filterShape: readonly number[], attributes: Strides) => Geometry
export type Strides = { readonly strides: number | readonly number[]; readonly pad: string | number; readonly dilations?: number | readonly number[] }

/** Floats in the patches of one piece of work: they stay in the cache between being gathered and being multiplied. */
const PIECE = 1 << 18

/**
 * 3D convolution as products of matrices: patches P[position, (tap z, y, x, channel)] of the padded input, one row a position of the output,
 * times the kernel read as K[(tap, channel), output channel]. The output is P·K, the kernel's gradient Pᵀ·dy, and the input's gradient is dy·Kᵀ
 * added back to where the patches were taken. tfjs-backend-wasm 4.22 computes the last wrongly always and the one before at every stride but 1.
 */
export const conv3d = (describe: Describe, stock: Kernel<'x' | 'filter', Strides>): typeof stock => (heap, { x, filter }, attributes) => {
  const geometry = describe(x.shape, filter.shape, attributes)
  if (geometry.dilationDepth * geometry.dilationHeight * geometry.dilationWidth !== 1) return stock(heap, { x, filter }, attributes)
  const out = allocate(heap, geometry.outShape), padded = allocate(heap, paddedShape(geometry))
  pad(geometry, floats(heap, x), floats(heap, padded))
  const multiply = multiplier(heap)
  forEachPiece(heap, geometry, ({ patches, corners, rows, width, outOffset }) => {
    gatherPatches(geometry, corners, floats(heap, padded), floats(heap, patches))
    multiply(offsetOf(heap, patches), offsetOf(heap, filter), offsetOf(heap, out) + outOffset, rows, width, geometry.outChannels)
  })
  free(heap, padded)
  return out
}

export const conv3dBackpropInput = (describe: Describe): Kernel<'dy' | 'filter', Strides & { readonly inputShape: readonly number[] }> => (heap, { dy, filter }, attributes) => {
  const geometry = describe(attributes.inputShape, filter.shape, attributes), channels = geometry.outChannels
  const dx = allocate(heap, geometry.inShape), padded = allocate(heap, paddedShape(geometry)), turned = allocate(heap, filter.shape)
  floats(heap, padded).fill(0)
  transpose(floats(heap, filter), count(filter.shape) / channels, channels, floats(heap, turned))
  const multiply = multiplier(heap)
  forEachPiece(heap, geometry, ({ patches, corners, rows, width, outOffset }) => {
    multiply(offsetOf(heap, dy) + outOffset, offsetOf(heap, turned), offsetOf(heap, patches), rows, channels, width)
    addPatches(geometry, corners, floats(heap, padded), floats(heap, patches))
  })
  crop(geometry, floats(heap, padded), floats(heap, dx))
  free(heap, padded, turned)
  return dx
}

export const conv3dBackpropFilter = (describe: Describe): Kernel<'x' | 'dy', Strides & { readonly filterShape: readonly number[] }> => (heap, { x, dy }, attributes) => {
  const geometry = describe(x.shape, attributes.filterShape, attributes), channels = geometry.outChannels
  const dw = allocate(heap, attributes.filterShape), part = allocate(heap, attributes.filterShape), padded = allocate(heap, paddedShape(geometry))
  pad(geometry, floats(heap, x), floats(heap, padded))
  // In doubles, because a gradient sums over every position of every map.
  const total = new Float64Array(count(dw.shape))
  const multiply = multiplier(heap)
  forEachPiece(heap, geometry, ({ patches, corners, rows, width, outOffset }) => {
    gatherPatchColumns(geometry, corners, floats(heap, padded), floats(heap, patches))
    multiply(offsetOf(heap, patches), offsetOf(heap, dy) + outOffset, offsetOf(heap, part), width, rows, channels)
    const sums = floats(heap, part)
    for (let i = 0; i < sums.length; i++) total[i] += sums[i]
  })
  floats(heap, dw).set(total)
  free(heap, part, padded)
  return dw
}

type Piece = {
  /** Room for the patches of this piece, [rows, width], or [width, rows]. */
  readonly patches: TensorInfo
  /** [rows] first value of each patch in the padded input. */
  readonly corners: Int32Array
  readonly rows: number
  readonly width: number
  /** Bytes from the start of the output to the piece's first value. */
  readonly outOffset: number
}

/** Pieces are whole planes of the output, batch × depth numbered through. */
function forEachPiece(heap: WasmHeap, geometry: Geometry, work: (piece: Piece) => void): void {
  const width = geometry.filterDepth * geometry.filterHeight * geometry.filterWidth * geometry.inChannels
  const plane = geometry.outHeight * geometry.outWidth, all = geometry.batchSize * geometry.outDepth
  const planes = Math.max(1, Math.min(all, Math.floor(PIECE / (plane * width))))
  const patches = allocate(heap, [planes * plane, width])
  for (let from = 0; from < all; from += planes) {
    const corners = patchCorners(geometry, from, Math.min(all, from + planes))
    work({ patches, corners, rows: corners.length, width, outOffset: 4 * from * plane * geometry.outChannels })
  }
  free(heap, patches)
}

/** Columns become rows: out[c, r] = x[r, c]. */
function transpose(x: Float32Array, rows: number, columns: number, out: Float32Array): void {
  for (let c = 0; c < columns; c++) for (let r = 0, at = c; r < rows; r++, at += columns) out[c * rows + r] = x[at]
}
