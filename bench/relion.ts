/**
 * Speed against RELION's Class3D on the same particles, one after the other on the same machine:
 * `npm run build && node bench/relion.ts [FOLDER]`. Needs relion_refine and relion_reconstruct.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv, execPath, stdout } from 'node:process'
import { simulate } from '../src/main/simulate/simulate.ts'
import { LAUNCHER, runProgram } from './program.ts'
import { setOptions } from './sets.ts'

const input = argv[2] ?? join(tmpdir(), 'cgr-relion')
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
if (!existsSync(join(input, 'particles.star'))) await simulate(setOptions('spike3', input, 1), quiet)

const ours = await runProgram([join(input, 'particles.star'), '-k', '3', '--truth', join(input, 'truth.csv'), '--seed', '1', '--threads', '2'], join(input, 'cgr'))
stdout.write(`cgr run particles.star -k 3 --threads 2: ${ours.wallSeconds.toFixed(1)} s, accuracy ${ours.report.truth!.accuracy.toFixed(4)}\n`)

const script = resolve(import.meta.dirname, '..', '..', 'shared', 'tools', 'relion_class3d.sh')
if (!existsSync(script)) throw new Error(`${script} is not there: this comparison needs the RELION wrapper beside the repository`)
const said = execFileSync('bash', [script, input, '3'], { encoding: 'utf8' })
const seconds = Number(/wall=([\d.]+)s/.exec(said)![1])
const score = spawnSync(execPath, [LAUNCHER, 'compare', join(input, 'truth.csv'), join(input, 'relion', 's1_it025_data.star'), '--truth', 'A', '--json'], { encoding: 'utf8' })
const { accuracy } = JSON.parse(score.stdout) as { accuracy: number }
stdout.write(`RELION Class3D -k 3, 25 iterations, 2 threads: ${seconds.toFixed(1)} s, accuracy ${accuracy.toFixed(4)}\n`)
stdout.write(`ratio ${(seconds / ours.wallSeconds).toFixed(1)}\n`)
stdout.write(`${readFileSync('/proc/loadavg', 'utf8').trim()} (load while measuring)\n`)
