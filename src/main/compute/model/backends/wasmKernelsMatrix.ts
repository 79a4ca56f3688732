import type { TensorInfo } from '@tensorflow/tfjs'
import { allocate, count, floats, free, multiplier, offsetOf, type Kernel, type WasmHeap } from './wasmKernelsHeap.ts'

type Transpose = (heap: WasmHeap, x: TensorInfo, axes: readonly number[]) => TensorInfo
type Transposed = { readonly transposeA: boolean; readonly transposeB: boolean }

/**
 * a[…, m, k] · b[…, k, n] with either transposed before, leading axes equal or 1 on one side. The stock kernel multiplies transposed and batched
 * matrices value by value, 20 times slower than XNNPACK; every gradient of a dense layer is such a product.
 */
export const batchMatMul = (transpose: Transpose): Kernel<'a' | 'b', Transposed> => (heap, { a, b }, { transposeA, transposeB }) => {
  const left = transposeA ? swapped(heap, a, transpose) : a
  const right = transposeB ? swapped(heap, b, transpose) : b
  const [m, k] = left.shape.slice(-2), [inner, n] = right.shape.slice(-2)
  if (k !== inner) throw new RangeError(`matMul: [${left.shape.join(', ')}] · [${right.shape.join(', ')}] has different inner lengths`)
  const batchesA = left.shape.slice(0, -2), batchesB = right.shape.slice(0, -2)
  const batches = broadcast(batchesA, batchesB)
  const out = allocate(heap, [...batches, m, n])
  const multiply = multiplier(heap)
  const at = (tensor: TensorInfo, matrix: number, size: number): number => offsetOf(heap, tensor) + 4 * matrix * size
  if (count(batchesB) === 1) multiply(at(left, 0, 0), at(right, 0, 0), at(out, 0, 0), count(batches) * m, k, n)
  else for (let i = 0; i < count(batches); i++) multiply(at(left, source(i, batches, batchesA), m * k), at(right, source(i, batches, batchesB), k * n), at(out, i, m * n), m, k, n)
  if (left !== a) free(heap, left)
  if (right !== b) free(heap, right)
  return out
}

function swapped(heap: WasmHeap, x: TensorInfo, transpose: Transpose): TensorInfo {
  const rank = x.shape.length
  return transpose(heap, x, [...Array(rank - 2).keys(), rank - 1, rank - 2])
}

/** Shape of two lists of leading axes together: aligned at the end, where one has 1 or nothing the other's length. */
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const one = a[axis - rank + a.length] ?? 1, other = b[axis - rank + b.length] ?? 1
    if (one !== other && one !== 1 && other !== 1) throw new RangeError(`matMul: batches [${a.join(', ')}] and [${b.join(', ')}] do not go together`)
    return one === 1 ? other : one
  })
}

/** The matrix of an operand with batches `own` that goes into matrix `i` of the result. */
function source(i: number, batches: readonly number[], own: readonly number[]): number {
  let index = 0, stride = 1, rest = i
  for (let axis = 1; axis <= batches.length; axis++) {
    const length = batches[batches.length - axis], mine = own[own.length - axis] ?? 1
    if (mine > 1) index += (rest % length) * stride
    stride *= mine
    rest = Math.floor(rest / length)
  }
  return index
}

/** Sums over leading axes, the gradient of every bias, in doubles and in one pass; the stock kernel transposes first. */
export const sum = (stock: Kernel<'x', { readonly axis: number | readonly number[] | null; readonly keepDims: boolean }>): typeof stock => (heap, { x }, attributes) => {
  const rank = x.shape.length
  const axes = [attributes.axis ?? []].flat().map(axis => (axis < 0 ? axis + rank : axis)).toSorted((a, b) => a - b)
  if (x.dtype !== 'float32' || axes.length === 0 || axes.length === rank || axes.some((axis, i) => axis !== i)) return stock(heap, { x }, attributes)
  const kept = x.shape.slice(axes.length)
  const out = allocate(heap, attributes.keepDims ? [...axes.map(() => 1), ...kept] : kept)
  const from = floats(heap, x), total = new Float64Array(count(kept))
  for (let i = 0; i < from.length;) for (let j = 0; j < total.length; j++, i++) total[j] += from[i]
  floats(heap, out).set(total)
  return out
}
