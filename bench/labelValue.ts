/**
 * Whether the particles that are most in doubt are those whose label would change most: `npm run build && node bench/labelValue.ts FOLDER SET:SEED …`, after
 * bench/active.ts in the same FOLDER. Particles of a finished run are given each of their likely labels in turn; class maps are made anew, and the
 * log-likelihood of all particles, by maps that their own fold took no part in, is computed again. Expected change: Σ_k p(k) |change for label k|.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { followRun, renewConsensus, takeClasses } from '../src/main/compute/sorting/followRun.ts'
import { Checkpoints } from '../src/main/compute/sorting/checkpoint.ts'
import { heldOut } from '../src/main/compute/sorting/expectation.ts'
import { loadSet } from '../src/main/compute/sorting/loadSet.ts'
import { whiten } from '../src/main/compute/sorting/whiten.ts'
import { createWorkspace } from '../src/main/compute/sorting/workspace.ts'
import { importParticles } from '../src/main/compute/stages/importParticles.ts'
import { judgeParticles } from '../src/main/compute/stages/judgeParticles.ts'
import { Pool } from '../src/main/compute/threads/pool.ts'
import { readProject } from '../src/main/db/open.ts'
import { readParticles } from '../src/main/db/particles.ts'
import { seededRandom } from '../src/main/numerics/rng.ts'

const [folder = join(tmpdir(), 'cgr-active'), ...jobs] = argv.slice(2)
const ctx = { signal: new AbortController().signal, report: () => {}, log: () => {}, warn: () => {} }
/** Candidates: of the 100 most doubtful, of the next 500, of all others. */
const STRATA = [[0, 100, 14], [100, 600, 10], [600, Infinity, 6]] as const
/** Labels less likely than this are not tried. */
const LEAST = 0.02

const ranks = (values: readonly number[]): number[] => values.map(v => values.filter(other => other < v).length + values.filter(other => other === v).length / 2)
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (v: readonly number[]): number => v.reduce((x, y) => x + y, 0) / v.length, [ma, mb] = [mean(a), mean(b)]
  const sum = (f: (i: number) => number): number => a.reduce((total, _, i) => total + f(i), 0)
  return sum(i => (a[i] - ma) * (b[i] - mb)) / Math.sqrt(sum(i => (a[i] - ma) ** 2) * sum(i => (b[i] - mb) ** 2))
}

stdout.write('| set | seed | stratum | candidates | mean entropy, nats | mean expected change, nats | rank correlation of the two in all |\n|---|---|---|---|---|---|---|\n')
for (const job of jobs) {
  const [name, seed] = job.split(':'), { particles } = importParticles(join(folder, `${name}-${seed}`, 'particles.star'))
  const db = readProject(join(folder, `${name}-${seed}-run`, 'project.sqlite')), { classNumber, posteriors: found } = readParticles(db), classes = found.length / classNumber.length
  db.close()
  const scratch = mkdtempSync(join(tmpdir(), 'cgr-value-')), pool = new Pool(2, ctx.signal)
  const { set, shellPower } = await loadSet(particles, { box: 64, maxResolution: null, seed: 1, scratch }, pool, ctx)
  whiten(set, shellPower)
  const w = createWorkspace(pool, ctx, set), run = { created: '', polish: false, classNumber, posteriors: found }
  await judgeParticles(w, null, new Checkpoints(scratch))
  await followRun(w, run, ctx)
  await renewConsensus(w)
  const sorting = takeClasses(w, run), q = new Float32Array(sorting.posteriors), count = q.length / classes, active = new Uint8Array(set.state.active)
  const entropy = Array.from({ length: count }, (_, p) => (active[p] ? -q.subarray(p * classes, (p + 1) * classes).reduce((sum, v) => sum + (v > 0 ? v * Math.log(v) : 0), 0) : 0))
  const order = [...entropy.keys()].filter(p => active[p] === 1).toSorted((a, b) => entropy[b] - entropy[a]), random = seededRandom(1)
  const { total: before } = await heldOut(w, sorting, w.limit), all: { stratum: number; entropy: number; change: number }[] = []
  for (const [stratum, [from, to, wanted]] of STRATA.entries()) {
    const members = order.slice(from, to), mixed = random.fork(stratum).permutation(members.length)
    for (const p of Array.from(mixed.slice(0, wanted), i => members[i])) {
      const own = q.slice(p * classes, (p + 1) * classes)
      let change = 0
      for (let k = 0; k < classes; k++) {
        if (own[k] < LEAST) continue
        q.fill(0, p * classes, (p + 1) * classes)
        q[p * classes + k] = 1
        change += own[k] * Math.abs((await heldOut(w, sorting, w.limit)).total - before)
      }
      q.set(own, p * classes)
      all.push({ stratum, entropy: entropy[p], change })
    }
  }
  const rank = correlation(ranks(all.map(one => one.entropy)), ranks(all.map(one => one.change)))
  for (const [stratum, title] of ['100 most doubtful', 'the next 500', 'all others'].entries()) {
    const own = all.filter(one => one.stratum === stratum), mean = (of: (one: typeof own[number]) => number): string => (own.reduce((sum, one) => sum + of(one), 0) / own.length).toFixed(4)
    stdout.write(`| ${[name, seed, title, own.length, mean(one => one.entropy), mean(one => one.change), rank.toFixed(2)].join(' | ')} |\n`)
  }
  await pool.close()
}
