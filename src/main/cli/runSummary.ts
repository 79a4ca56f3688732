import { relative, resolve } from 'node:path'
import type { ComparisonReport, Rule } from '../../preload/contract/network.ts'
import type { Report } from '../../preload/contract/report.ts'
import { networkVerdict } from '../report/networkVerdict.ts'
import { visibleText } from '../report/visibleText.ts'
import { comparisonTable } from './comparisonTable.ts'
import { duration, integer, percent, table } from './format.ts'
import type { Terminal } from './terminal.ts'
import { intervalText, varianceText } from './varianceText.ts'

/** A path as the user would type it from here. */
export const shortPath = (path: string): string => {
  const short = relative(process.cwd(), resolve(path))
  return visibleText(short === '' ? '.' : short.startsWith('../../') ? path : short)
}

function advice({ classNumber: { chosen, advised } }: Report): string {
  return chosen === advised ? 'as the held-out likelihood advises' : `the held-out likelihood advises ${advised}`
}

/** The graph, the network and what it was worth; nothing where it took no part. */
function networkLines({ graph, network, comparison, truth }: Report): string[] {
  return [
    ...(graph ? [`voxel graph: ${integer(graph.nodes)} nodes, ${integer(graph.edges)} edges`] : []),
    ...(network ? [`network: ${visibleText(`${network.backend} on ${network.device}`)}, trained at ${integer(network.trainParticlesPerSecond)} and labelled ${integer(network.inferParticlesPerSecond)} particles/s`] : []),
    ...(comparison ? [...comparisonLines(comparison, truth), networkVerdict(comparison)] : []),
  ]
}

/** What a run calls the rule whose classes it keeps. */
const IN_TRUTH: Readonly<Partial<Record<Rule, string>>> = { likelihood: 'likelihood', network: 'network', combined: 'final' }

function comparisonLines({ rules, particles }: ComparisonReport, truth: Report['truth']): string[] {
  const accuracy = ({ rule }: { readonly rule: Rule }): string => {
    const known = truth?.rules?.find(one => one.rule === IN_TRUTH[rule])
    return known ? percent(known.accuracy) : '–'
  }
  return [
    `one half of a particle’s data against the other, ${integer(particles)} particles:`,
    comparisonTable(rules, 'agreement', truth?.rules ? { head: 'accuracy, all data', of: accuracy } : null),
  ]
}

/** The result of a run in a dozen lines. */
export function runSummary(terminal: Terminal, folder: string, report: Report): string {
  const seconds = report.stages.reduce((sum, stage) => sum + stage.seconds, 0)
  const rows = report.classes.map(one => [
    String(one.number), integer(one.particles), percent(one.occupancy), `${one.resolutionA.toFixed(1)} Å`, one.bfactor === null ? '–' : `${one.bfactor.toFixed(0)} Å²`, varianceText(one.variance), intervalText(one.variance), one.map,
  ])
  const { poseError, truth, junk } = report
  const lines = [
    terminal.paint('bold', `${report.classNumber.chosen} conformations in ${integer(report.input.particles)} particles`) + ` (${advice(report)}), ${duration(seconds)}`,
    '',
    table(['class', 'particles', 'share', 'resolution', 'B-factor', 'variability', '95 %', 'map'], rows),
    '',
    `junk: ${integer(junk.particles)} particles (${percent(junk.fraction)}), kept as class 0`,
    poseError === null ? 'pose error: not estimated (--pose-polish off)' : `pose error: ${poseError.angleDeg.toFixed(2)}° and ${poseError.shiftPx.toFixed(2)} px, estimated`,
    truth ? `accuracy: ${terminal.paint('bold', percent(truth.accuracy))} of ${integer(truth.particles)} particles against ${shortPath(truth.source)} (ARI ${truth.ari.toFixed(3)})` : 'accuracy: not known without --truth',
    ...networkLines(report),
    ...[...report.warnings, ...report.input.doubts].map(text => `${terminal.paint('yellow', 'note:')} ${visibleText(text)}`),
    '',
    `maps, particles and report are in ${shortPath(folder)}; open ${shortPath(`${folder}/report.html`)}`,
  ]
  return `${lines.join('\n')}\n`
}
