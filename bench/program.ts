import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import type { Report } from '../src/preload/contract/report.ts'

export const LAUNCHER = resolve(import.meta.dirname, '..', 'resources', 'cgr.mjs')

export type Finished = { readonly report: Report; readonly wallSeconds: number; readonly peakBytes: number }

/** Runs the built `cgr run` as a user would; wall time from outside, peak memory from the kernel's high-water mark. */
export function runProgram(args: readonly string[], output: string): Promise<Finished> {
  const start = performance.now()
  const child = spawn(execPath, [LAUNCHER, 'run', ...args, '-o', output, '--overwrite'], { stdio: ['ignore', 'ignore', 'inherit'] })
  let peakBytes = 0
  const watch = setInterval(() => {
    try {
      peakBytes = Math.max(peakBytes, 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }, 100)
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', code => {
      clearInterval(watch)
      if (code !== 0) return failed(new Error(`cgr run ended with ${code}`))
      const report = JSON.parse(readFileSync(join(output, 'report.json'), 'utf8')) as Report
      done({ report, wallSeconds: (performance.now() - start) / 1000, peakBytes })
    })
  })
}
