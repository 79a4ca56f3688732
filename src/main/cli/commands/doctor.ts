import type { Command } from 'commander'
import { Failure } from '../../../preload/contract/failure.ts'
import type { Trial } from '../../compute/model/backends/backend.ts'
import { diagnose, tryBackends } from '../../core/doctor.ts'
import { trialText } from '../acceleratorText.ts'
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
    .description('Says versions, cores, memory, disk, and which parts that the program needs work here; then tries each backend of the network: a matrix product is timed and the gradients of a 3D convolution are checked.')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action(async (options: { json?: true }) => {
      const found = await diagnose(process.cwd())
      const { accelerator } = found
      if (!options.json) {
        terminal.out(`${[
          ...Object.entries(found.versions).map(([name, version]) => `${name} ${version}`),
          `${found.cores} cores, ${found.processor}`,
          `memory ${bytes(found.memory.total)}, ${bytes(found.memory.free)} free`,
          `disk ${bytes(found.disk.free)} free here`,
          ...found.parts.map(({ name, works, detail }) => `${works ? terminal.paint('green', '✓') : terminal.paint('red', '✗')} ${name}: ${detail}`),
          `accelerator: ${accelerator.fault ?? (accelerator.installed ? `TensorFlow ${accelerator.installed.tensorflow}${accelerator.installed.cuda ? ' with CUDA' : ''} in ${accelerator.folder}` : `none in ${accelerator.folder}`)}`,
        ].join('\n')}\n`)
      }
      const backends: Trial[] = []
      for await (const trial of tryBackends()) {
        backends.push(trial)
        if (!options.json) terminal.out(`${trialText(terminal.paint, trial)}\n`)
      }
      if (options.json) {
        terminal.out(`${JSON.stringify({ schema: 1, ...found, backends })}\n`)
        return
      }
      const broken = found.parts.find(part => !part.works)
      if (broken) throw new Failure('internal', `${broken.name} does not work here: ${broken.detail}`)
      if (!backends.some(trial => trial.works)) throw new Failure('internal', 'no backend of the network works here', 'runs need --network off')
    })
}
