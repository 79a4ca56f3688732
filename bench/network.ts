/**
 * How fast the network learns and labels on the processor: `node bench/network.ts [tensorflow] [wasm]`. 512 nodes, 3 classes, one view of a
 * particle, options as in a run; particles are synthetic, which costs the network what real ones do. One process for each backend; labelling is
 * repeated, and so is the whole: lowest, median and highest rate tell how quiet the machine was.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, env, execPath, stdout } from 'node:process'
import type { BackendName } from '../src/main/compute/model/backends/backend.ts'
import { openBackend } from '../src/main/compute/model/backends/openBackend.ts'
import { classify } from '../src/main/compute/model/classify.ts'
import { fit } from '../src/main/compute/model/fit.ts'
import { Items } from '../src/main/compute/model/items.ts'
import { Checkpoints } from '../src/main/compute/sorting/checkpoint.ts'
import { job, synthetic } from '../tests/model/syntheticItems.ts'

const PARTICLES = 1500
const TIMES = 3

const spread = (rates: readonly number[]): string => [0, rates.length >> 1, rates.length - 1].map(at => rates.toSorted((a, b) => a - b)[at].toFixed(0)).join(' / ')

async function measure(name: BackendName): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-network-'))
  try {
    const { backend } = await openBackend(name)
    const set = synthetic(join(folder, 'items.f32'), { side: 8, particles: PARTICLES, classes: 3, views: 1, seed: 1, power: 8, excess: 2, labels: 'true' })
    const task = job(set, folder, { presentations: 3200 }), items = new Items(set.items, set.graph)
    const training: number[] = [], labelling: number[] = []
    for (let time = 0; time < TIMES; time += 1) {
      const { trainSeconds, presented, result } = await fit(backend.tf, task, set.task, items, { checkpoints: new Checkpoints(mkdtempSync(join(folder, 'fit-'))), progress: () => {} })
      training.push(presented / trainSeconds)
      for (let again = 0; again < TIMES; again += 1) {
        const { seconds } = await classify(backend.tf, { ...task, kind: 'classify', weights: result.weights, energies: set.task.energies, logPrior: set.task.logPrior }, items, () => {})
        labelling.push(set.items.rows / seconds)
      }
    }
    items.close()
    stdout.write(`| ${backend.name} ${backend.version} | ${set.graph.nodes} | ${spread(training)} | ${spread(labelling)} |\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const wanted = argv.slice(2)
if (env['CGR_BENCH_BACKEND']) await measure(env['CGR_BENCH_BACKEND'] as BackendName)
else {
  stdout.write('| backend | nodes | particles/s in training, lowest / median / highest | in labelling |\n|---|---|---|---|\n')
  for (const name of wanted.length > 0 ? wanted : ['tensorflow', 'wasm']) spawnSync(execPath, ['--disable-warning=DEP0044', argv[1]], { env: { ...env, CGR_BENCH_BACKEND: name }, stdio: 'inherit' })
}
