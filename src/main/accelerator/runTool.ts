import { spawn } from 'node:child_process'
import { Failure } from '../../preload/contract/failure.ts'

/** A program with the words that always come first: ["python3", "-m", "pip"]. */
export type Tool = readonly [string, ...string[]]

export type ToolOptions = { readonly cwd: string; readonly signal: AbortSignal; readonly environment?: NodeJS.ProcessEnv }

/** Ended with another exit code than 0; `message` is what it said, in one line. */
export class ToolError extends Error {}

const KEPT = 20_000

/** The first line that speaks of an error, else the last one: pip, npm and compilers differ in where they put it. */
function reason(output: string): string {
  const lines = output.split('\n').map(line => line.trim()).filter(line => line !== '' && !/^npm warn/i.test(line))
  const line = lines.find(text => /\b(fatal )?error\b/i.test(text)) ?? lines.at(-1) ?? 'it said nothing'
  return line.replace(/^(ERROR:|\[ERROR\]|npm error)\s*/i, '').slice(0, 300)
}

/**
 * Runs a program and gives what it wrote to stdout. An abort ends it and all that it started.
 * Rejects with a ToolError where it fails, and with the signal's reason.
 */
export function runTool([program, ...first]: Tool, words: readonly string[], { cwd, signal, environment }: ToolOptions): Promise<string> {
  signal.throwIfAborted()
  return new Promise<string>((resolve, reject) => {
    // A group of its own, so that the compiler behind the compiler ends with it.
    const child = spawn(program, [...first, ...words], { cwd, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (err = (err + text).slice(-KEPT)))
    const end = (): void => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL')
    }
    signal.addEventListener('abort', end, { once: true })
    child.on('error', error => reject(new ToolError(error.message)))
    child.on('close', (code, killer) => {
      signal.removeEventListener('abort', end)
      if (signal.aborted) reject(signal.reason instanceof Failure ? signal.reason : new Failure('cancelled', 'stopped on request'))
      else if (code === 0) resolve(out)
      else reject(new ToolError(killer ? `ended by ${killer}` : reason(err || out)))
    })
  })
}
