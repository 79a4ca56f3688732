import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Random } from '../../numerics/rng.ts'
import { writeVolumes } from './classModel.ts'
import { findComponents } from './components.ts'
import { heldOut, turn, type Rival, type Sorting } from './expectation.ts'
import { sharedFloats } from './particles.ts'
import { gridFor, newPosteriors, type Workspace } from './workspace.ts'

const TURNS = 4

/**
 * Split-and-merge (Ueda et al. 2000): merges the two classes whose maps differ least for their size, splits each class
 * that is left in turn along its first principal component, and returns the outcome of highest held-out likelihood; null
 * for fewer than three classes. Gets a sorting out of a state in which one class holds two conformations and two hold one.
 */
export async function bestSplit(w: Workspace, sorting: Sorting, limit: number, random: Random, ctx: StageContext): Promise<Rival | null> {
  if (sorting.classes < 3 || !sorting.model) return null
  const pair = closestPair(sorting), { occupancy } = sorting.model
  const [a, b] = occupancy[pair[0]] >= occupancy[pair[1]] ? pair : [pair[1], pair[0]]
  let best: Rival | null = null
  for (let wide = 0; wide < sorting.classes; wide++) {
    if (wide === b) continue
    ctx.signal.throwIfAborted()
    const again = async () => {
      const moved = await splitAndMerge(w, sorting, [a, b], wide, limit, random.fork(wide))
      for (let i = 0; i < TURNS; i++) await turn(w, moved, limit)
      return moved
    }
    const name = `classes ${a + 1} and ${b + 1} merged, ${wide + 1} split`
    const moved = await again()
    const rival = { name, sorting: moved, heldOut: await heldOut(w, moved, limit), again }
    ctx.report({ stage: 'sort', done: wide + 1, total: sorting.classes, note: `${name}: held-out ${rival.heldOut.total.toFixed(1)}` })
    if (!best || rival.heldOut.total > best.heldOut.total) best = rival
  }
  return best
}

/** The pair whose merging costs least: harmonic mean of occupancies times squared distance of the maps (Ward 1963). */
function closestPair({ model }: Sorting): [number, number] {
  const { differences, occupancy, classes } = model!
  let best: [number, number] = [0, 1], least = Infinity
  for (let a = 0; a < classes; a++) for (let b = a + 1; b < classes; b++) {
    const x = new Float32Array(differences[a]), y = new Float32Array(differences[b])
    let square = 0
    for (let i = 0; i < x.length; i++) square += (x[i] - y[i]) ** 2
    const cost = (square * occupancy[a] * occupancy[b]) / (occupancy[a] + occupancy[b] + 1e-9)
    if (cost < least) [least, best] = [cost, [a, b]]
  }
  return best
}

async function splitAndMerge(w: Workspace, sorting: Sorting, [a, b]: readonly [number, number], wide: number, limit: number, random: Random): Promise<Sorting> {
  const { classes } = sorting, q = new Float32Array(sorting.posteriors)
  const weight = sharedFloats(w.set.store.count), own = new Float32Array(weight), active = new Uint8Array(w.set.state.active)
  for (let p = 0; p < own.length; p++) own[p] = active[p] ? q[p * classes + wide] : 0
  const z = await withClassAsConsensus(w, sorting, wide, async () => new Float64Array((await findComponents(w, 1, limit, weight, random)).latent))
  const posteriors = newPosteriors(w.set, classes), to = new Float32Array(posteriors)
  to.set(q)
  for (let p = 0; p < own.length; p++) {
    // b joins a and its place is taken by one side of the class that is split, which may be a itself.
    const up = 1 / (1 + Math.exp(-2 * z[p]))
    to[p * classes + a] += q[p * classes + b]
    const split = to[p * classes + wide]
    to[p * classes + b] = split * up
    to[p * classes + wide] = split * (1 - up)
  }
  return { posteriors, classes, model: null }
}

/** Runs `work` with a class's map in the place of the consensus. */
export async function withClassAsConsensus<T>(w: Workspace, sorting: Sorting, k: number, work: () => Promise<T>): Promise<T> {
  const consensus = w.consensus, grid = gridFor(w.limit)
  const { volumes, stride } = await writeVolumes(w, sorting.model!, grid)
  const from = new Float32Array(volumes)
  w.consensus = consensus.map((_, i) => from[(i >> 1) * stride + 2 * (k + 1) + (i & 1)])
  try {
    return await work()
  } finally {
    w.consensus = consensus
  }
}
