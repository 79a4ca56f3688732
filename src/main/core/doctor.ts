import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { statfsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { versions } from './versions.ts'

export type Backend = { readonly name: string; readonly works: boolean; readonly detail: string }

export type Diagnosis = {
  readonly versions: Readonly<Record<string, string>>
  readonly cores: number
  readonly processor: string
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number }
  readonly disk: { readonly path: string; readonly free: number }
  readonly backends: readonly Backend[]
}

/** The smallest module that holds a SIMD instruction: a function that gives i8x16.splat of 0. */
const SIMD_MODULE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
)

const failureText = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function check(name: string, detail: string, works: () => boolean): Backend {
  try {
    return works() ? { name, works: true, detail } : { name, works: false, detail: 'not there' }
  } catch (error) {
    return { name, works: false, detail: failureText(error) }
  }
}

/** Starts a thread that writes into memory we share with it. */
async function checkThreads(): Promise<Backend> {
  const name = 'worker threads with shared memory'
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker('const { workerData } = require("node:worker_threads"); workerData[0] = 42', { eval: true, workerData: shared })
  try {
    await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject))
    return { name, works: shared[0] === 42, detail: `up to ${availableParallelism()} at once` }
  } catch (error) {
    return { name, works: false, detail: failureText(error) }
  }
}

/** What this machine offers; every answer is tried out, not looked up. */
export async function diagnose(folder: string): Promise<Diagnosis> {
  const { bavail, bsize } = statfsSync(folder)
  const known = versions()
  const backends = [
    check('Node', `${process.versions.node}, at least 22.14 needed`, () => process.versions.node.localeCompare('22.14', 'en', { numeric: true }) >= 0),
    check('SIMD WebAssembly', 'the fast kernels', () => new WebAssembly.Module(SIMD_MODULE) instanceof WebAssembly.Module),
    await checkThreads(),
    check('better-sqlite3', `SQLite ${known.sqlite}`, () => known.sqlite !== ''),
  ]
  return {
    versions: known, cores: availableParallelism(), processor: cpus()[0]?.model.trim() ?? 'unknown',
    memory: { total: totalmem(), free: freemem() }, disk: { path: folder, free: bavail * bsize }, backends,
  }
}
