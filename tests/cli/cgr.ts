import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const LAUNCHER = join(ROOT, 'resources', 'cgr.mjs')

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }
export type Running = { readonly ended: Promise<Ended>; readonly signal: (name: NodeJS.Signals) => void; readonly errSoFar: () => string }

/** Starts the built program as a user would, away from any terminal. */
export function startCgr(words: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Running {
  if (!existsSync(join(ROOT, 'out', 'main', 'cli.js'))) throw new Error('the program is not built: run `npm run build`, or `npm test`, which does')
  const child = spawn(process.execPath, [LAUNCHER, ...words], { cwd: options.cwd ?? tmpdir(), env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...options.env } })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, out, err }))
  })
  return { ended, signal: name => void child.kill(name), errSoFar: () => err }
}

export const cgr = (...words: readonly string[]): Promise<Ended> => startCgr(words).ended

/** A folder for the tests of one file. */
export function testFolder(): { readonly path: (...parts: readonly string[]) => string } {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cgr-cli-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  return { path: (...parts) => join(folder, ...parts) }
}

/** Waits until `isTrue`, at most a minute. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let waited = 0; !isTrue(); waited += 20) {
    if (waited > 60_000) throw new Error('waited for a minute')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
