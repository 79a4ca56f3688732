import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'
import { test } from 'vitest'

const installed = (program: string): boolean => (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, program)))

/** A test against RELION's own programs: skipped, visibly, where they are missing; in CI it runs, and fails, all the same. */
export function testWithRelion(program: string, name: string, body: () => void | Promise<void>, timeout = 120_000): void {
  const missing = !installed(program)
  test.skipIf(missing && !process.env.CI)(`${program}: ${name}${missing ? ' (RELION is not installed)' : ''}`, body, timeout)
}

/** Runs a RELION program in `folder` and returns what it printed; throws with that text when it fails. */
export function runRelion(program: string, options: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, options, { cwd: folder, encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stdout}${stderr}`)
  return stdout
}
