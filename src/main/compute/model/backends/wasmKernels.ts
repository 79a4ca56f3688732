import type { KernelFunc, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs'
import type { Tf } from './backend.ts'
import { conv3d, conv3dBackpropFilter, conv3dBackpropInput, type Describe } from './wasmKernelsConvolution.ts'
import type { Kernel, WasmHeap } from './wasmKernelsHeap.ts'
import { batchMatMul, sum } from './wasmKernelsMatrix.ts'
import { cast, gather, identity, unsortedSegmentSum } from './wasmKernelsRows.ts'

type AnyKernel = Kernel<string, never>

/** Puts our kernels in the place of those of tfjs-backend-wasm 4.22 that are wrong, missing or slow. To be called once in a process. */
export function replaceWasmKernels(tf: Tf): void {
  const stock = <Inputs extends string, Attributes>(name: string): Kernel<Inputs, Attributes> => {
    const { kernelFunc } = tf.getKernel(name, 'wasm')
    return (backend, inputs, attrs) => kernelFunc({ backend, inputs, attrs: attrs as NamedAttrMap }) as TensorInfo
  }
  const transpose = stock<'x', { readonly perm: readonly number[] }>('Transpose')
  const describe: Describe = (inputShape, filterShape, { strides, pad, dilations = 1 }) =>
    tf.backend_util.computeConv3DInfo(inputShape as Volume, filterShape as Volume, strides as number, dilations as number, pad as 'same')
  const ours: Readonly<Record<string, AnyKernel>> = {
    Conv3D: conv3d(describe, stock('Conv3D')),
    Conv3DBackpropInputV2: conv3dBackpropInput(describe),
    Conv3DBackpropFilterV2: conv3dBackpropFilter(describe),
    BatchMatMul: batchMatMul((heap, x, perm) => transpose(heap, { x }, { perm })),
    Sum: sum(stock('Sum')),
    Identity: identity(stock('Identity')),
    Cast: cast(stock('Cast')),
    GatherV2: gather(stock('GatherV2')),
    UnsortedSegmentSum: unsortedSegmentSum,
  }
  for (const [kernelName, kernel] of Object.entries(ours)) {
    const replaced = tf.getKernel(kernelName, 'wasm')
    if (replaced) tf.unregisterKernel(kernelName, 'wasm')
    const kernelFunc: KernelFunc = ({ inputs, backend, attrs }) => kernel(backend as WasmHeap, inputs as Record<string, TensorInfo>, attrs as never)
    tf.registerKernel({ ...replaced, kernelName, backendName: 'wasm', kernelFunc })
  }
}

type Volume = [number, number, number, number, number]
