import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { bundledNode } from '../../../resources/bundledNode.mjs'

export type CoreAddress = { readonly socket: string; readonly token: string }

export type CoreProcess = {
  readonly pid: number | undefined
  /** Rejects with the reason where the process ends before it listens. */
  readonly address: Promise<CoreAddress>
  /** Settles with why, when the process has gone; never rejects. */
  readonly ended: Promise<string>
  /** Lets it stop its jobs and close its projects, and waits for that. */
  stop(): Promise<void>
}

/** The line that `cgr serve --socket` prints when it listens. */
const Ready = z.object({ ready: z.literal(true), socket: z.string(), token: z.string() })

/** A core that takes longer to start is stuck; a cold, slow disk takes seconds. */
const START_MS = 60_000
/** A core that takes longer to stop is stuck; a cancelled job takes 5 s at most. */
const STOP_MS = 10_000
/** The longest name of a socket is 107 bytes on Linux, 103 on macOS; ours adds 20 to its folder's. */
const LONGEST_FOLDER = 80

const isWindows = process.platform === 'win32'

/** A new folder that nobody but this user can enter: made so by mkdtemp, 0700. */
function privateFolder(): string {
  const places = [process.env['XDG_RUNTIME_DIR'] ?? '', tmpdir()].filter(place => place !== '' && place.length <= LONGEST_FOLDER)
  for (const place of places) {
    try {
      return mkdtempSync(join(place, 'cgr-'))
    } catch {
      continue // not there, or not to be written: the next
    }
  }
  return mkdtempSync('/tmp/cgr-')
}

/** Electron's own settings are for this process only; the core is a plain Node. */
function environment(): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, NODE_OPTIONS: __, ...others } = process.env
  return others
}

/**
 * Starts the host program of the browser on a socket that only this user reaches, so that no TCP port is open. `root` is the program's folder,
 * `opens` the project to open. The core hears by the end of its stdin that this process has gone, however that happened.
 */
export function startCore(root: string, opens: string | null): CoreProcess {
  const folder = privateFolder()
  const socket = isWindows ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 'core.sock')
  const words = [join(root, 'resources', 'cgr.mjs'), 'serve', ...(opens === null ? [] : [opens]), '--socket', socket]
  // A process group of its own: Ctrl-C in the terminal that started the window is the window's to answer.
  const child = spawn(bundledNode(root) ?? 'node', words, { stdio: 'pipe', detached: !isWindows, windowsHide: true, env: environment() })
  let lastWords = ''
  child.stderr.on('data', (bytes: Buffer) => { lastWords = (lastWords + bytes.toString()).slice(-2000) })
  child.stdin.on('error', () => undefined)

  const ended = new Promise<string>(resolve => {
    const gone = (how: string): void => {
      rmSync(folder, { recursive: true, force: true })
      resolve(lastWords.trim().split('\n').at(-1) || how)
    }
    child.on('error', error => gone(`it cannot be started: ${error.message}`))
    child.on('close', (code, signal) => gone(signal ? `ended by ${signal}` : `ended with code ${code}`))
  })
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS)
  const firstLine = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>
  const address = Promise.race([firstLine.then(([line]) => readyAt(line)), ended.then(reason => Promise.reject(new Error(reason)))])
  // Who asks for the address hears why there is none; a process that says something else than its address is of no use.
  address.catch(() => child.kill()).finally(() => clearTimeout(late))

  return {
    pid: child.pid, address, ended,
    async stop() {
      child.stdin.end()
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

function readyAt(line: string): CoreAddress {
  const { socket, token } = Ready.parse(JSON.parse(line))
  return { socket, token }
}
