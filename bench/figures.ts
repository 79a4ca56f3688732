/**
 * Accuracy on the benchmark sets: `npm run build && node bench/figures.ts [--seeds 1,2] [FOLDER] [SET …]` simulates every set with each
 * seed, runs `cgr run` on it without the truth in sight of any stage, and prints a Markdown table.
 */
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import type { Report } from '../src/preload/contract/report.ts'
import { findBlock, numberColumns, readStar } from '../src/main/formats/star.ts'
import { simulate } from '../src/main/simulate/simulate.ts'
import { runProgram } from './program.ts'
import { setOptions, SETS, type SetName } from './sets.ts'

const CLASSES = { hsa2: 2, hsa3: 3, spike2: 2, spike3: 3, parts4: 4, spike3e: 3, reallike: 3 } as const satisfies Record<SetName, number>
const { values, positionals: [folder = join(tmpdir(), 'cgr-figures'), ...wanted] } = parseArgs({ args: argv.slice(2), allowPositionals: true, options: { seeds: { type: 'string', default: '1,2' } } })
const seeds = values.seeds.split(',').map(Number)
const names = (wanted.length > 0 ? wanted : Object.keys(SETS)) as SetName[]
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }

const ruleOf = (report: Report, name: string): string => report.truth!.rules!.find(({ rule }) => rule === name)?.accuracy.toFixed(4) ?? '–'

/** Junk that was called junk, junk there is, good particles that were called junk. */
function junkCounts(input: string, output: string): string {
  const star = readStar(join(output, 'run_data.star'))
  const table = findBlock(star, 'particles')!.tables[0]
  const [classNumber] = numberColumns(star, table, ['rlnClassNumber'])
  const good = new Set(readFileSync(join(input, 'truth.csv'), 'utf8').trim().split('\n').slice(1).map(line => Number(line.split(',')[0]) - 1))
  let found = 0, lost = 0
  classNumber.forEach((k, row) => {
    if (k === 0 && good.has(row)) lost++
    if (k === 0 && !good.has(row)) found++
  })
  return `${found} of ${classNumber.length - good.size}, ${lost} lost`
}

stdout.write('| set | seed | accuracy | sorting alone | network alone | network’s share (z) | calibration error | ARI | pose error, ° / px | junk found | K advised | resolutions, Å | seconds | peak MB |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n')
for (const name of names) for (const seed of seeds) {
  const input = join(folder, `${name}-${seed}`), output = `${input}-run`
  if (!existsSync(join(input, 'particles.star'))) await simulate(setOptions(name, input, seed), quiet)
  const { report, wallSeconds, peakBytes } = await runProgram([join(input, 'particles.star'), '-k', String(CLASSES[name]), '--truth', join(input, 'truth.csv'), '--seed', String(seed), '--threads', '2'], output)
  const row = [
    name, seed, report.truth!.accuracy.toFixed(4), ruleOf(report, 'sorting'), ruleOf(report, 'network'), report.comparison ? `${report.comparison.stacking.networkWeight.toFixed(2)} (${report.comparison.stacking.z.toFixed(1)})` : '–',
    report.truth!.rules!.find(({ rule }) => rule === 'final')!.calibrationError.toFixed(3), report.truth!.ari.toFixed(3), `${report.poseError!.angleDeg.toFixed(2)} / ${report.poseError!.shiftPx.toFixed(3)}`,
    junkCounts(input, output), report.classNumber.advised, report.classes.map(c => c.resolutionA.toFixed(1)).join(' '), wallSeconds.toFixed(0), (peakBytes / 1e6).toFixed(0),
  ]
  stdout.write(`| ${row.join(' | ')} |\n`)
}
