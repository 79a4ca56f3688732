import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { DEFAULT_PARAMETERS } from '../../../preload/contract/parameters.ts'
import { SAMPLE, sampleOptions } from '../../app/sample.ts'
import { startRun } from '../../core/startRun.ts'
import { simulate } from '../../simulate/simulate.ts'
import { STATE_PRESETS } from '../../simulate/states.ts'
import { runJob } from '../job.ts'
import { jsonOption, threadsOption } from '../options.ts'
import { runSummary, shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'

const EXAMPLES = `Examples:
  cgr demo
  cgr demo -o try --threads 4
`

/** `cgr demo`: a set with known conformations, made, sorted and scored. */
export function addDemo(program: Command, terminal: Terminal): void {
  program.command('demo')
    .summary('simulate a small set, sort it, show how well that went')
    .description(`Simulates ${SAMPLE.particles} particles of human serum albumin (${STATE_PRESETS[SAMPLE.preset].about}), sorts them without being told, and scores the result against the truth. Replaces an earlier demo.`)
    .option('-o, --output <dir>', 'folder to write to', 'cgr-demo')
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action(async (options: { output: string; threads: number; json?: true }) => {
      const json = options.json === true
      const particles = resolve(options.output, 'particles')
      const outputDir = resolve(options.output, 'project')
      const { report } = await runJob(terminal, json, 'stopping (Ctrl-C again leaves now)', async ctx => {
        await simulate(sampleOptions(particles, SAMPLE.particles), ctx)
        return startRun(
          { input: join(particles, 'particles.star'), root: null, passthrough: null, outputDir, parameters: { ...DEFAULT_PARAMETERS, classes: SAMPLE.classes, threads: options.threads } },
          { intent: 'overwrite', truthPath: join(particles, 'truth.csv') }, ctx,
        )
      })
      if (json) terminal.out(`${JSON.stringify({ schema: 1, output: outputDir, particles, report })}\n`)
      else terminal.out(`${runSummary(terminal, outputDir, report)}the simulated particles and their truth are in ${shortPath(particles)}\n`)
    })
}
