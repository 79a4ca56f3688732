import { beforeAll, describe, expect, test } from 'vitest'
import { measureEvidence, type Evidence } from '../../../src/main/compute/graph/evidence.ts'
import type { Nodes } from '../../../src/main/compute/graph/voxelGraph.ts'
import { withMean } from '../../../src/main/compute/sorting/expectation.ts'
import { slotsOfFold, SLOTS } from '../../../src/main/compute/sorting/particles.ts'
import { falloff } from '../../../src/main/compute/sorting/workspace.ts'
import { BANDS, nodeChannels, SHARED_CHANNELS } from '../../../src/main/compute/threads/nodeDensities.ts'
import { recordLength } from '../../../src/main/compute/threads/store.ts'
import { toFourier } from '../../../src/main/numerics/fourierGrid.ts'
import { seededRandom } from '../../../src/main/numerics/rng.ts'
import * as slices from '../../../src/main/numerics/slices.ts'
import { scratch, testPool } from '../../pipeline/sets.ts'
import { thrownBy } from '../accelerator/support.ts'
import { graphOf, mostLikely, taughtSet, type TaughtSet } from './taughtSet.ts'

const folder = scratch(), pools = [testPool(2), testPool(1)]
const FOLD = 1, CLASSES = 3, CHANNELS = nodeChannels(CLASSES)
const EVERY_SLOT = Array.from({ length: SLOTS }, (_, slot) => slot)

let taught: TaughtSet, nodes: Nodes, evidence: Evidence, twice: Evidence, expected: Direct[]
beforeAll(async () => {
  // Poses, contrast and noise as in life; a stage that forgot one of them would not agree with the plain sums.
  taught = await taughtSet(folder, pools[0], { states: 'hsa3', particles: 480, snr: 0.15, angleError: 1, shiftError: 0.3, contrastSpread: 0.15, junk: 0.04, seed: 8 })
  nodes = (await graphOf(taught, folder.empty('graph'), { nodes: 250 })).graph.nodes
  const { w, folds } = taught
  evidence = await measureEvidence(w, nodes, folds[FOLD], { slots: slotsOfFold(FOLD), views: 1 })
  twice = await measureEvidence(w, nodes, folds[FOLD], { slots: slotsOfFold(FOLD), views: 2 })
  expected = Array.from(evidence.positions, directEvidence())
}, 300_000)

type Direct = { readonly linear: Float64Array; readonly energy: Float64Array; readonly low: { readonly linear: Float64Array; readonly energy: Float64Array }; readonly points: slices.SlicePoints; readonly rest: slices.Weighted; readonly seen: Float64Array; readonly lowCount: number }

/** The likelihood of a particle on the same maps by the plain sums of numerics/slices, in double precision, without any node. */
function directEvidence(): (position: number) => Direct {
  const { w, grid, folds } = taught, { store, state } = w.set, { coefficients } = store
  const { differences } = withMean(folds[FOLD]), stride = 2 * (CLASSES + 1), values = new Float64Array(grid.voxels * stride)
  const put = (fourier: Float64Array, channel: number): void => { for (let v = 0; v < grid.voxels; v++) for (const part of [0, 1]) values[v * stride + 2 * channel + part] = fourier[2 * v + part] }
  put(w.consensus, 0)
  differences.forEach((difference, k) => {
    const [own, unused] = [new Float64Array(2 * grid.voxels), new Float64Array(2 * grid.voxels)]
    toFourier(grid, new Float32Array(difference), new Float32Array(difference), grid.limit + 1, own, unused)
    put(own, k + 1)
  })
  const records = new Float32Array(store.memory!), length = recordLength(store), shells = coefficients.limit + 1
  const micrograph = new Uint32Array(state.micrograph), whitening = new Float32Array(state.whitening), rotation = new Float64Array(state.rotation), shift = new Float64Array(state.shift)
  return position => {
    const { kx, ky, count, shell, within } = coefficients
    const points = { count, kx, ky, rotation: rotation.subarray(9 * position, 9 * position + 9) }
    const particle = slices.prepare(points, {
      image: records.subarray(position * length, position * length + 2 * count), ctf: records.subarray(position * length + 2 * count, (position + 1) * length), shell,
      whitening: whitening.subarray(micrograph[position] * shells, (micrograph[position] + 1) * shells), contrast: new Float32Array(state.contrast)[position], shift: [shift[2 * position], shift[2 * position + 1]], box: store.box,
    })
    const slice = slices.project(points, { width: grid.width, centre: grid.centre, stride, values }), rest = slices.subtract(particle, slice)
    const lowCount = within[Math.max(4, Math.round(grid.limit / 2))]
    const of = (coefficients: number) => {
      const { linear, energy } = slices.score(coefficients, rest, slice, CLASSES + 1)
      return { linear: linear.slice(1), energy: energy.slice(1) }
    }
    const seen = Float64Array.from({ length: 2 * count }, (_, i) => rest.power[i >> 1] * slice.values[(i >> 1) * stride + (i & 1)])
    return { ...of(count), low: of(lowCount), points, rest, seen, lowCount }
  }
}

/** Channel of a node of an item. */
const at = (item: number, node: number, channel: number): number => (item * nodes.count + node) * CHANNELS + channel
const share = (band: number, k: number): number => SHARED_CHANNELS + band * CLASSES + k
const overNodes = ({ features }: Evidence, item: number, channel: number): number => Array.from({ length: nodes.count }, (_, n) => features[at(item, n, channel)]).reduce((a, b) => a + b)
const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length)
const pairs = (): [row: number, k: number][] => Array.from(evidence.positions, (_, row) => [0, 1, 2].map((k): [number, number] => [row, k])).flat()

describe('shares of the evidence', () => {
  test('summed over nodes are the linear term of the likelihood, to the 2 % that reading in real and in Fourier space differ', () => {
    const wanted = pairs().map(([row, k]) => expected[row].linear[k])
    const error = pairs().map(([row, k], i) => overNodes(evidence, row, share(0, k)) - wanted[i])
    expect(rms(error) / rms(wanted)).toBeLessThan(0.025)
    // A quarter of the particles, without the junk.
    expect(evidence.positions.length).toBeGreaterThan(90)
    expect(evidence.positions.length).toBeLessThan(120)
  })

  test('so are those at low frequencies', () => {
    const wanted = pairs().map(([row, k]) => expected[row].low.linear[k])
    expect(rms(pairs().map(([row, k], i) => overNodes(evidence, row, share(1, k)) - wanted[i])) / rms(wanted)).toBeLessThan(0.025)
    expect(rms(pairs().map(([row, k], i) => overNodes(evidence, row, share(0, k)) - wanted[i])) / rms(wanted)).toBeGreaterThan(0.1)
  })

  test('energies are those of slices of the class differences', () => {
    for (const [row, k] of pairs()) {
      const own = [0, 1].map(band => evidence.energies[(row * BANDS + band) * CLASSES + k])
      expect(Math.abs(own[0] / expected[row].energy[k] - 1)).toBeLessThan(1e-4)
      expect(Math.abs(own[1] / expected[row].low.energy[k] - 1)).toBeLessThan(1e-4)
      expect(own[1]).toBeLessThan(own[0])
    }
  })

  test('with the energies they give every particle the class that the likelihood gives it', () => {
    const { occupancy } = taught.folds[FOLD]
    const direct = Float64Array.from(pairs(), ([row, k]) => 2 * expected[row].linear[k] - expected[row].energy[k])
    const [own, other] = [mostLikely(occupancy, evidence.likelihood, 1), mostLikely(occupancy, direct, 1)]
    expect(own.filter((k, row) => k === other[row]).length / own.length).toBeGreaterThan(0.97)
    // Where the two highest are within what the linear terms differ by, either will do.
    const clear = Array.from(own.keys()).filter(row => {
      const [first, second] = Array.from(occupancy, (p, k) => Math.log(p) + direct[row * CLASSES + k]).toSorted((a, b) => b - a)
      return first - second > 0.5
    })
    expect(clear.length).toBeGreaterThan(0.85 * own.length)
    expect(clear.map(row => own[row])).toEqual(clear.map(row => other[row]))
    const { truth } = taught.set, { rowAt } = taught.w.set
    const right = Array.from(evidence.positions, (position, row) => own[row] === truth[rowAt[position]])
    expect(right.filter(Boolean).length / right.length).toBeGreaterThan(0.75)
  })
})

test('the density of a node is the back-projected residual over its voxels: up to the limit, at low frequencies, and what is seen of it', () => {
  const { size, ofVoxel } = nodes, random = seededRandom(5)
  const errors: number[][] = [[], [], []], values: number[][] = [[], [], []]
  for (let trial = 0; trial < 60; trial++) {
    const row = random.integer(evidence.positions.length), node = random.integer(nodes.count)
    const { points, rest, seen, lowCount } = expected[row]
    const sums = [0, 0, 0]
    ofVoxel.forEach((own, v) => {
      if (own !== node) return
      const place = [0, 1, 2].map(axis => ((Math.floor(v / size ** axis) % size) - (size >> 1)) / size)
      const [u0, u1] = [0, 3].map(r => place.reduce((sum, p, axis) => sum + p * points.rotation[r + axis], 0))
      for (let m = 0; m < points.count; m++) {
        const angle = 2 * Math.PI * (points.kx[m] * u0 + points.ky[m] * u1), [c, s] = [Math.cos(angle), Math.sin(angle)]
        sums[0] += rest.weighted[2 * m] * c - rest.weighted[2 * m + 1] * s
        if (m >= lowCount) continue
        sums[1] += rest.weighted[2 * m] * c - rest.weighted[2 * m + 1] * s
        sums[2] += seen[2 * m] * c - seen[2 * m + 1] * s
      }
    })
    sums.forEach((sum, channel) => {
      values[channel].push(sum / size ** 3)
      errors[channel].push(evidence.features[at(row, node, channel)] - sum / size ** 3)
    })
  }
  // Bilinear reading: see numerics/densityImages.
  for (const channel of [0, 1, 2]) expect(rms(errors[channel]) / rms(values[channel])).toBeLessThan(0.12)
})

describe('two views of a particle', () => {
  const sumOfViews = (row: number, node: number, channel: number): number => [0, 1].reduce((sum, view) => sum + twice.features[at(2 * row + view, node, channel)], 0)

  test('add up to one, node by node', () => {
    expect(twice.positions).toEqual(evidence.positions)
    const linear = Array.from({ length: CHANNELS }, (_, channel) => channel).filter(channel => channel !== 2)
    for (const channel of linear) {
      const scale = rms(Array.from({ length: 500 }, (_, i) => evidence.features[i * CHANNELS + channel]))
      let worst = 0
      evidence.positions.forEach((_, row) => { for (let n = 0; n < nodes.count; n++) worst = Math.max(worst, Math.abs(sumOfViews(row, n, channel) - evidence.features[at(row, n, channel)])) })
      expect(worst / scale).toBeLessThan(1e-4)
    }
  })

  test('energies and likelihoods add up as well, and each view has about half of them', () => {
    for (const [row, k] of pairs()) for (const band of [0, 1]) {
      const parts = [0, 1].map(view => twice.energies[((2 * row + view) * BANDS + band) * CLASSES + k]), whole = evidence.energies[(row * BANDS + band) * CLASSES + k]
      expect(Math.abs((parts[0] + parts[1]) / whole - 1)).toBeLessThan(1e-5)
      expect(Math.min(...parts) / whole).toBeGreaterThan(0.2)
    }
    const whole = pairs().map(([row, k]) => evidence.likelihood[row * CLASSES + k])
    const parts = pairs().map(([row, k]) => twice.likelihood[2 * row * CLASSES + k] + twice.likelihood[(2 * row + 1) * CLASSES + k])
    expect(rms(parts.map((v, i) => v - whole[i])) / rms(whole)).toBeLessThan(1e-4)
  })

  test('what is seen of a node is the same in both', () => {
    for (let i = 0; i < 50; i++) for (const view of [0, 1]) expect(twice.features[at(2 * i + view, 3 * i, 2)]).toBe(evidence.features[at(i, 3 * i, 2)])
  })
})

describe('pure noise in place of the images', () => {
  test('gives linear terms of mean 0 and variance ½ energy, independent in the two views', async () => {
    const noise = await measureEvidence(taught.w, nodes, taught.all, { slots: EVERY_SLOT, views: 2, noise: 3 })
    const scaled = (view: number, k: number): number[] => Array.from(noise.positions, (_, row) => {
      const energy = noise.energies[(2 * row + view) * BANDS * CLASSES + k]
      return overNodes(noise, 2 * row + view, share(0, k)) / Math.sqrt(energy / 2)
    })
    const count = noise.positions.length
    expect(count).toBeGreaterThan(400)
    for (const k of [0, 1, 2]) {
      const [a, b] = [scaled(0, k), scaled(1, k)]
      for (const one of [a, b]) {
        expect(Math.abs(one.reduce((x, y) => x + y, 0) / count)).toBeLessThan(4 / Math.sqrt(count))
        expect(Math.abs(one.reduce((sum, v) => sum + v * v, 0) / count - 1)).toBeLessThan(4 * Math.sqrt(2 / count))
      }
      expect(Math.abs(a.reduce((sum, v, i) => sum + v * b[i], 0) / count)).toBeLessThan(4 / Math.sqrt(count))
    }
  })

  test('comes from its seed and the particle: not from the slots asked for, and never twice the same', async () => {
    const of = (slots: readonly number[], noise: number) => measureEvidence(taught.w, nodes, taught.all, { slots, views: 1, noise })
    const [one, part, other] = [await of([2, 3, 9], 3), await of([9], 3), await of([9], 4)]
    const tail = one.features.subarray(one.features.length - part.features.length)
    expect(part.features).toEqual(tail)
    expect(other.features[0]).not.toBe(part.features[0])
    expect(part.features[at(0, 5, 0)]).not.toBe(part.features[at(1, 5, 0)])
  })
})

test('a number of particles is taken evenly over the slots, active ones only', async () => {
  const few = await measureEvidence(taught.w, nodes, taught.all, { slots: [1, 4, 6], views: 1, most: 12 })
  expect(few.positions.length).toBe(12)
  const { slotStart } = taught.w.set.store, active = new Uint8Array(taught.w.set.state.active)
  for (const slot of [1, 4, 6]) expect(few.positions.filter(p => p >= slotStart[slot] && p < slotStart[slot + 1]).length).toBeGreaterThanOrEqual(3)
  expect(few.positions.every(position => active[position] === 1)).toBe(true)
  const all = await measureEvidence(taught.w, nodes, taught.all, { slots: [1, 4, 6], views: 1 })
  few.positions.forEach((position, row) => {
    const same = all.positions.indexOf(position)
    expect(few.features[at(row, 7, 3)]).toBe(all.features[at(same, 7, 3)])
  })
})

test('a particle whose numbers are none is named by its row', async () => {
  const { w, all } = taught, { store, state } = w.set, position = store.slotStart[3] + 5, records = new Float32Array(store.memory!)
  const at = position * recordLength(store) + 7, kept = records[at]
  new Uint8Array(state.active)[position] = 1
  records[at] = Number.NaN
  expect((await thrownBy(() => measureEvidence(w, nodes, all, { slots: [2, 3], views: 2 }))).line).toMatch(new RegExp(`^row ${w.set.rowAt[position] + 1} of the particles: its densities on the voxel graph are not finite numbers; `))
  records[at] = kept
})

test('templates do their work: shares of a class are not another’s, and nodes outside a difference say little', () => {
  const loss = falloff(nodes.size), { differences } = withMean(taught.folds[FOLD])
  const squares = new Float64Array(nodes.count)
  new Float32Array(differences[0]).forEach((v, i) => { if (nodes.ofVoxel[i] >= 0) squares[nodes.ofVoxel[i]] += (v * loss[i]) ** 2 })
  const power = Array.from({ length: nodes.count }, (_, n) => rms(Array.from(evidence.positions, (_, row) => evidence.features[at(row, n, share(0, 0))])))
  const order = Array.from(squares.keys()).toSorted((a, b) => squares[b] - squares[a])
  const mean = (list: readonly number[]): number => list.reduce((sum, n) => sum + power[n], 0) / list.length
  expect(mean(order.slice(0, 30))).toBeGreaterThan(10 * mean(order.slice(-60)))
})
