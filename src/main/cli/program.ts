import { Command, CommanderError } from 'commander'
import { EXIT_CODES, Failure } from '../../preload/contract/failure.ts'
import { asFailure } from '../core/asFailure.ts'
import { VERSION } from '../core/versions.ts'
import { addAccelerator } from './commands/accelerator.ts'
import { addClassify } from './commands/classify.ts'
import { addCompare } from './commands/compare.ts'
import { addDemo } from './commands/demo.ts'
import { addDoctor } from './commands/doctor.ts'
import { addEmbed } from './commands/embed.ts'
import { addInfo } from './commands/info.ts'
import { addReport } from './commands/report.ts'
import { addRun } from './commands/run.ts'
import { addServe } from './commands/serve.ts'
import { addSimulate } from './commands/simulate.ts'
import { addTrain } from './commands/train.ts'
import { addVariance } from './commands/variance.ts'
import { tellFailure } from './errors.ts'
import type { Terminal } from './terminal.ts'

const EXAMPLES = `Examples:
  cgr demo                                      a small set is simulated, sorted and scored
  cgr run particles.star -k 3 -o my-project     sort particles into three conformations
  cgr run particles.cs -k auto -o my-project    find the number of conformations as well
`

const EXIT_TEXT = `
Exit codes: 0 done, 2 wrong usage, 65 bad data, 66 missing input, 70 internal error, 73 cannot write, 130 stopped on request
`

function buildProgram(terminal: Terminal): Command {
  const program = new Command('cgr')
    .description('Conformational Graph Reconstruction: sorts cryo-EM particles into conformations and reconstructs a map of each.')
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, outputError: () => undefined })
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXIT_TEXT)
  for (const add of [addServe, addRun, addTrain, addClassify, addSimulate, addEmbed, addCompare, addVariance, addInfo, addReport, addDoctor, addAccelerator, addDemo]) add(program, terminal)
  return program
}

/** "error: unknown option '--sed'\n(Did you mean --seed?)" as one line with the way to more. */
function usageFailure(error: CommanderError, argv: readonly string[], program: Command): Failure {
  const command = program.commands.find(candidate => candidate.name() === argv[0])
  const message = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ').replace(/\.$/, '')
  return new Failure('usage', message, `see cgr ${command ? `${command.name()} ` : ''}--help`)
}

/** Runs the program with the words after its name; gives the exit code. Nothing is thrown. */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<number> {
  const program = buildProgram(terminal)
  const json = argv.includes('--json')
  try {
    if (argv.length === 0) {
      program.outputHelp({ error: true })
      return EXIT_CODES.usage
    }
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : tellFailure(terminal, usageFailure(error, argv, program), json)
    return tellFailure(terminal, asFailure(error), json)
  }
}
