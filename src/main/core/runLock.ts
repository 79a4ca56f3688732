import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import { cannotWrite } from '../files/atomicWrite.ts'
import { LOCK_FILE } from './runFiles.ts'

/** One writer per folder, until released. */
export type RunLock = { release(): void }

type Holder = { readonly pid: number; readonly host: string; readonly user: string; readonly since: string }

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** What the lock file says; null where it was being written when its maker died. */
function readHolder(path: string): Holder | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>
    return typeof value.pid === 'number' && typeof value.host === 'string' ? (value as Holder) : null
  } catch {
    return null
  }
}

const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return 'unknown' // a user id without a name, as in many containers
  }
}

/**
 * Takes the folder for this process. A lock whose process is gone from this host is taken over;
 * one of another host is refused by name, because nobody here can tell whether it still runs.
 */
export function takeLock(folder: string): RunLock {
  const path = join(folder, LOCK_FILE)
  for (let attempt = 0; ; attempt += 1) {
    try {
      const file = openSync(path, 'wx')
      writeSync(file, JSON.stringify({ pid: process.pid, host: hostname(), user: userName(), since: new Date().toISOString() } satisfies Holder))
      closeSync(file)
      return { release: () => rmSync(path, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(path, error)
    }
    const holder = readHolder(path)
    const isStale = holder === null || (holder.host === hostname() && (holder.pid === process.pid || !isAlive(holder.pid)))
    if (!isStale || attempt > 2) {
      const who = holder ? `process ${holder.pid} of ${holder.user} on ${holder.host} since ${holder.since}` : 'another process'
      throw new Failure('output', `${folder}: in use by ${who}`, `wait for it, or remove ${path} if it no longer runs`)
    }
    rmSync(path, { force: true })
  }
}
