/**
 * What the network adds to the likelihood where labels teach it: `npm run build && node bench/supervised.ts [--seed 1]
 * [--particles 4000] [FOLDER] [SET:LABELS …]`. Runs `cgr train` with so many labels of whole micrographs and prints its own
 * comparison on labelled particles, each by rules that its micrograph had no part in ("–" where the labels' micrographs are
 * too few to hold any out), and how many of the particles of the other micrographs the model gets right.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, execPath, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { findBlock, numberColumns, readStar } from '../src/main/formats/star.ts'
import { simulate } from '../src/main/simulate/simulate.ts'
import type { TrainReport } from '../src/preload/contract/supervised.ts'
import { LAUNCHER } from './program.ts'
import { setOptions, type MisfitSetName, type SetName } from './sets.ts'

const { values, positionals } = parseArgs({ args: argv.slice(2), allowPositionals: true, options: { seed: { type: 'string', default: '1' }, particles: { type: 'string', default: '4000' } } })
const [folder = join(tmpdir(), 'cgr-supervised'), ...wanted] = positionals
const jobs = wanted.length > 0 ? wanted : ['spike3:300', 'spike3:1000', 'spike3:2000', 'poses:4000', 'junk10:4000', 'crowded:4000', 'breathing:4000', 'contrast30:4000']
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }

/** The labels of the first particles: the simulator fills one micrograph after the other. */
function firstLabels(input: string, count: number): string {
  const path = join(input, `labels-${count}.csv`)
  const [head, ...rows] = readFileSync(join(input, 'truth.csv'), 'utf8').trim().split('\n')
  writeFileSync(path, `${[head, ...rows.slice(0, count)].join('\n')}\n`)
  return path
}

/** Fraction right of the particles that had no label, by the truth. */
function others(input: string, output: string, labels: number): string {
  const star = readStar(join(output, 'run_data.star')), [classNumber] = numberColumns(star, findBlock(star, 'particles')!.tables[0], ['rlnClassNumber'])
  const unlabelled = readFileSync(join(input, 'truth.csv'), 'utf8').trim().split('\n').slice(1 + labels).map(line => line.split(',').map(Number))
  if (unlabelled.length === 0) return '–'
  return `${(unlabelled.filter(([index, label]) => classNumber[index - 1] === label + 1).length / unlabelled.length).toFixed(4)} of ${unlabelled.length}`
}

stdout.write('| set | labels | linear | likelihood | network | combined | p, network | p, combined | calibration error | combined, other micrographs | seconds |\n|---|---|---|---|---|---|---|---|---|---|---|\n')
for (const job of jobs) {
  const [name, labels] = job.split(':') as [SetName | MisfitSetName, string]
  const input = join(folder, `${name}-${values.seed}-${values.particles}`), output = join(folder, `${name}-${values.seed}-${labels}-model`)
  if (!existsSync(join(input, 'particles.star'))) await simulate(setOptions(name, input, Number(values.seed), Number(values.particles)), quiet)
  const start = performance.now()
  const { status } = spawnSync(execPath, [LAUNCHER, 'train', join(input, 'particles.star'), '--labels', firstLabels(input, Number(labels)), '-o', output, '--overwrite', '--threads', '2'], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`cgr train ended with ${status}`)
  const { comparison } = JSON.parse(readFileSync(join(output, 'report.json'), 'utf8')) as TrainReport
  const of = (rule: string) => comparison?.rules.find(one => one.rule === rule)
  const value = (rule: string) => of(rule)?.value.toFixed(4) ?? '–', p = (rule: string) => of(rule)?.mcnemar?.toPrecision(2) ?? '–'
  stdout.write(`| ${[name, labels, value('linear'), value('likelihood'), value('network'), value('combined'), p('network'), p('combined'), of('combined')?.calibrationError.toFixed(3) ?? '–', others(input, output, Number(labels)), ((performance.now() - start) / 1000).toFixed(0)].join(' | ')} |\n`)
}
