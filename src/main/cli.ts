import { runProgram } from './cli/program.ts'
import { processTerminal } from './cli/terminal.ts'

/** What writing says when the reader, or the whole terminal, has gone. */
const GONE = new Set(['EPIPE', 'EIO'])

// `cgr … | head` closes stdout early: nobody wants the rest. A terminal that closes takes stderr along, but the work can still be brought to an orderly end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!GONE.has(error.code ?? '')) throw error
  process.exit(0)
})
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (!GONE.has(error.code ?? '')) throw error
})

process.exitCode = await runProgram(process.argv.slice(2), processTerminal())
