import type { TensorInfo } from '@tensorflow/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { Failure } from '../../../../preload/contract/failure.ts'

/**
 * The heap of tfjs-backend-wasm 4.22 as our kernels use it. Its memory grows when something is allocated, inside products too,
 * and every typed array over it is dead from then on: take a view after the last allocation, and again after each product.
 */
export type WasmHeap = BackendWasm

/** What a kernel of TensorFlow.js is called with, and gives. */
export type Kernel<Inputs extends string, Attributes> = (heap: WasmHeap, inputs: Readonly<Record<Inputs, TensorInfo>>, attributes: Attributes) => TensorInfo

/** Byte offset of a tensor's first value. */
export const offsetOf = (heap: WasmHeap, tensor: TensorInfo): number => heap.dataIdMap.get(tensor.dataId).memoryOffset

/** The tensor's values themselves, until the next allocation. */
export const floats = (heap: WasmHeap, tensor: TensorInfo): Float32Array => heap.typedArrayFromHeap(tensor) as Float32Array

/** An uninitialised tensor, which the caller gives out or frees. */
export const allocate = (heap: WasmHeap, shape: readonly number[]): TensorInfo => heap.makeOutput([...shape], 'float32')

export function free(heap: WasmHeap, ...tensors: readonly TensorInfo[]): void {
  for (const { dataId } of tensors) heap.disposeData(dataId)
}

/** Another name for the same values: no copy. */
export function alias(heap: WasmHeap, tensor: TensorInfo, shape: readonly number[] = tensor.shape): TensorInfo {
  heap.incRef(tensor.dataId)
  return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype }
}

export const count = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1)

type Allocator = { _malloc(bytes: number): number; _free(offset: number): void }

/** A malloc that has run out returns 0, where tfjs would go on writing: over the module's own data. */
export function refuseWhenFull(heap: WasmHeap): void {
  const module = heap.wasm as unknown as Allocator
  module._free(module._malloc(1)) // its first call replaces it by the real one
  const malloc = module._malloc
  module._malloc = size => {
    const offset = malloc(size)
    if (offset === 0 && size > 0) throw new Failure('internal', `the wasm backend has no room for ${Math.ceil(size / 1e6)} MB more in the 4 GB it can have`, 'take smaller batches or fewer nodes, or another --backend')
    return offset
  }
}

type MatMul = (a: number, aShape: Uint8Array, aRank: number, b: number, bShape: Uint8Array, bRank: number, transposeA: boolean, transposeB: boolean, out: number) => void
type CanWrap = { cwrap(name: string, returns: null, types: readonly string[]): MatMul }

const bytes = (...shape: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(shape).buffer)

/** Tensor ids that tfjs, which counts from 1, does not reach. */
const [LEFT, RIGHT, PRODUCT] = [0x7ffffff0, 0x7ffffff1, 0x7ffffff2]

/** out[m, n] = a[m, k] · b[k, n]; row-major floats at byte offsets. */
export type Multiply = (a: number, b: number, out: number, m: number, k: number, n: number) => void

/**
 * XNNPACK's product on plain pieces of the heap. XNNPACK packs b and tfjs keeps what was packed under b's id for as long as b lives, and forgets its shape:
 * a later product with the same values in another shape is wrong and may write past its output. Here the ids end with the product.
 */
export function multiplier(heap: WasmHeap): Multiply {
  const matMul = (heap.wasm as unknown as CanWrap).cwrap('BatchMatMul', null, ['number', 'array', 'number', 'number', 'array', 'number', 'number', 'number', 'number'])
  const { registerTensor, disposeData } = heap.wasm.tfjs
  const module = heap.wasm as unknown as Allocator
  return (a, b, out, m, k, n) => {
    // Room for the packed b, in panels of 8 columns: XNNPACK leaves the output unwritten where it gets none.
    module._free(module._malloc(4 * (k + 2) * (n + 8)))
    registerTensor(LEFT, m * k, a)
    registerTensor(RIGHT, k * n, b)
    registerTensor(PRODUCT, m * n, out)
    matMul(LEFT, bytes(1, m, k), 3, RIGHT, bytes(1, k, n), 3, false, false, PRODUCT)
    for (const id of [LEFT, RIGHT, PRODUCT]) disposeData(id)
  }
}
