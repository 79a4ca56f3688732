import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { statfsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { installedAccelerator } from '../accelerator/installed.ts'
import { acceleratorFolder } from '../accelerator/location.ts'
import type { BackendName, Trial } from '../compute/model/backends/backend.ts'
import { tryInProcess } from '../compute/model/backends/tryInProcess.ts'
import { sqliteVersion } from '../db/sqliteVersion.ts'
import { Kernels } from '../numerics/kernels.ts'
import { versions } from './versions.ts'

/** A part of the program that needs something of the machine. */
export type Part = { readonly name: string; readonly works: boolean; readonly detail: string }

/** What `cgr accelerator install` has left, by the sizes of its files. */
export type AcceleratorState = { readonly folder: string; readonly installed: { readonly tensorflow: string; readonly cuda: boolean } | null; readonly fault: string | null }

export type Diagnosis = {
  readonly versions: Readonly<Record<string, string>>
  readonly cores: number
  readonly processor: string
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number }
  readonly disk: { readonly path: string; readonly free: number }
  readonly parts: readonly Part[]
  readonly accelerator: AcceleratorState
}

const failureText = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function check(name: string, detail: string, works: () => boolean): Part {
  try {
    return works() ? { name, works: true, detail } : { name, works: false, detail: 'not there' }
  } catch (error) {
    return { name, works: false, detail: failureText(error) }
  }
}

/** Starts a thread that writes into memory we share with it. */
async function checkThreads(): Promise<Part> {
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

function acceleratorState(): AcceleratorState {
  const folder = acceleratorFolder()
  try {
    const manifest = installedAccelerator(folder)
    return { folder, installed: manifest && { tensorflow: manifest.tensorflow, cuda: manifest.cuda }, fault: null }
  } catch (error) {
    return { folder, installed: null, fault: failureText(error) }
  }
}

/** In the order in which a run would take them, if all had a card. */
const BACKENDS: readonly BackendName[] = ['tensorflow', 'webgpu', 'wasm']

/** Tries what may compute the network, one after the other so that none slows another down, each in a process that may crash. */
export async function* tryBackends(): AsyncGenerator<Trial> {
  const never = new AbortController().signal
  for (const name of BACKENDS) yield await tryInProcess(name, never)
}

/** What this machine offers; every answer is tried out, not looked up. */
export async function diagnose(folder: string): Promise<Diagnosis> {
  const { bavail, bsize } = statfsSync(folder)
  const database = check('better-sqlite3', 'the native module loads', () => sqliteVersion() !== '')
  const parts = [
    check('Node', `${process.versions.node}, at least 22.14 needed`, () => process.versions.node.localeCompare('22.14', 'en', { numeric: true }) >= 0),
    check('SIMD WebAssembly', 'the compiled kernels load', () => typeof new Kernels().call.project === 'function'),
    await checkThreads(),
    database,
  ]
  return {
    versions: database.works ? versions() : {}, cores: availableParallelism(), processor: cpus()[0]?.model.trim() ?? 'unknown',
    memory: { total: totalmem(), free: freemem() }, disk: { path: folder, free: bavail * bsize }, parts, accelerator: acceleratorState(),
  }
}
