/**
 * Graph parameters against accuracy and resolution, with a linear regression of each: `npm run build && node bench/study.ts
 * [--set spike3] [--particles 1500] [--seed 1] [FOLDER]`. Every combination of node count, reach and correlation
 * threshold runs `cgr run` once; what is regressed is the network's own rule, since the final one may leave it out.
 */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { linearRegression } from '../src/main/numerics/linearRegression.ts'
import { simulate } from '../src/main/simulate/simulate.ts'
import { runProgram } from './program.ts'
import { setOptions, type SetName } from './sets.ts'

const { values, positionals: [folder = join(tmpdir(), 'cgr-study')] } = parseArgs({
  args: argv.slice(2), allowPositionals: true, options: { set: { type: 'string', default: 'spike3' }, particles: { type: 'string', default: '1500' }, seed: { type: 'string', default: '1' } },
})
const NODES = [200, 400, 600], NEIGHBOURS = [12, 24], THRESHOLDS = [0, 3]
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
const input = join(folder, `${values.set}-${values.seed}-${values.particles}`)
if (!existsSync(join(input, 'particles.star'))) await simulate(setOptions(values.set as SetName, input, Number(values.seed), Number(values.particles)), quiet)

const rows: number[][] = [], outcomes: { name: string; values: number[] }[] = ['network’s accuracy', 'agreement between halves', 'mean resolution, Å'].map(name => ({ name, values: [] }))
stdout.write('| nodes | reach, Å | threshold | edges | network’s accuracy | final accuracy | agreement | mean resolution, Å |\n|---|---|---|---|---|---|---|---|\n')
for (const nodes of NODES) for (const neighbours of NEIGHBOURS) for (const threshold of THRESHOLDS) {
  const { report } = await runProgram([
    join(input, 'particles.star'), '-k', '3', '--truth', join(input, 'truth.csv'), '--seed', values.seed, '--threads', '2', '--network', 'on',
    '--nodes', String(nodes), '--neighbours', String(neighbours), '--correlation-threshold', String(threshold),
  ], join(folder, 'run'))
  const graph = report.graph!, resolution = report.classes.reduce((sum, one) => sum + one.resolutionA, 0) / report.classes.length
  const accuracy = report.truth!.rules!.find(({ rule }) => rule === 'network')!.accuracy, agreement = report.comparison!.rules.find(({ rule }) => rule === 'network')!.value
  rows.push([graph.nodes / 100, graph.radiusA, threshold])
  outcomes.forEach((outcome, i) => outcome.values.push([accuracy, agreement, resolution][i]))
  stdout.write(`| ${[graph.nodes, graph.radiusA.toFixed(1), threshold, graph.edges, accuracy.toFixed(4), report.truth!.accuracy.toFixed(4), agreement.toFixed(4), resolution.toFixed(2)].join(' | ')} |\n`)
}
stdout.write('\n| outcome | per 100 nodes (p) | per Å of reach (p) | per unit of threshold (p) | R² |\n|---|---|---|---|---|\n')
for (const { name, values: y } of outcomes) {
  const { coefficients, r2 } = linearRegression(rows, y)
  stdout.write(`| ${[name, ...coefficients.slice(1).map(({ value, p }) => `${value.toPrecision(2)} (${p.toPrecision(2)})`), r2.toFixed(2)].join(' | ')} |\n`)
}
