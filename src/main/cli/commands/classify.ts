import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { RunParameters } from '../../../preload/contract/parameters.ts'
import type { ClassificationReport } from '../../../preload/contract/supervised.ts'
import { startClassification } from '../../core/startClassification.ts'
import { visibleText } from '../../report/visibleText.ts'
import { integer, percent, table } from '../format.ts'
import { runJob } from '../job.ts'
import { backendOption, jsonOption, threadsOption } from '../options.ts'
import { shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'

type Options = { output: string; model: string; root?: string; passthrough?: string; backend: RunParameters['backend']; threads: number; overwrite?: true; json?: true }

const EXAMPLES = `Examples:
  cgr classify particles.star --model my-model/model.cgr -o classified
`

function summary(terminal: Terminal, folder: string, report: ClassificationReport): string {
  const { junk, specimen, model } = report, total = Math.max(report.input.particles, 1)
  return `${[
    terminal.paint('bold', `${integer(report.input.particles)} particles labelled, ${integer(report.particlesPerSecond)} particles per second`),
    '',
    table(['class', 'name', 'particles', 'share', 'mean posterior'], report.classes.map(one => [String(one.number), visibleText(one.name), integer(one.particles), percent(one.particles / total), one.meanPosterior.toFixed(3)])),
    '',
    `junk: ${integer(junk.particles)} particles (${percent(junk.fraction)}), kept as class 0`,
    `specimen: ${specimen.correlation === null ? 'not compared' : `consensus correlates with the model’s by ${specimen.correlation.toFixed(2)}`}${specimen.contrastSign < 0 ? ', contrast inverted' : ''}`,
    `accuracy: ${model.heldOutAccuracy === null ? 'not known' : `${percent(model.heldOutAccuracy)} on particles held out when the model was trained; here not known`}`,
    `network: ${visibleText(`${report.network.backend} on ${report.network.device}`)}, ${integer(report.network.inferParticlesPerSecond)} particles per second`,
    ...[...report.warnings, ...report.input.doubts].map(text => `${terminal.paint('yellow', 'note:')} ${visibleText(text)}`),
    '',
    `particles and report are in ${shortPath(folder)}`,
  ].join('\n')}\n`
}

const optionalPath = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

async function classify(terminal: Terminal, input: string, options: Options): Promise<void> {
  const outputDir = resolve(options.output), json = options.json === true, { backend, threads } = options
  const { report } = await runJob(terminal, json, 'stopping (Ctrl-C again leaves now)', ctx => startClassification(
    { input: resolve(input), model: resolve(options.model), root: optionalPath(options.root), passthrough: optionalPath(options.passthrough), outputDir, parameters: { backend, threads } },
    options.overwrite ? 'overwrite' : 'new', ctx,
  ))
  terminal.out(json ? `${JSON.stringify({ schema: 1, output: outputDir, report })}\n` : summary(terminal, outputDir, report))
}

/** `cgr classify INPUT --model FILE -o DIR` */
export function addClassify(program: Command, terminal: Terminal): void {
  program.command('classify')
    .summary('label new particles of the same specimen')
    .description('Labels particles with a model that cgr train has written: same specimen, box and pixel size, poses in the same frame. Needs no more memory for more particles.')
    .argument('<input>', 'particle file: .star (RELION 3.0 to 5) or .cs (cryoSPARC)')
    .requiredOption('--model <file>', 'model.cgr of cgr train')
    .requiredOption('-o, --output <dir>', 'folder for everything that comes out')
    .option('--root <dir>', 'folder that the paths in the input start from (a RELION or cryoSPARC project)')
    .option('--passthrough <file>', 'cryoSPARC passthrough file, where it does not lie beside the input')
    .addOption(backendOption())
    .addOption(threadsOption())
    .option('--overwrite', 'replace the classification in DIR; other files there stay')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action((input: string, options: Options) => classify(terminal, input, options))
}
