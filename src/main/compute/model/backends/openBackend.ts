import { Failure } from '../../../../preload/contract/failure.ts'
import type { Backend, BackendName, OpenedBackend, Trial } from './backend.ts'
import { selfTest } from './selfTest.ts'
import { openTensorFlow } from './tensorflow.ts'
import { openWasm } from './wasm.ts'
import { closeWebGpu, openWebGpu } from './webgpu.ts'

const OPENERS: Readonly<Record<BackendName, (cardOnly: boolean) => Promise<Backend>>> = { tensorflow: openTensorFlow, webgpu: openWebGpu, wasm: openWasm }

const FIXES: Readonly<Record<BackendName, string>> = {
  tensorflow: 'fetch it with `cgr accelerator install`, or take --backend auto',
  webgpu: 'install the Vulkan driver of the card, or take --backend auto',
  wasm: 'take --backend auto',
}

/**
 * The one that computes, after its self-test. `auto` takes the first that passes in the order TensorFlow on a card, WebGPU on a card, TensorFlow on the processor,
 * WebAssembly; a name is taken or refused with a Failure that says why and what helps. TensorFlow.js has one engine a process: opening one backend ends the work of another.
 */
export async function openBackend(wanted: BackendName | 'auto'): Promise<OpenedBackend> {
  if (wanted !== 'auto') return named(wanted)
  const tensorflow = await attempt('tensorflow')
  if (tensorflow.backend?.gpu) return take(tensorflow.backend, [tensorflow.trial])
  const webgpu = await attempt('webgpu', true)
  if (webgpu.backend) return take(webgpu.backend, [tensorflow.trial, webgpu.trial])
  if (tensorflow.backend) return take(tensorflow.backend, [tensorflow.trial, webgpu.trial])
  const wasm = await attempt('wasm')
  const trials = [tensorflow.trial, webgpu.trial, wasm.trial]
  if (wasm.backend) return take(wasm.backend, trials)
  throw new Failure('internal', `no backend of the network works on this machine (${trials.map(trial => `${trial.name}: ${fault(trial)}`).join('; ')})`, 'run with --network off, or see `cgr doctor`')
}

/** Opens, tests and lets go of a backend: what `cgr doctor` and `cgr accelerator install` show. Never throws. */
export async function tryBackend(name: BackendName): Promise<Trial> {
  const { trial, backend } = await attempt(name)
  if (backend) closeBackend(backend)
  return trial
}

/** Gives a card back; the others end with the process. */
export function closeBackend({ name, tf }: Backend): void {
  if (name === 'webgpu') closeWebGpu(tf)
}

async function named(name: BackendName): Promise<OpenedBackend> {
  const { trial, backend } = await attempt(name)
  if (backend) return { backend, reason: `${title(backend)} was taken, as --backend ${name} asks.`, trials: [trial] }
  throw new Failure('usage', `--backend ${name} cannot be used: ${fault(trial)}`, FIXES[name])
}

type Attempt = { readonly trial: Trial; readonly backend?: Backend }

/** `cardOnly` keeps WebGPU from being made to compute on the processor. */
async function attempt(name: BackendName, cardOnly = false): Promise<Attempt> {
  let backend: Backend | undefined
  try {
    backend = await OPENERS[name](cardOnly)
    await backend.tf.setBackend(name)
    const { device, version, gpu } = backend
    return { backend, trial: { name, works: true, device, version, gpu, test: await selfTest(backend) } }
  } catch (error) {
    if (backend) closeBackend(backend)
    return { trial: { name, works: false, reason: error instanceof Failure ? error.line : (error instanceof Error ? error.message : String(error)).split('\n')[0] } }
  }
}

/** `trials` are those made, the one of `backend` among them. */
async function take(backend: Backend, trials: readonly Trial[]): Promise<OpenedBackend> {
  await backend.tf.setBackend(backend.name)
  const others = trials.filter(trial => trial.name !== backend.name)
  const why = others.length === 0 ? ', the first choice' : others.map(trial => `; ${trial.name} was not: ${fault(trial)}`).join('')
  return { backend, reason: `${title(backend)} was taken${why}.`, trials }
}

const title = ({ name, version, device }: Backend): string => `${name} ${version} on ${device}`

const fault = (trial: Trial): string => (trial.works ? `it has no card, only ${trial.device}` : trial.reason)
