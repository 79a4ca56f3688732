import { fork } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../../../preload/contract/failure.ts'
import type { BackendName, Trial } from './backend.ts'

/** Source beside this file in development, a bundle beside the program's when built. */
const PROCESS = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './trialProcess.ts' : './backends.js', import.meta.url))

/** For a driver that hangs; the slowest one that works, a software Vulkan on a busy machine, needs a minute. */
const LIMIT_MS = 300_000

/** What the likeliest ends of native code mean. */
const ENDS: Readonly<Record<string, string>> = {
  SIGILL: 'SIGILL: this processor lacks instructions that the library was compiled for',
  SIGKILL: 'SIGKILL, as the system does when memory runs out',
}

/** The last thing that native code said before it ended. */
const lastWords = (text: string): string => {
  const line = text.split('\n').map(part => part.trim()).findLast(part => part !== '')
  return line ? ` (${line.slice(0, 200)})` : ''
}

/**
 * Opens and tests a backend in a process of its own, so that nothing that its native code does, a crash among it, reaches this one.
 * `environment` adds to the variables of this process. Rejects only when `signal` is aborted.
 */
export function tryInProcess(name: BackendName, signal: AbortSignal, environment: NodeJS.ProcessEnv = {}): Promise<Trial> {
  signal.throwIfAborted()
  return new Promise<Trial>((resolve, reject) => {
    const child = fork(PROCESS, [name], { cwd: tmpdir(), env: { ...process.env, ...environment }, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    let words = ''
    let isLate = false
    const fails = (reason: string): void => resolve({ name, works: false, reason })
    const end = (): void => void child.kill('SIGKILL')
    const timer = setTimeout(() => {
      isLate = true
      end()
    }, LIMIT_MS)
    signal.addEventListener('abort', end, { once: true })
    child.stderr!.setEncoding('utf8').on('data', (text: string) => void (words = (words + text).slice(-4000)))
    child.on('message', trial => resolve(trial as Trial))
    child.on('error', error => fails(`no process for it can be started: ${error.message}`))
    // A promise that is settled stays as it is: the rest is for processes that end without a word.
    child.on('close', (code, killer) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      if (signal.aborted) reject(signal.reason instanceof Failure ? signal.reason : new Failure('cancelled', 'stopped on request'))
      else if (isLate) fails(`no answer in ${LIMIT_MS / 60_000} minutes`)
      else fails(`the process that tried it ended with ${killer ? (ENDS[killer] ?? killer) : `code ${code}`}${lastWords(words)}`)
    })
  })
}
