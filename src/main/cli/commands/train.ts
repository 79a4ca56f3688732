import { join, resolve } from 'node:path'
import { Option } from 'commander'
import type { Command } from 'commander'
import { Failure } from '../../../preload/contract/failure.ts'
import { DEFAULT_PARAMETERS } from '../../../preload/contract/parameters.ts'
import type { TrainParameters, TrainReport } from '../../../preload/contract/supervised.ts'
import { startTraining } from '../../core/startTraining.ts'
import { visibleText } from '../../report/visibleText.ts'
import { comparisonTable } from '../comparisonTable.ts'
import { duration, integer, table } from '../format.ts'
import { runJob } from '../job.ts'
import { backendOption, jsonOption, numberFrom, seedOption, threadsOption, wholeNumber } from '../options.ts'
import { shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'

type Options = Omit<TrainParameters, 'maxResolution' | 'mask'> & {
  output: string; labels: string; run?: string; maxResolution?: number; mask?: string; root?: string; passthrough?: string; resume?: true; overwrite?: true; json?: true
}

const EXAMPLES = `Examples:
  cgr train particles.star --labels labels.csv -o my-model
  cgr train particles.star --labels few.csv --run my-project -o my-model
  cgr train particles.star --labels Class3D/job012/run_it025_data.star -o my-model
`

const percent = (value: number): string => (100 * value).toFixed(1)

/** What the run alone was worth, on the same labels. */
const runLines = ({ run }: TrainReport): string[] => (run ? [`the run that saw no labels is right in ${percent(run.accuracy)} % of them (${percent(run.interval[0])} to ${percent(run.interval[1])} %)`] : [])

function comparisonLines({ comparison }: TrainReport): string[] {
  if (!comparison) return ['accuracy: not measured, because no micrographs could be held out']
  return [
    `on the ${integer(comparison.particles)} labelled particles, each by rules that its micrograph had no part in:`,
    comparisonTable(comparison.rules, 'accuracy', { head: 'calibration error', of: ({ calibrationError }) => calibrationError.toFixed(3) }),
  ]
}

function summary(terminal: Terminal, folder: string, report: TrainReport): string {
  const seconds = report.stages.reduce((sum, stage) => sum + stage.seconds, 0)
  return `${[
    terminal.paint('bold', `${integer(report.labels.taken)} labels of ${report.classes.length} classes learned`) + `, ${duration(seconds)}`,
    '',
    table(['class', 'name', 'labels', 'particles'], report.classes.map(one => [String(one.number), visibleText(one.name), integer(one.labels), integer(one.particles)])),
    '',
    ...comparisonLines(report),
    ...runLines(report),
    '',
    `voxel graph: ${integer(report.graph.nodes)} nodes, ${integer(report.graph.edges)} edges`,
    `network: ${visibleText(`${report.network.backend} on ${report.network.device}`)}`,
    ...[...report.warnings, ...report.input.doubts].map(text => `${terminal.paint('yellow', 'note:')} ${visibleText(text)}`),
    '',
    `label other particles with: cgr classify INPUT --model ${shortPath(join(folder, report.model))} -o DIR`,
  ].join('\n')}\n`
}

const optionalPath = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

async function train(terminal: Terminal, input: string, options: Options): Promise<void> {
  if (options.resume && options.overwrite) throw new Failure('usage', '--resume and --overwrite exclude each other', 'give one of them')
  const outputDir = resolve(options.output), json = options.json === true, { box, seed, backend, nodes, neighbours, correlationThreshold, threads } = options
  const { report, wasFinished } = await runJob(terminal, json, 'stopping; go on later with the same command and --resume (Ctrl-C again leaves now)', ctx => startTraining(
    {
      input: resolve(input), labels: resolve(options.labels), run: optionalPath(options.run), root: optionalPath(options.root), passthrough: optionalPath(options.passthrough), outputDir,
      parameters: { box, seed, backend, nodes, neighbours, correlationThreshold, threads, maxResolution: options.maxResolution ?? null, mask: optionalPath(options.mask) },
    },
    options.resume ? 'resume' : options.overwrite ? 'overwrite' : 'new', ctx,
  ))
  if (json) {
    terminal.out(`${JSON.stringify({ schema: 1, output: outputDir, alreadyFinished: wasFinished, report })}\n`)
    return
  }
  if (wasFinished) terminal.err(`${shortPath(outputDir)} holds this training, finished: nothing was left to do\n`)
  terminal.out(summary(terminal, outputDir, report))
}

/** `cgr train INPUT --labels FILE -o DIR` */
export function addTrain(program: Command, terminal: Terminal): void {
  program.command('train')
    .summary('learn conformations from labelled particles')
    .description('Trains the voxel graph network on particles whose conformation is known, and writes a model file that labels others. How right it is, beside the likelihood alone, is measured on micrographs held out.')
    .argument('<input>', 'particle file: .star (RELION 3.0 to 5) or .cs (cryoSPARC)')
    .requiredOption('--labels <file>', 'classes of some or all of the particles: .csv (index,class; rows from 1), .star (rlnClassNumber) or .cs (alignments3D/class)')
    .option('--run <dir>', 'finished run of the same particles: where labels are few, its posteriors stand in for the particles that have none, and its poses and junk are taken')
    .requiredOption('-o, --output <dir>', 'folder for everything that comes out')
    .option('--mask <file>', 'MRC mask that holds all that may move; made from the data without it')
    .addOption(new Option('--box <n>', 'working box, px').argParser(wholeNumber(24, 256)).default(DEFAULT_PARAMETERS.box))
    .addOption(new Option('--max-resolution <a>', 'finest resolution that decides the classes, Å; found from the data without it').argParser(numberFrom(0, true)))
    .addOption(backendOption())
    .addOption(new Option('--nodes <n>', 'nodes of the voxel graph, about').argParser(wholeNumber(32, 4096)).default(DEFAULT_PARAMETERS.nodes))
    .addOption(new Option('--neighbours <n>', 'nodes within reach of a node, about; decides the radius of the graph').argParser(wholeNumber(4, 64)).default(DEFAULT_PARAMETERS.neighbours))
    .addOption(new Option('--correlation-threshold <z>', 'standard errors by which an edge\'s correlation must exceed that of noise').argParser(numberFrom(0)).default(DEFAULT_PARAMETERS.correlationThreshold))
    .option('--root <dir>', 'folder that the paths in the input start from (a RELION or cryoSPARC project)')
    .option('--passthrough <file>', 'cryoSPARC passthrough file, where it does not lie beside the input')
    .addOption(seedOption())
    .addOption(threadsOption())
    .option('--resume', 'go on with the unfinished training in DIR')
    .option('--overwrite', 'replace the training in DIR; other files there stay')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action((input: string, options: Options) => train(terminal, input, options))
}
