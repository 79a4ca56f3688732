/**
 * What chosen labels are worth beside random ones: `npm run build && node bench/active.ts [FOLDER] [SET:SEED …]`. A run without labels, then `cgr train --run`
 * with 100 labels that were chosen, and with 100 and 300 random ones; what is counted is how many particles are right that none of the three has labelled.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, execPath, stdout } from 'node:process'
import { importParticles } from '../src/main/compute/stages/importParticles.ts'
import { readProject } from '../src/main/db/open.ts'
import { readParticles } from '../src/main/db/particles.ts'
import { findBlock, numberColumns, readStar } from '../src/main/formats/star.ts'
import { mostTelling } from '../src/main/numerics/activeChoice.ts'
import { bestMatching } from '../src/main/numerics/assignment.ts'
import { seededRandom } from '../src/main/numerics/rng.ts'
import { simulate } from '../src/main/simulate/simulate.ts'
import type { TrainReport } from '../src/preload/contract/supervised.ts'
import { LAUNCHER } from './program.ts'
import { setOptions, type SetName } from './sets.ts'

const [folder = join(tmpdir(), 'cgr-active'), ...wanted] = argv.slice(2)
const jobs = wanted.length > 0 ? wanted : ['spike3', 'parts4'].flatMap(name => [1, 2, 3, 4, 5].map(seed => `${name}:${seed}`))
const quiet = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }

function cgr(...words: readonly string[]): void {
  const { status } = spawnSync(execPath, [LAUNCHER, ...words, '--threads', '2', '--overwrite'], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`cgr ${words[0]} ended with ${status}`)
}

function classesOf(star: string): Float64Array {
  const file = readStar(star)
  return numberColumns(file, findBlock(file, 'particles')!.tables[0], ['rlnClassNumber'])[0]
}

/** Fraction of some rows that are right under the best one-to-one matching of classes. */
function accuracy(found: ArrayLike<number>, truth: readonly number[], rows: readonly number[], classes: number): number {
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  for (const row of rows) if (found[row] > 0) counts[truth[row]][found[row] - 1]++
  return bestMatching(counts).reduce((sum, k, i) => sum + (k >= 0 ? counts[i][k] : 0), 0) / rows.length
}

stdout.write('| set | seed | the run | 100 chosen | 100 random | 300 random | held-out on the labels: 100 chosen | 100 random | 300 random |\n|---|---|---|---|---|---|---|---|---|\n')
for (const job of jobs) {
  const [name, seed] = job.split(':') as [SetName, string], input = join(folder, `${name}-${seed}`), star = join(input, 'particles.star'), project = `${input}-run`
  if (!existsSync(star)) await simulate(setOptions(name, input, Number(seed)), quiet)
  const truth = readFileSync(join(input, 'truth.csv'), 'utf8').trim().split('\n').slice(1).map(line => Number(line.split(',')[1])), classes = Math.max(...truth) + 1
  if (!existsSync(join(project, 'report.json'))) cgr('run', star, '-k', String(classes), '--network', 'off', '-o', project)
  const db = readProject(join(project, 'project.sqlite')), { posteriors, classNumber } = readParticles(db)
  db.close()
  const { particles } = importParticles(star), good = Array.from(truth.keys()).filter(row => truth[row] >= 0), mixed = Array.from(seededRandom(Number(seed)).fork('labels').permutation(good.length), i => good[i])
  // What a person would call junk gets no label.
  const chosen = [...mostTelling({ classes, posteriors, labelled: Uint8Array.from(truth, label => Number(label < 0)), micrograph: particles.micrograph }, 100)]
  const arms = { 'chosen-100': chosen, 'random-100': mixed.slice(0, 100), 'random-300': mixed.slice(0, 300) }, labelled = new Set(Object.values(arms).flat()), rest = good.filter(row => !labelled.has(row))
  const outcomes = Object.entries(arms).map(([arm, rows]) => {
    const labels = join(input, `${arm}.csv`), output = `${input}-${arm}`
    writeFileSync(labels, `index,class\n${rows.map(row => `${row + 1},${truth[row]}`).join('\n')}\n`)
    cgr('train', star, '--labels', labels, '--run', project, '-o', output)
    const { comparison } = JSON.parse(readFileSync(join(output, 'report.json'), 'utf8')) as TrainReport
    return { all: accuracy(classesOf(join(output, 'run_data.star')), truth, rest, classes), heldOut: comparison?.rules.find(({ rule }) => rule === 'combined')!.value ?? NaN }
  })
  stdout.write(`| ${[name, seed, accuracy(classNumber, truth, rest, classes).toFixed(4), ...outcomes.map(({ all }) => all.toFixed(4)), ...outcomes.map(({ heldOut }) => heldOut.toFixed(3))].join(' | ')} |\n`)
}
