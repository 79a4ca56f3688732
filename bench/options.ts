/**
 * Chooses the network's options by what labels of held-out micrographs are worth to it: `node bench/options.ts
 * [--sets poses,breathing,parts4] [--particles 4000] [--seed 1] [--folds 1] [FOLDER]`. All particles are labelled; each
 * option is moved by itself, and what is printed is how many nats a held-out particle gains on the likelihood (which the
 * untrained network is), and how many particles in a hundred more are right. Reads sets that are in FOLDER already.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { imageSpecimen } from '../src/main/compute/graph/imageSpecimen.ts'
import type { ItemSet } from '../src/main/compute/graph/itemFile.ts'
import type { VoxelGraph } from '../src/main/compute/graph/voxelGraph.ts'
import { NETWORK_OPTIONS, type NetworkOptions } from '../src/main/compute/model/jobs.ts'
import { Checkpoints } from '../src/main/compute/sorting/checkpoint.ts'
import { loadSet } from '../src/main/compute/sorting/loadSet.ts'
import { FOLDS, slotsOfFold } from '../src/main/compute/sorting/particles.ts'
import { whiten } from '../src/main/compute/sorting/whiten.ts'
import { createWorkspace } from '../src/main/compute/sorting/workspace.ts'
import { importParticles } from '../src/main/compute/stages/importParticles.ts'
import { judgeParticles } from '../src/main/compute/stages/judgeParticles.ts'
import { trainNetwork, type Lesson, type TrainingSet } from '../src/main/compute/stages/trainNetwork.ts'
import { voxelGraph } from '../src/main/compute/stages/voxelGraph.ts'
import { dealWeight, halfOfSlot, labelledSet } from '../src/main/compute/supervised/labelledSet.ts'
import { labelledItems } from '../src/main/compute/supervised/labelledItems.ts'
import { lessons } from '../src/main/compute/supervised/lessons.ts'
import type { RowLabels } from '../src/main/compute/supervised/protocol.ts'
import { teachableImages } from '../src/main/compute/supervised/teachableImages.ts'
import { Pool } from '../src/main/compute/threads/pool.ts'
import { simulate } from '../src/main/simulate/simulate.ts'
import { DEFAULT_PARAMETERS } from '../src/preload/contract/parameters.ts'
import { setOptions, type MisfitSetName, type SetName } from './sets.ts'

type Change = { readonly options?: Partial<NetworkOptions>; readonly nodes?: number; readonly smoothing?: number }

const NODES = 400
const CHANGES: Readonly<Record<string, Change>> = {
  'as it is': {},
  'λ 0': { options: { lambda: 0 } }, 'λ 0.03': { options: { lambda: 0.03 } }, 'λ 0.3': { options: { lambda: 0.3 } }, 'λ 1': { options: { lambda: 1 } },
  '1 layer': { options: { layers: 1 } }, '3 layers': { options: { layers: 3 } },
  'width 8': { options: { width: 8 } }, 'width 32': { options: { width: 32 } },
  'rate 0.002': { options: { learningRate: 0.002 } }, 'rate 0.008': { options: { learningRate: 0.008 } },
  'batch 32': { options: { batch: 32 } },
  'smoothing 0.05': { smoothing: 0.05 }, 'smoothing 0.1': { smoothing: 0.1 },
  '200 nodes': { nodes: 200 }, '800 nodes': { nodes: 800 },
}

const { values, positionals: [folder = join(tmpdir(), 'cgr-options')] } = parseArgs({
  args: argv.slice(2), allowPositionals: true,
  options: { sets: { type: 'string', default: 'poses,breathing,parts4' }, particles: { type: 'string', default: '4000' }, seed: { type: 'string', default: '1' }, folds: { type: 'string', default: '1' } },
})
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
const seed = Number(values.seed)

function truthOf(path: string, count: number): RowLabels {
  const classOfRow = new Int32Array(count).fill(-1)
  for (const line of readFileSync(path, 'utf8').trim().split('\n').slice(1)) {
    const [index, label] = line.split(',').map(Number)
    classOfRow[index - 1] = label
  }
  return { path, classOfRow, names: Array.from({ length: Math.max(...classOfRow) + 1 }, (_, k) => String(k)) }
}

type Prepared = { readonly training: TrainingSet; readonly lessons: readonly Lesson[] }

/** Stages 1 to 6 of `cgr train` on a set all of whose particles are labelled, for each number of nodes. */
async function prepare(name: SetName | MisfitSetName, nodeCounts: readonly number[], work: string): Promise<Map<number, Prepared>> {
  const input = join(folder, `${name}-${seed}-${values.particles}`)
  if (!existsSync(join(input, 'particles.star'))) await simulate(setOptions(name, input, seed, Number(values.particles)), quiet)
  const { particles } = importParticles(join(input, 'particles.star')), labels = truthOf(join(input, 'truth.csv'), particles.count)
  const pool = new Pool(2, quiet.signal)
  try {
    const { set, shellPower } = await loadSet(particles, { box: 64, maxResolution: null, seed, scratch: work, deal: { weight: dealWeight(labels) } }, pool, quiet)
    whiten(set, shellPower)
    const w = createWorkspace(pool, quiet, set)
    await judgeParticles(w, null, new Checkpoints(work))
    const taught = teachableImages(w), taken = labelledSet(taught, labels), maps = await taught.labelMaps(taken)
    const everyone = Array.from({ length: FOLDS }, (_, f) => ({ slots: slotsOfFold(f), model: maps.all }))
    const out = new Map<number, Prepared>()
    for (const nodes of nodeCounts) {
      const scratch = join(work, String(nodes))
      mkdirSync(scratch)
      const made = await voxelGraph(imageSpecimen(w, maps.all, []), everyone, 1, { ...DEFAULT_PARAMETERS, nodes, seed, scratch }, quiet)
      const { items, rowsAt } = await labelledItems(taught, made.graph.nodes, taken, maps, made.items, scratch, quiet)
      out.set(nodes, {
        training: { graph: made.graph as VoxelGraph, items: items as ItemSet, logPrior: taken.occupancy.map(p => Math.log(p)), half: Uint8Array.from(items.positions, position => halfOfSlot(taken.slotAt[position])), halves: maps.halves },
        lessons: lessons(taken, items, rowsAt).folds.slice(0, Number(values.folds)),
      })
    }
    return out
  } finally {
    await pool.close()
  }
}

/** Of the predicted rows: nats of the label that the network says more of than the likelihood, and percent of particles more that it gets right. */
async function judge({ training, lessons }: Prepared, { options, smoothing = 0 }: Change, work: string): Promise<{ gain: number; error: number; accuracy: number }> {
  const { classes } = training.items.file
  const smooth = lessons.map(lesson => ({ ...lesson, targets: lesson.targets.map(t => t * (1 - smoothing) + smoothing / classes) }))
  const trained = await trainNetwork(training, smooth, { backend: 'tensorflow', seed, ...options }, mkdtempSync(join(work, 'fit-')), quiet)
  const gains: number[] = []
  let right = 0
  for (const { predictRows, targets } of lessons) for (const row of predictRows) {
    const label = targets.subarray(row * classes, (row + 1) * classes).indexOf(1)
    if (label < 0) continue
    const says = [training.items.likelihood, trained.logits].map((logits, rule) => Array.from({ length: classes }, (_, k) => logits[row * classes + k] + (rule === 0 ? training.logPrior[k] : 0)))
    const nats = says.map(own => own[label] - Math.max(...own) - Math.log(own.reduce((sum, v) => sum + Math.exp(v - Math.max(...own)), 0)))
    gains.push(nats[1] - nats[0])
    right += [-1, 1].reduce((sum, sign, rule) => sum + (says[rule].indexOf(Math.max(...says[rule])) === label ? sign : 0), 0)
  }
  const gain = gains.reduce((a, b) => a + b) / gains.length
  return { gain, error: Math.sqrt(gains.reduce((sum, g) => sum + (g - gain) ** 2, 0)) / gains.length, accuracy: (100 * right) / gains.length }
}

const names = values.sets.split(',') as (SetName | MisfitSetName)[]
mkdirSync(folder, { recursive: true })
const work = mkdtempSync(join(folder, 'work-'))
try {
  const columns: string[][] = []
  for (const name of names) {
    const own = mkdtempSync(join(work, `${name}-`)), prepared = await prepare(name, [...new Set(Object.values(CHANGES).map(({ nodes = NODES }) => nodes))], own)
    columns.push([])
    for (const [change, what] of Object.entries(CHANGES)) {
      const { gain, error, accuracy } = await judge(prepared.get(what.nodes ?? NODES)!, what, own)
      columns.at(-1)!.push(`${gain.toFixed(4)} ± ${error.toFixed(4)}, ${accuracy >= 0 ? '+' : '−'}${Math.abs(accuracy).toFixed(2)}`)
      stdout.write(`${name}, ${change}: ${columns.at(-1)!.at(-1)}\n`)
    }
    rmSync(own, { recursive: true })
  }
  const { width, layers, lambda, learningRate, batch } = NETWORK_OPTIONS
  stdout.write(`\nAs it is: λ ${lambda}, ${layers} layers, width ${width}, rate ${learningRate}, batch ${batch}, ${NODES} nodes, no smoothing.\n\n| option | ${names.join(' | ')} |\n|---|${'---|'.repeat(names.length)}\n`)
  Object.keys(CHANGES).forEach((change, i) => stdout.write(`| ${change} | ${columns.map(column => column[i]).join(' | ')} |\n`))
} finally {
  rmSync(work, { recursive: true, force: true })
}
