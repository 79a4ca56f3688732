import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, join, sep } from 'node:path'
import type { Backend, Tf } from './backend.ts'
import { replaceWasmKernels } from './wasmKernels.ts'
import { refuseWhenFull, type WasmHeap } from './wasmKernelsHeap.ts'

const requireHere = createRequire(import.meta.url)

let kernelsReplaced = false

/**
 * WebAssembly with SIMD, one thread: runs on every machine. Its own conv3d gradients are wrong and are replaced before anything computes.
 * May be called again. Throws an Error with the reason in one line when this Node cannot run it.
 */
export async function openWasm(): Promise<Backend> {
  const tf = requireHere('@tensorflow/tfjs') as Tf
  const wasm = requireHere('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm')
  if (!tf.findBackend('wasm')) wasm.setWasmPaths(join(dirname(requireHere.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out') + sep)
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Error('this Node has no WebAssembly SIMD')
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs-backend-wasm did not start')
  if (!kernelsReplaced) {
    refuseWhenFull(tf.backend() as WasmHeap)
    replaceWasmKernels(tf)
    kernelsReplaced = true
  }
  return { name: 'wasm', tf, device: `1 CPU core (${cpus()[0]?.model.trim() ?? process.arch})`, version: wasm.version_wasm, gpu: false }
}
