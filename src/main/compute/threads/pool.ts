import { Worker } from 'node:worker_threads'
import { Failure, type FailureKind } from '../../../preload/contract/failure.ts'
import type { TaskInput, TaskName, TaskOutput } from './tasks.ts'

export type TaskRequest = { readonly id: number; readonly name: TaskName; readonly input: unknown }
export type TaskReply =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly failure: { readonly kind: FailureKind; readonly message: string; readonly advice: string; readonly stack: string } }

type Waiting = { readonly request: TaskRequest; readonly resolve: (output: unknown) => void; readonly reject: (error: Error) => void }

/** The worker's file is source beside this one in development and a bundle beside the program's when built. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/**
 * Worker threads that take tasks by name. Results come back in the order of the inputs and no task depends on which
 * thread ran it, so the number of threads changes the time and nothing else.
 */
export class Pool {
  readonly size: number
  readonly #idle: Worker[] = []
  readonly #running = new Map<Worker, Waiting>()
  readonly #queue: Waiting[] = []
  readonly #signal: AbortSignal
  #nextId = 0
  #broken: Error | null = null

  constructor(size: number, signal: AbortSignal) {
    this.size = size
    this.#signal = signal
    for (let i = 0; i < size; i++) {
      const worker = new Worker(WORKER)
      worker.on('message', (reply: TaskReply) => this.#settle(worker, reply))
      worker.on('error', error => this.#break(error))
      worker.on('exit', code => this.#break(new Error(`a worker thread ended with code ${code}`)))
      this.#idle.push(worker)
    }
  }

  run<Name extends TaskName>(name: Name, input: TaskInput<Name>): Promise<TaskOutput<Name>> {
    if (this.#broken) return Promise.reject(this.#broken)
    return new Promise((resolve, reject) => {
      this.#queue.push({ request: { id: this.#nextId++, name, input }, resolve: resolve as (output: unknown) => void, reject })
      this.#feed()
    })
  }

  /** Runs one task per input; `done` is called after each with the number finished. When cancelled, rejects as soon as a running task ends. */
  async map<Name extends TaskName>(name: Name, inputs: readonly TaskInput<Name>[], done?: (finished: number) => void): Promise<TaskOutput<Name>[]> {
    let finished = 0
    return Promise.all(inputs.map(async input => {
      const output = await this.run(name, input)
      done?.(++finished)
      return output
    }))
  }

  async close(): Promise<void> {
    this.#broken ??= new Error('the worker threads are closed')
    const workers = [...this.#idle, ...this.#running.keys()]
    await Promise.all(workers.map(worker => worker.terminate()))
  }

  #feed(): void {
    while (this.#queue.length > 0) {
      if (this.#signal.aborted) {
        const cancelled = new Failure('cancelled', 'cancelled')
        for (const waiting of this.#queue.splice(0)) waiting.reject(cancelled)
        return
      }
      const worker = this.#idle.pop()
      if (!worker) return
      const waiting = this.#queue.shift()!
      this.#running.set(worker, waiting)
      worker.postMessage(waiting.request)
    }
  }

  #settle(worker: Worker, reply: TaskReply): void {
    const waiting = this.#running.get(worker)
    if (!waiting || waiting.request.id !== reply.id) return
    this.#running.delete(worker)
    this.#idle.push(worker)
    if ('failure' in reply) {
      const failure = new Failure(reply.failure.kind, reply.failure.message, reply.failure.advice)
      failure.stack = reply.failure.stack
      waiting.reject(failure)
    } else waiting.resolve(reply.output)
    this.#feed()
  }

  #break(error: unknown): void {
    this.#broken ??= error instanceof Error ? error : new Error(String(error))
    for (const waiting of [...this.#queue.splice(0), ...this.#running.values()]) waiting.reject(this.#broken)
    this.#running.clear()
  }
}
