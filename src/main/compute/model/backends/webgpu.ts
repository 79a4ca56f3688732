import { createRequire } from 'node:module'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { Backend, Tf } from './backend.ts'

const requireHere = createRequire(import.meta.url)

type Dawn = typeof import('webgpu')
type Adapter = NonNullable<Awaited<ReturnType<ReturnType<Dawn['create']>['requestAdapter']>>>

/** Vulkan drivers that compute on the processor, should Dawn not call them fallback adapters itself. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|microsoft basic render/i

/**
 * WebGPU over Dawn (npm `webgpu`, optional): cards that TensorFlow cannot drive. `gpu` is false where a driver computes on the processor, which is slower than
 * WebAssembly; `cardOnly` refuses it before a device is made. May be called again. Throws an Error with the reason in one line.
 * In a process that has loaded libtensorflow too, native threads of the driver can crash at its end: leave with process.exit.
 */
export async function openWebGpu(cardOnly = false): Promise<Backend> {
  const { create, globals } = loadDawn()
  const tf = requireHere('@tensorflow/tfjs') as Tf
  Object.assign(globalThis, globals)
  // tfjs-backend-webgpu looks for it when it is loaded, and again when it starts.
  if (!('gpu' in navigator)) Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true })
  try {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })
    if (!adapter) throw new Error('no driver offers a card to Dawn (on Linux, Vulkan drivers)')
    if (cardOnly && isSoftware(adapter)) throw new Error(`its only device, ${nameOf(adapter)}, computes on the processor`)
    requireHere('@tensorflow/tfjs-backend-webgpu')
    if (!(await tf.setBackend('webgpu'))) throw new Error(`${nameOf(adapter)} gives no device`)
    return { name: 'webgpu', tf, device: nameOf(adapter), version: (requireHere('webgpu/package.json') as { version: string }).version, gpu: !isSoftware(adapter) }
  } catch (error) {
    closeWebGpu(tf)
    throw error
  }
}

function loadDawn(): Dawn {
  try {
    return requireHere('webgpu') as Dawn
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'
    throw new Error(missing ? 'the npm package webgpu is not installed, or not for this platform' : `Dawn cannot be loaded here: ${(error as Error).message.split('\n')[0]}`, { cause: error })
  }
}

const nameOf = ({ info }: Adapter): string => [(info.device || info.architecture || info.vendor || 'a card without a name').replace(/-+$/, ''), info.description].filter(text => text !== '').join(', ')

const isSoftware = ({ info }: Adapter): boolean => info.isFallbackAdapter || SOFTWARE.test(`${info.vendor} ${info.architecture} ${info.device} ${info.description}`)

/** Frees the card. Tensors that live there are gone. */
export function closeWebGpu(tf: Tf): void {
  const factory = tf.findBackendFactory('webgpu')
  if (factory) {
    const opened = tf.findBackend('webgpu') as WebGPUBackend | undefined
    tf.removeBackend('webgpu')
    opened?.device.destroy()
    // So that it can be opened again: tfjs registers it only when its module is loaded.
    tf.registerBackend('webgpu', factory, 3)
  }
  Reflect.deleteProperty(navigator, 'gpu')
}
