import type { Command } from 'commander'
import { Failure } from '../../../preload/contract/failure.ts'
import { diagnose } from '../../core/doctor.ts'
import { bytes } from '../format.ts'
import { jsonOption } from '../options.ts'
import type { Terminal } from '../terminal.ts'

const EXAMPLES = `Examples:
  cgr doctor
  cgr doctor --json
`

/** `cgr doctor` */
export function addDoctor(program: Command, terminal: Terminal): void {
  program.command('doctor')
    .summary('say what this machine offers')
    .description('Says versions, cores, memory, disk, and which parts that the program needs work here.')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action(async (options: { json?: true }) => {
      const found = await diagnose(process.cwd())
      if (options.json) terminal.out(`${JSON.stringify({ schema: 1, ...found })}\n`)
      else {
        terminal.out(`${[
          ...Object.entries(found.versions).map(([name, version]) => `${name} ${version}`),
          `${found.cores} cores, ${found.processor}`,
          `memory ${bytes(found.memory.total)}, ${bytes(found.memory.free)} free`,
          `disk ${bytes(found.disk.free)} free here`,
          ...found.backends.map(({ name, works, detail }) => `${works ? terminal.paint('green', '✓') : terminal.paint('red', '✗')} ${name}: ${detail}`),
        ].join('\n')}\n`)
      }
      const broken = found.backends.find(backend => !backend.works)
      if (broken && !options.json) throw new Failure('internal', `${broken.name} does not work here: ${broken.detail}`)
    })
}
