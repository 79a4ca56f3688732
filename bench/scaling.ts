/**
 * Time and memory against the number of particles: `npm run build && node bench/scaling.ts [FOLDER] [N …]`. One spike3 set of
 * 4,000 particles of box 64 is simulated; larger ones repeat its rows, which cost the program what other particles would. 2 threads.
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
const input = join(folder, 'spike3')
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
if (!existsSync(join(input, 'particles.star'))) await simulate(setOptions('spike3', input, 1), quiet)

/** The particle file with its rows repeated until there are `count`. */
function repeatedRows(count: number): string {
  const path = join(input, `particles-${count}.star`)
  const lines = readFileSync(join(input, 'particles.star'), 'utf8').split('\n')
  const start = lines.findIndex(line => line.includes('@'))
  const rows = lines.slice(start).filter(line => line.trim() !== '')
  writeFileSync(path, `${[...lines.slice(0, start), ...Array.from({ length: count }, (_, i) => rows[i % rows.length])].join('\n')}\n`)
  return path
}

stdout.write('| N | seconds | milliseconds per particle | peak MB |\n|---|---|---|---|\n')
for (const count of counts) {
  const { wallSeconds, peakBytes } = await runProgram([repeatedRows(count), '-k', '3', '--threads', '2'], join(folder, `run-${count}`))
  stdout.write(`| ${count} | ${wallSeconds.toFixed(0)} | ${((1000 * wallSeconds) / count).toFixed(2)} | ${(peakBytes / 1e6).toFixed(0)} |\n`)
}
