import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../../preload/contract/failure.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { FromModel, ModelJob, ModelResult } from '../model/jobs.ts'

/** The process's file is source beside this folder in development and a bundle beside the program's when built. */
const PROCESS = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../model/modelProcess.ts' : './model.js', import.meta.url))

/** A process that is cancelled ends between two steps, so that it leaves no file half-written, or is made to after so long. */
const PATIENCE_MS = 3000
const ADVICE = 'run again with --network off or another --backend; see cgr doctor'

/**
 * Does a job in the process that holds TensorFlow. Cancelling ends that process; its checkpoints are written whole or not
 * at all. Rejects with the job's Failure, with 'cancelled', and with 'internal' when the process dies.
 */
export function runModel<Kind extends ModelJob['kind']>(job: Extract<ModelJob, { kind: Kind }>, stage: string, ctx: StageContext): Promise<Extract<ModelResult, { kind: Kind }>> {
  ctx.signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    // tfjs-node uses what Node calls deprecated; that must not pass for last words.
    const child = fork(PROCESS, { execArgv: ['--no-deprecation'], serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? '2' } })
    let words = ''
    child.stderr!.on('data', (chunk: Buffer) => { words = (words + chunk.toString()).slice(-2000) })
    let timer: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      child.kill('SIGTERM')
      timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    }
    ctx.signal.addEventListener('abort', onAbort, { once: true })
    const end = (): void => {
      clearTimeout(timer)
      ctx.signal.removeEventListener('abort', onAbort)
    }
    child.on('message', (message: FromModel) => {
      if (message.type === 'progress') {
        ctx.report({ stage, done: message.done, total: message.total, note: message.note })
        if (message.figures) ctx.live?.({ kind: 'network', ...message.figures })
      } else if (message.type === 'log') ctx.log(message.line)
      else if (message.type === 'result') resolve(message.result as Extract<ModelResult, { kind: Kind }>)
      else {
        const failure = new Failure(message.kind, message.message, message.advice)
        failure.stack = message.stack
        reject(failure)
      }
    })
    child.on('error', error => {
      end()
      reject(new Failure('internal', `no process for the network can be started: ${error.message}`, ADVICE, { cause: error }))
    })
    // Rejecting a promise that is settled does nothing: this is for a process that dies without a word. Not 'exit', which may come before its last message.
    child.on('close', (code, signal) => {
      end()
      if (ctx.signal.aborted) reject(ctx.signal.reason instanceof Failure ? ctx.signal.reason : new Failure('cancelled', 'stopped on request'))
      const last = words.trim().split('\n').at(-1) ?? ''
      reject(new Failure('internal', `the network's process ended with ${signal ?? `code ${code}`} before it had a result${last === '' ? '' : `: ${last}`}`, ADVICE))
    })
    // Where it cannot be told what to do, its end says why.
    child.send(job, error => { if (error) child.kill('SIGKILL') })
  })
}
