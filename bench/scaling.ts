/**
 * Time and memory against the number of particles: `npm run build && node bench/scaling.ts [FOLDER] [N …]` on spike3 sets
 * of box 64, 2 threads.
 */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { simulate } from '../src/main/simulate/simulate.ts'
import { runProgram } from './program.ts'
import { setOptions } from './sets.ts'

const [folder = join(tmpdir(), 'cgr-scaling'), ...wanted] = argv.slice(2)
const counts = wanted.length > 0 ? wanted.map(Number) : [4000, 16000, 64000, 100000]
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
stdout.write('| N | seconds | seconds per particle | peak MB | accuracy |\n|---|---|---|---|---|\n')
for (const count of counts) {
  const input = join(folder, `spike3-${count}`)
  if (!existsSync(join(input, 'particles.star'))) await simulate(setOptions('spike3', input, 1, count), quiet)
  const { report, wallSeconds, peakBytes } = await runProgram([join(input, 'particles.star'), '-k', '3', '--truth', join(input, 'truth.csv'), '--threads', '2'], `${input}-run`)
  stdout.write(`| ${count} | ${wallSeconds.toFixed(0)} | ${(wallSeconds / count).toFixed(4)} | ${(peakBytes / 1e6).toFixed(0)} | ${report.truth!.accuracy.toFixed(4)} |\n`)
}
