import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Host, cgr, test as base } from './host.ts'

export type Set = { readonly particles: string; readonly truth: string; readonly project: string }

/** A small set and a finished run of it, made once for all specs of a worker: two states of HSA, 600 particles. Copy before writing. */
export const test = base.extend<{ project: string }, { made: Set }>({
  made: [async ({}, use) => {
    const host = new Host(), folder = join(host.home, 'set')
    await cgr(host, 'simulate', '--structure', 'hsa', '--states', 'hsa2', '-n', '600', '--box', '48', '--snr', '0.1', '-o', folder)
    const set = { particles: join(folder, 'particles.star'), truth: join(folder, 'truth.csv'), project: join(host.home, 'project') }
    await cgr(host, 'run', set.particles, '-k', '2', '--seed', '1', '--network', 'on', '--nodes', '120', '--truth', set.truth, '-o', set.project)
    await use(set)
    await host.remove()
  }, { scope: 'worker', timeout: 300_000 }],
  /** A copy of the finished project, to be changed. */
  project: async ({ made, host }, use) => {
    const copy = join(mkdtempSync(join(tmpdir(), 'cgr-project-')), 'hsa')
    cpSync(made.project, copy, { recursive: true })
    await use(copy)
    await host.stop()
    rmSync(join(copy, '..'), { recursive: true, force: true })
  },
})

export { expect } from './host.ts'
