import { join, resolve } from 'node:path'
import { Option } from 'commander'
import type { Command } from 'commander'
import { MAX_COMPONENTS } from '../../../preload/contract/calls/landscape.ts'
import type { EmbeddingReport, WalkAlong, WalkReport } from '../../../preload/contract/calls/landscape.ts'
import { motionGain, motionSentence } from '../../../preload/contract/motionWords.ts'
import { projectParticles } from '../../app/landscape/projectParticles.ts'
import { EMBEDDING_FOLDER, WALK_SCRIPT } from '../../compute/embedding/embeddingFiles.ts'
import { readLatent } from '../../compute/embedding/readEmbedding.ts'
import { componentsOf } from '../../compute/embedding/walkPoints.ts'
import { writeEmbeddingCsv } from '../../core/embeddingCsv.ts'
import { readPathFile } from '../../core/pathFile.ts'
import { startEmbedding, startWalk } from '../../core/startEmbedding.ts'
import type { EmbeddingWish, WalkWish } from '../../core/startEmbedding.ts'
import { visibleText } from '../../report/visibleText.ts'
import { duration, integer, percent, table } from '../format.ts'
import { runJob } from '../job.ts'
import { openedForWork } from '../openedForWork.ts'
import { jsonOption, threadsOption, wholeNumber } from '../options.ts'
import { shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'

type Options = { components: number; threads: number; csv?: string; walk?: number; path?: string; points: number; json?: true }

const EXAMPLES = `Examples:
  cgr embed my-project
  cgr embed my-project --components 3 --csv coordinates.csv
  cgr embed my-project --walk 1 --points 8      maps along the first component of the embedding
  cgr embed my-project --path path.csv          maps along a path; path.csv: pc1,pc2 and one vertex a line
`

function summary(terminal: Terminal, folder: string, report: EmbeddingReport): string {
  const { components, evidence, motion, particles, used, seconds, resolutionLimitA, warnings } = report
  return `${[
    terminal.paint('bold', `${integer(used)} of ${integer(particles)} particles embedded to ${resolutionLimitA.toFixed(1)} Å, ${duration(seconds)}`),
    '',
    table(['component', 'share of variance', 'held-out gain'], components.map(({ key, variance }, j) => [key, percent(variance), evidence[j].toFixed(3)])),
    '',
    'held-out gain: log-likelihood that a component wins on particles it was not learnt from, nats per particle; at 0 and below it is noise',
    ...(motion ? ['', motionSentence(motion), motionGain(motion)] : []),
    ...warnings.map(text => `${terminal.paint('yellow', 'note:')} ${visibleText(text)}`),
    '',
    `coordinates and maps of the components are in ${shortPath(join(folder, EMBEDDING_FOLDER))}`,
  ].join('\n')}\n`
}

function walkSummary(folder: string, { along, points, lowpassA, bandwidth, seconds, warnings }: WalkReport): string {
  const keys = componentsOf(along).map(component => `pc${component}`)
  return `${[
    table(['point', ...keys, 'particles', 'resolution'], points.map(({ place, particles, resolutionA }, i) => [String(i + 1), ...place.map(v => v.toFixed(2)), integer(particles), `${resolutionA.toFixed(1)} Å`])),
    '',
    ...(bandwidth === null ? [] : [`particles count by a Gaussian of standard deviation ${bandwidth.toFixed(2)} round each point, where the unit of ${keys.join(' and ')} is a standard deviation of the particles`]),
    `all maps are low-passed at ${lowpassA.toFixed(1)} Å; ${duration(seconds)}`,
    ...warnings.map(text => `note: ${visibleText(text)}`),
    `maps, half-maps and a ChimeraX script, ${WALK_SCRIPT}, are in ${shortPath(folder)}`,
  ].join('\n')}\n`
}

/** What maps are to be made along; null where it is an embedding that is wanted. */
function alongOf({ walk: component, path, points }: Options): WalkAlong | null {
  if (path !== undefined) return { kind: 'path', ...readPathFile(resolve(path)), points }
  return component === undefined ? null : { kind: 'component', component, points }
}

async function embed(terminal: Terminal, dir: string, options: Options): Promise<void> {
  const folder = resolve(dir), project = openedForWork('embed', folder)
  try {
    const along = alongOf(options), particles = projectParticles(project, options.threads)
    project.releaseDatabase()
    await (along ? walk(terminal, { ...particles, along }, options) : place(terminal, { ...particles, components: options.components }, options))
  } finally {
    project.close()
  }
}

const STOPPING = 'stopping (Ctrl-C again leaves now)'

async function place(terminal: Terminal, wish: EmbeddingWish, { csv, json }: Options): Promise<void> {
  const report = await runJob(terminal, json === true, STOPPING, ctx => startEmbedding(wish, ctx)), folder = wish.outputDir
  if (csv !== undefined) writeEmbeddingCsv(resolve(csv), report, readLatent(folder, report))
  terminal.out(json ? `${JSON.stringify({ schema: 1, output: join(folder, EMBEDDING_FOLDER), report })}\n` : summary(terminal, folder, report))
}

async function walk(terminal: Terminal, wish: WalkWish, { json }: Options): Promise<void> {
  const report = await runJob(terminal, json === true, STOPPING, ctx => startWalk(wish, ctx)), folder = join(wish.outputDir, EMBEDDING_FOLDER, report.name)
  terminal.out(json ? `${JSON.stringify({ schema: 1, output: folder, report })}\n` : walkSummary(folder, report))
}

/** `cgr embed PROJECT` */
export function addEmbed(program: Command, terminal: Terminal): void {
  program.command('embed')
    .summary('place the particles of a run by how they differ from their mean')
    .description('Finds the principal components of the particles’ differences from their consensus, and the coordinates of every particle that is not junk: clouds apart from each other are states, a long cloud is motion. Poses, classes and junk are those of the run.')
    .argument('<project>', 'folder of a run')
    .option('--components <n>', `principal components, 1 to ${MAX_COMPONENTS}`, wholeNumber(1, MAX_COMPONENTS), 6)
    .option('--csv <file>', 'write the coordinates as a table, too: one row for each particle')
    .option('--walk <n>', 'instead of an embedding: maps along component n of the one that there is', wholeNumber(1, MAX_COMPONENTS))
    .addOption(new Option('--path <file>', 'instead of an embedding: maps along a path; .csv with a heading as pc1,pc2 and one vertex a line').conflicts('walk'))
    .option('--points <n>', 'points of the walk or path', wholeNumber(2, 50), 8)
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action((dir: string, options: Options) => embed(terminal, dir, options))
}
