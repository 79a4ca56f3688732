/**
 * Time and memory against the number of particles: `npm run build && node bench/scaling.ts [FOLDER] [N …]`. One spike3 set of
 * the largest N, box 64, is simulated; smaller ones are its first rows. 2 threads.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { simulate } from '../src/main/simulate/simulate.ts'
import { runProgram } from './program.ts'
import { setOptions } from './sets.ts'

const [folder = join(tmpdir(), 'cgr-scaling'), ...wanted] = argv.slice(2)
const counts = wanted.length > 0 ? wanted.map(Number) : [4000, 16000, 64000, 100000]
const most = Math.max(...counts), input = join(folder, `spike3-${most}`)
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
if (!existsSync(join(input, 'particles.star'))) await simulate(setOptions('spike3', input, 1, most), quiet)

/** The particle file cut after its first `count` rows. */
function firstRows(count: number): string {
  const path = join(input, `first-${count}.star`)
  const lines = readFileSync(join(input, 'particles.star'), 'utf8').split('\n')
  const start = lines.findIndex(line => line.includes('@'))
  writeFileSync(path, `${lines.slice(0, start + count).join('\n')}\n`)
  return path
}

stdout.write('| N | seconds | milliseconds per particle | peak MB | accuracy |\n|---|---|---|---|---|\n')
for (const count of counts) {
  const { report, wallSeconds, peakBytes } = await runProgram([firstRows(count), '-k', '3', '--truth', join(input, 'truth.csv'), '--threads', '2'], join(folder, `run-${count}`))
  stdout.write(`| ${count} | ${wallSeconds.toFixed(0)} | ${((1000 * wallSeconds) / count).toFixed(2)} | ${(peakBytes / 1e6).toFixed(0)} | ${report.truth!.accuracy.toFixed(4)} |\n`)
}
