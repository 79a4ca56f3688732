import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/** What /proc says of the processes of this machine. */
export type Process = { readonly pid: number; readonly parent: number; readonly words: readonly string[]; readonly seccomp: string }

function readProcess(pid: number): Process | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const field = (name: string): string => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? ''
    return { pid, parent: Number(field('PPid')), words: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/).filter(Boolean), seccomp: field('Seccomp') }
  } catch {
    return null // gone meanwhile
  }
}

/** A process and all that it has started. */
export function familyOf(pid: number): Process[] {
  const all = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(name => readProcess(Number(name))).filter(one => one !== null)
  const below = (of: number): Process[] => all.filter(one => one.parent === of).flatMap(one => [one, ...below(one.pid)])
  return [...all.filter(one => one.pid === pid), ...below(pid)]
}

export const isRenderer = ({ words }: Process): boolean => words.includes('--type=renderer')
/** The core's Node, not a launcher that waits for it. */
export const isCore = ({ words }: Process): boolean => words.includes('serve') && words.includes('--socket')
/** The process of a job, which the core forks. */
export const isJob = ({ words }: Process): boolean => words.some(word => word.endsWith('job.js'))

/** TCP ports on which one of these processes waits for somebody. */
export function listeningPorts(pids: readonly number[]): number[] {
  const sockets = new Set(pids.flatMap(openSockets))
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table => readFileSync(table, 'utf8').split('\n').slice(1))
    .map(line => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(inode))
    .map(([, local]) => parseInt(local.split(':').at(-1) ?? '', 16))
}

/** Inodes of the sockets that a process has open. */
function openSockets(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap(name => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${name}`))?.[1] ?? [])
  } catch {
    return []
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

export function isAlive(pid: number): boolean {
  const process = readProcess(pid)
  return process !== null && process.words.length > 0 // a zombie has no words
}
