import { runProgram } from './cli/program.ts'
import { processTerminal } from './cli/terminal.ts'

// `cgr … | head` closes the pipe early; there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}

process.exitCode = await runProgram(process.argv.slice(2), processTerminal())
