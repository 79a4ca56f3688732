import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import type { MeasuredClass, VarianceReport } from '../../../preload/contract/calls/variance.ts'
import { projectParticles } from '../../app/landscape/projectParticles.ts'
import { VARIANCE_FOLDER } from '../../compute/variance/varianceFiles.ts'
import { startVariance } from '../../core/startVariance.ts'
import { visibleText } from '../../report/visibleText.ts'
import { duration, integer, table } from '../format.ts'
import { runJob } from '../job.ts'
import { openedForWork } from '../openedForWork.ts'
import { jsonOption, threadsOption } from '../options.ts'
import { shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'
import { intervalText, varianceText } from '../varianceText.ts'

type Options = { threads: number; json?: true }

const EXAMPLES = `Examples:
  cgr variance my-project relion/run_it025_data.star
  cgr variance my-project J44/J44_particles.cs
`

const rowOf = (whose: string) => ({ label, particles, variance }: MeasuredClass): string[] =>
  [whose, label, integer(particles), varianceText(variance), intervalText(variance), variance.heldOutGain.toFixed(3)]

function posesText({ difference, path }: VarianceReport): string {
  return difference
    ? `all at the poses of ${shortPath(path)}, which differ from those of the particle file by ${difference.angleDeg.toFixed(2)}° and ${difference.shiftA.toFixed(2)} Å in the median`
    : `all at the poses that the run ended with: ${shortPath(path)} has none`
}

function summary(folder: string, report: VarianceReport): string {
  const { classes, ours, tooSmall, warnings, seconds, path, shared, matchedBy, resolutionLimitA } = report
  return visibleText([
    table(['classes of', 'class', 'particles', 'variability', '95 %', 'held-out gain'], [...classes.map(rowOf(shortPath(path))), ...ours.map(rowOf('the run'))]),
    '', `${integer(shared)} particles, told apart by ${matchedBy}; ${posesText(report)}; to ${resolutionLimitA.toFixed(1)} Å, ${duration(seconds)}`,
    'variability: what still moves inside a class, in units of σ of its map; held-out gain: log-likelihood per particle won by allowing it, nats',
    ...(tooSmall.length === 0 ? [] : [`too small to be measured: ${tooSmall.map(({ label, particles }) => `${label} (${integer(particles)})`).join(', ')}`]),
    ...warnings.map(text => `note: ${text}`),
    '', `maps are in ${shortPath(folder)}`, '',
  ].join('\n'))
}

async function variance(terminal: Terminal, dir: string, assignment: string, { threads, json }: Options): Promise<void> {
  const project = openedForWork('variance', resolve(dir))
  try {
    const wish = { ...projectParticles(project, threads), path: resolve(assignment) }
    project.releaseDatabase()
    const report = await runJob(terminal, json === true, 'stopping (Ctrl-C again leaves now)', ctx => startVariance(wish, ctx)), folder = join(project.folder, VARIANCE_FOLDER, report.name)
    terminal.out(json ? `${JSON.stringify({ schema: 1, output: folder, report })}\n` : summary(folder, report))
  } finally {
    project.close()
  }
}

/** `cgr variance PROJECT ASSIGNMENT` */
export function addVariance(program: Command, terminal: Terminal): void {
  program.command('variance')
    .summary('measure what still moves inside the classes of another program')
    .description('Measures the conformational variance of another program’s classes of a run’s particles, and of the run’s own beside them: by the same code, from the same images, at the same poses, so that the numbers may be compared. Poses are those of the file, where it has some, or else those that the run ended with.')
    .argument('<project>', 'folder of a run')
    .argument('<assignment>', 'the classes: .star (rlnClassNumber), .cs (alignments3D/class) or .csv (index,class)')
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action((dir: string, assignment: string, options: Options) => variance(terminal, dir, assignment, options))
}
