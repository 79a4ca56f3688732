import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import { cannotWrite } from '../files/atomicWrite.ts'

/** A folder beside the accelerator's, where the next one is made; there is one at a time, so it is the lock too. */
export type Staging = {
  /** Becomes the accelerator's folder. */
  readonly accelerator: string
  /** For what is thrown away again. */
  readonly scratch: string
  /** Takes everything away that was not moved to its place. */
  remove(): void
}

type Owner = { readonly pid: number; readonly host: string }

const OWNER = 'owner.json'
const ACCELERATOR = 'accelerator'
const SCRATCH = 'scratch'

/** A name beside `folder` that nothing else has. */
const uniqueBeside = (folder: string): string => `${folder}.${process.pid}-${randomBytes(4).toString('hex')}`

export const stagingFolder = (folder: string): string => `${folder}.installing`

function readOwner(path: string): Owner | null {
  try {
    const owner = JSON.parse(readFileSync(join(path, OWNER), 'utf8')) as Partial<Owner>
    return typeof owner.pid === 'number' && typeof owner.host === 'string' ? (owner as Owner) : null
  } catch {
    return null // of a process that was ended while it took the folder away
  }
}

function isAtWork(owner: Owner | null): owner is Owner {
  if (owner === null) return false
  if (owner.host !== hostname()) return true
  try {
    return process.kill(owner.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Clears away what a killed process left; refuses where one is at work. Whoever renames the folder has it to itself. */
function takeAway(path: string): void {
  const owner = readOwner(path)
  if (isAtWork(owner)) {
    throw new Failure('output', `${path}: process ${owner.pid} on ${owner.host} is installing there`, 'wait for it, or remove that folder if it no longer runs')
  }
  renameSync(path, uniqueBeside(path))
}

/** What was renamed and not yet deleted when its process was killed. */
function sweep(path: string): void {
  const parent = dirname(path)
  for (const name of readdirSync(parent).filter(one => one.startsWith(`${basename(path)}.`))) rmSync(join(parent, name), { recursive: true, force: true })
}

function make(path: string): void {
  const made = uniqueBeside(path)
  try {
    mkdirSync(join(made, ACCELERATOR), { recursive: true })
    mkdirSync(join(made, SCRATCH))
    writeFileSync(join(made, OWNER), JSON.stringify({ pid: process.pid, host: hostname() } satisfies Owner))
    if (existsSync(path)) takeAway(path)
    // Fails where another process has made it in the meantime, since that one is not empty.
    renameSync(made, path)
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    throw error
  }
}

/** Makes the folder where the accelerator of `folder` is put together. Throws a Failure while another process is at it. */
export function openStaging(folder: string): Staging {
  const path = stagingFolder(folder)
  try {
    mkdirSync(dirname(path), { recursive: true })
    make(path)
    sweep(path)
  } catch (error) {
    throw cannotWrite(path, error)
  }
  return { accelerator: join(path, ACCELERATOR), scratch: join(path, SCRATCH), remove: () => rmSync(path, { recursive: true, force: true }) }
}
