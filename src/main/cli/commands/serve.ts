import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Option } from 'commander'
import type { Command } from 'commander'
import { Failure, missingInput } from '../../../preload/contract/failure.ts'
import { createHandler } from '../../app/handler.ts'
import { Workstation } from '../../app/workstation.ts'
import { listen } from '../../host/server.ts'
import { onInterrupt } from '../interrupt.ts'
import { wholeNumber } from '../options.ts'
import type { Terminal } from '../terminal.ts'

const PAGES = fileURLToPath(new URL('../renderer', import.meta.url))

type Options = { readonly port: number; readonly socket?: string; readonly browser: boolean }

/** A folder to be opened at the start: it must be there, for a mistyped name must not become a new project. */
function folderToOpen(name: string | undefined): string | null {
  if (name === undefined) return null
  const folder = resolve(name)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw missingInput(folder, 'no such folder', 'name the folder of a cgr run, or none')
  return folder
}

/** Serves until it is told to stop; then jobs are stopped in order and projects closed. */
async function serve(terminal: Terminal, folder: string | undefined, { port, socket, browser }: Options): Promise<void> {
  if (!existsSync(PAGES)) throw new Failure('internal', 'the window is not built', 'run `npm run build`')
  const workstation = new Workstation(folderToOpen(folder))
  const listening = await listen(createHandler(workstation, PAGES), socket === undefined ? { port } : { socket })
  if (socket === undefined) terminal.out(`${listening.address}\n`)
  else terminal.out(`${JSON.stringify({ ready: true, socket, token: listening.token })}\n`)
  if (listening.address !== null) terminal.err('open this address in a browser; it works on this computer only (through a tunnel: ssh -L PORT:127.0.0.1:PORT). Ctrl-C stops.\n')
  if (browser && listening.address !== null) openBrowser(listening.address, terminal)
  const interrupt = onInterrupt(() => terminal.err('stopping\n'), terminal.interactive)
  await new Promise<void>(done => {
    interrupt.signal.addEventListener('abort', () => done())
    // The window's process has gone without a word: nobody is left to serve.
    if (socket !== undefined) process.stdin.resume().on('end', done).on('error', done)
  })
  await workstation.shutDown()
  await listening.close()
  interrupt.stop()
}

/** The system's own browser; where there is none the address stands on the terminal. */
function openBrowser(address: string, terminal: Terminal): void {
  const [program, ...words] = process.platform === 'darwin' ? ['open', address] : process.platform === 'win32' ? ['explorer', address] : ['xdg-open', address]
  const child = spawn(program, words, { stdio: 'ignore', detached: true })
  child.on('error', () => terminal.err('no browser could be started: open the address yourself\n'))
  child.unref()
}

const portOption = (): Option => new Option('--port <n>', 'port on 127.0.0.1; 0: a free one').argParser(wholeNumber(0, 65535)).default(0)

/** `cgr serve [DIR] --port N` and `cgr open [DIR]` */
export function addServe(program: Command, terminal: Terminal): void {
  program.command('serve')
    .summary('the window in a browser, on this computer or through a tunnel')
    .description('Serves the workstation on 127.0.0.1 and prints the address with its token.')
    .argument('[dir]', 'project to open')
    .addOption(portOption())
    .addOption(new Option('--socket <path>', 'listen on this socket for the desktop window').hideHelp())
    .action((folder: string | undefined, options: Options) => {
      if (options.socket !== undefined) mkdirSync(resolve(options.socket, '..'), { recursive: true, mode: 0o700 })
      return serve(terminal, folder, { ...options, browser: false })
    })
  program.command('open')
    .summary('open a project in the browser')
    .description('Serves the workstation on 127.0.0.1 and opens it in the browser.')
    .argument('[dir]', 'project to open')
    .addOption(portOption())
    .action((folder: string | undefined, options: Options) => serve(terminal, folder, { ...options, browser: true }))
}
