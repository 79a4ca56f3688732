import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Command } from 'commander'
import { DEFAULT_PARAMETERS } from '../../../preload/contract/parameters.ts'
import type { RunParameters } from '../../../preload/contract/parameters.ts'
import { startRun } from '../../core/startRun.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { runJob } from '../job.ts'
import { backendOption, jsonOption, numberFrom, seedOption, threadsOption, wholeNumber } from '../options.ts'
import { runSummary, shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'

type Options = {
  output: string; classes: RunParameters['classes']; truth?: string; mask?: string; box: number; maxResolution?: number; posePolish: 'on' | 'off'
  network: RunParameters['network']; backend: RunParameters['backend']; nodes: number; neighbours: number; correlationThreshold: number
  root?: string; passthrough?: string; seed: number; threads: number; resume?: true; overwrite?: true; json?: true
}

const EXAMPLES = `Examples:
  cgr run particles.star -k 3 -o my-project
  cgr run J42/particles.cs --root /data/cryosparc/P7 -k auto -o my-project
  cgr run particles.star -k auto -o my-project --truth truth.csv --seed 1 --threads 2 --json
  cgr run particles.star -k 3 -o my-project --resume
`

const classes = (text: string): RunParameters['classes'] => (text === 'auto' ? 'auto' : wholeNumber(1, 12)(text))

const optionalPath = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

async function run(terminal: Terminal, input: string, options: Options): Promise<void> {
  if (options.resume && options.overwrite) throw new Failure('usage', '--resume and --overwrite exclude each other', 'give one of them')
  const outputDir = resolve(options.output)
  const json = options.json === true
  const stopping = `stopping; go on later with the same command and --resume (Ctrl-C again leaves now)`
  const outcome = await runJob(terminal, json, stopping, ctx => startRun(
    {
      input: resolve(input), root: optionalPath(options.root), passthrough: optionalPath(options.passthrough), outputDir,
      parameters: {
        classes: options.classes, box: options.box, maxResolution: options.maxResolution ?? null, posePolish: options.posePolish === 'on',
        mask: optionalPath(options.mask), seed: options.seed, threads: options.threads,
        network: options.network, backend: options.backend, nodes: options.nodes, neighbours: options.neighbours, correlationThreshold: options.correlationThreshold,
      },
    },
    { intent: options.resume ? 'resume' : options.overwrite ? 'overwrite' : 'new', truthPath: optionalPath(options.truth) },
    ctx,
  ))
  if (json) {
    terminal.out(`${JSON.stringify({ schema: 1, output: outputDir, alreadyFinished: outcome.wasFinished, report: outcome.report })}\n`)
    return
  }
  if (outcome.wasFinished) terminal.err(`${shortPath(outputDir)} holds this run, finished: nothing was left to do\n`)
  terminal.out(runSummary(terminal, outputDir, outcome.report))
}

/** `cgr run INPUT -o DIR` */
export function addRun(program: Command, terminal: Terminal): void {
  program.command('run')
    .summary('sort particles into conformations and reconstruct each')
    .description('Sorts the particles of a RELION .star or cryoSPARC .cs file into conformations, without labels, and reconstructs a map of each.')
    .argument('<input>', 'particle file: .star (RELION 3.0 to 5) or .cs (cryoSPARC); or one 3D map per particle: a folder of .mrc, or a .star that names them')
    .requiredOption('-o, --output <dir>', 'folder for everything that comes out')
    .addOption(new Option('-k, --classes <k>', 'number of conformations, 1 to 12, or auto').argParser(classes).default(DEFAULT_PARAMETERS.classes))
    .option('--truth <file>', 'true classes (.csv, .star, .cs), only for scoring the result')
    .option('--mask <file>', 'MRC mask that holds all that may move; made from the data without it')
    .addOption(new Option('--box <n>', 'working box, px').argParser(wholeNumber(24, 256)).default(DEFAULT_PARAMETERS.box))
    .addOption(new Option('--max-resolution <a>', 'finest resolution that decides the classes, Å; found from the data without it').argParser(numberFrom(0, true)))
    .addOption(new Option('--pose-polish <on|off>', 'refine the poses against the class maps').choices(['on', 'off']).default('on'))
    .addOption(new Option('--network <on|off|auto>', 'train the voxel graph network and let it correct the likelihood where it has earned it; auto: only where TensorFlow or a GPU computes it').choices(['on', 'off', 'auto']).default(DEFAULT_PARAMETERS.network))
    .addOption(backendOption())
    .addOption(new Option('--nodes <n>', 'nodes of the voxel graph, about').argParser(wholeNumber(32, 4096)).default(DEFAULT_PARAMETERS.nodes))
    .addOption(new Option('--neighbours <n>', 'nodes within reach of a node, about; decides the radius of the graph').argParser(wholeNumber(4, 64)).default(DEFAULT_PARAMETERS.neighbours))
    .addOption(new Option('--correlation-threshold <z>', 'standard errors by which an edge\'s correlation must exceed that of noise').argParser(numberFrom(0)).default(DEFAULT_PARAMETERS.correlationThreshold))
    .option('--root <dir>', 'folder that the paths in the input start from (a RELION or cryoSPARC project)')
    .option('--passthrough <file>', 'cryoSPARC passthrough file, where it does not lie beside the input')
    .addOption(seedOption())
    .addOption(threadsOption())
    .option('--resume', 'go on with the unfinished run in DIR')
    .option('--overwrite', 'replace the run in DIR; other files there stay')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action((input: string, options: Options) => run(terminal, input, options))
}
