import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import util, { promisify } from 'node:util'
import { Failure } from '../../../../preload/contract/failure.ts'
import { installedAccelerator } from '../../../accelerator/installed.ts'
import { BINDING, PACKAGE, SHARED_TFJS, inside } from '../../../accelerator/layout.ts'
import { acceleratorFolder, namedFolder } from '../../../accelerator/location.ts'
import { readManifest } from '../../../accelerator/manifest.ts'
import type { Manifest } from '../../../accelerator/manifest.ts'
import type { Backend, Tf } from './backend.ts'

/** What tfjs-node's backend tells about the library under it. */
type NodeBackend = { readonly isUsingGpuDevice: boolean; readonly binding: { readonly TF_Version: string } }

/** A place that TensorFlow may be loaded from; null where it was never put there. */
type Source = { readonly name: string; readonly load: () => Tf | null }

// Not named `require`: electron-vite declares one of that name in every bundle where it sees it called.
const requireHere = createRequire(import.meta.url)

/** tfjs-node 4.22 calls two functions of node:util that Node 23 removed; without them 136 of its 155 kernels throw. */
function restoreRemovedUtilities(): void {
  const removed = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean }
  removed.isNullOrUndefined ??= value => value === null || value === undefined
  removed.isArray ??= Array.isArray
}

/** Read by libtensorflow when it is loaded: no chatter on stderr, and only as much of a card's memory as is used. */
function setDefaults(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
}

/** tfjs-node as npm's own installer has set it up. */
const fromNpm = (name: string): Source => ({
  name,
  load() {
    try {
      requireHere.resolve(`${name}/package.json`)
    } catch {
      return null
    }
    return requireHere(name) as Tf
  },
})

/** The parts of tfjs-node that compute, over the binding that `cgr accelerator install` built, as its own index.js joins them. */
const fromFolder = (folder: string): Source => ({
  name: folder,
  load() {
    if (installedAccelerator(folder) === null) return null
    const tf = requireHere('@tensorflow/tfjs') as Tf
    const shared = globalThis as { [key: symbol]: unknown }
    shared[Symbol.for(SHARED_TFJS)] = tf
    const requireInside = createRequire(inside(folder, `${PACKAGE}/package.json`))
    requireInside('./dist/register_all_kernels')
    const { NodeJSKernelBackend } = requireInside('./dist/nodejs_kernel_backend') as { NodeJSKernelBackend: new (binding: object, name: string) => ReturnType<Tf['backend']> }
    const binding = requireInside(inside(folder, BINDING)) as object
    tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'), 3)
    return tf
  },
})

/** The order to try; a folder that was named and holds an accelerator is the only one, and one that was fetched for cards goes before what npm has. */
function sources(): Source[] {
  const folder = acceleratorFolder()
  const ours = fromFolder(folder)
  const npm = [fromNpm('@tensorflow/tfjs-node-gpu'), fromNpm('@tensorflow/tfjs-node')]
  const manifest = knownManifest(folder)
  if (manifest && namedFolder() !== undefined) return [ours]
  return manifest?.cuda ? [ours, ...npm] : [...npm, ours]
}

function knownManifest(folder: string): Manifest | null {
  try {
    return readManifest(folder)
  } catch {
    return null // it is damaged, which loading it will say
  }
}

/** The first card, as its driver names it. */
async function cardName(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], { timeout: 20_000 })
    return stdout.split('\n')[0].trim() || 'GPU'
  } catch {
    return 'GPU' // a container may have the card and not the tool
  }
}

async function describe(tf: Tf): Promise<Backend> {
  if (!await tf.setBackend('tensorflow')) throw new Error('its backend does not start')
  const { isUsingGpuDevice, binding } = tf.backend() as unknown as NodeBackend
  const cores = availableParallelism()
  return {
    name: 'tensorflow', tf, version: binding.TF_Version, gpu: isUsingGpuDevice,
    device: isUsingGpuDevice ? await cardName() : `${cores} CPU core${cores === 1 ? '' : 's'}`,
  }
}

const firstLine = (error: unknown): string => (error instanceof Failure ? error.line : error instanceof Error ? error.message : String(error)).split('\n')[0].trim()

let opened: Backend | undefined

/**
 * Loads a real libtensorflow into this process and makes it the one that computes: npm's own tfjs-node-gpu or tfjs-node where their installers worked,
 * else what `cgr accelerator install` fetched, which comes first if it drives cards, and alone if its folder is named in CGR_ACCELERATOR_DIR.
 * Native code that crashes takes its process along: for child processes only. Throws an Error with the reason, in one line, where there is none.
 */
export async function openTensorFlow(): Promise<Backend> {
  if (opened) return opened
  restoreRemovedUtilities()
  setDefaults()
  const reasons: string[] = []
  for (const { name, load } of sources()) {
    try {
      const tf = load()
      if (tf !== null) return (opened = await describe(tf))
    } catch (error) {
      reasons.push(`${name}: ${firstLine(error)}`)
    }
  }
  throw new Error(reasons.length === 0 ? 'not installed here: cgr accelerator install fetches it' : reasons.join('; '))
}
