import { Worker } from 'node:worker_threads'
import { Failure } from '../../../preload/contract/failure.ts'
import { received, type SentFailure } from '../../core/threadMessages.ts'
import type { TaskInput, TaskName, TaskOutput } from './tasks.ts'

export type HelperRequest = { readonly id: number; readonly name: TaskName; readonly input: unknown }
export type HelperReply = { readonly id: number; readonly output: unknown } | { readonly id: number; readonly failure: SentFailure }

type Waiting = { readonly resolve: (output: unknown) => void; readonly reject: (error: Error) => void }

/** The thread's file is source beside this one in development and a bundle beside the program's when built. */
const FILE = new URL(import.meta.url.endsWith('.ts') ? './helperThread.ts' : './helper.js', import.meta.url)
/** A thread without work for so long ends, and with it all that it kept: open stacks, transforms of maps. */
const IDLE_MS = 60_000

/**
 * A thread beside the host for what would keep it from answering. Tasks are done one after the other; the thread starts with the
 * first one and does not keep the program from ending when it has none.
 */
export class Helper {
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #idle: NodeJS.Timeout | undefined
  #nextId = 0

  /** Rejects with the task's Failure, and with 'internal' where the thread died under it. */
  run<Name extends TaskName>(name: Name, input: TaskInput<Name>): Promise<TaskOutput<Name>> {
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= this.#start()), id = this.#nextId++
    worker.ref()
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (output: unknown) => void, reject })
      worker.postMessage({ id, name, input } satisfies HelperRequest)
    })
  }

  #start(): Worker {
    const worker = new Worker(FILE)
    worker.on('message', (reply: HelperReply) => this.#settle(worker, reply))
    worker.on('error', error => this.#lose(worker, error))
    worker.on('exit', code => this.#lose(worker, new Failure('internal', `a helper thread ended with code ${code}`, 'try again')))
    return worker
  }

  #settle(worker: Worker, reply: HelperReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if ('failure' in reply) waiting?.reject(received(reply.failure))
    else waiting?.resolve(reply.output)
    if (this.#waiting.size > 0) return
    worker.unref()
    this.#idle = setTimeout(() => this.#end(worker), IDLE_MS).unref()
  }

  #end(worker: Worker): void {
    if (this.#worker === worker) this.#worker = null
    void worker.terminate()
  }

  /** The next task gets a new thread. */
  #lose(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(error instanceof Error ? error : new Error(String(error)))
    this.#waiting.clear()
  }
}
