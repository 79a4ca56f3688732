/**
 * Speed against RELION's Class3D on the same particles, one after the other on the same machine:
 * `npm run build && node bench/relion.ts [FOLDER]`. Needs relion_refine and relion_reconstruct.
 */
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { simulate } from '../src/main/simulate/simulate.ts'
import { runProgram } from './program.ts'
import { relionClass3d } from './relionClass3d.ts'
import { setOptions } from './sets.ts'

const input = argv[2] ?? join(tmpdir(), 'cgr-relion')
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
if (!existsSync(join(input, 'particles.star'))) await simulate(setOptions('spike3', input, 1), quiet)

const ours: { network: string; wallSeconds: number }[] = []
for (const network of ['on', 'off']) {
  const { wallSeconds, report } = await runProgram([join(input, 'particles.star'), '-k', '3', '--truth', join(input, 'truth.csv'), '--seed', '1', '--threads', '2', '--network', network], join(input, `cgr-${network}`))
  ours.push({ network, wallSeconds })
  stdout.write(`cgr run particles.star -k 3 --threads 2 --network ${network}: ${wallSeconds.toFixed(1)} s, accuracy ${report.truth!.accuracy.toFixed(4)}\n`)
  stdout.write(`  ${report.stages.map(stage => `${stage.name} ${stage.seconds.toFixed(1)}`).join(', ')} s\n`)
  if (report.network) stdout.write(`  ${report.network.backend}: ${report.network.trainParticlesPerSecond.toFixed(0)} particles/s in training, ${report.network.inferParticlesPerSecond.toFixed(0)} in inference (two views each), ${report.graph!.nodes} nodes\n`)
}
const { seconds, accuracy } = relionClass3d(input, 3)
stdout.write(`RELION Class3D -k 3, 25 iterations, 2 threads: ${seconds.toFixed(1)} s, accuracy ${accuracy.toFixed(4)}\n`)
for (const { network, wallSeconds } of ours) stdout.write(`ratio ${(seconds / wallSeconds).toFixed(1)} with the network ${network}\n`)
stdout.write(`${readFileSync('/proc/loadavg', 'utf8').trim()} (load while measuring)\n`)
