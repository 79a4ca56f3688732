import { beforeAll, describe, expect, test } from 'vitest'
import { graphInput } from '../../src/main/compute/graph/graphInput.ts'
import type { ItemSet } from '../../src/main/compute/graph/itemFile.ts'
import type { VoxelGraph } from '../../src/main/compute/graph/voxelGraph.ts'
import type { Tf } from '../../src/main/compute/model/backends/backend.ts'
import { openTensorFlow } from '../../src/main/compute/model/backends/tensorflow.ts'
import { openWasm } from '../../src/main/compute/model/backends/wasm.ts'
import { graphTensors } from '../../src/main/compute/model/graphTensors.ts'
import { Items } from '../../src/main/compute/model/items.ts'
import { NETWORK_OPTIONS } from '../../src/main/compute/model/jobs.ts'
import { forward } from '../../src/main/compute/model/network.ts'
import { createParameters } from '../../src/main/compute/model/parameters.ts'
import { predict } from '../../src/main/compute/model/predict.ts'
import { heldOut, type Sorting } from '../../src/main/compute/sorting/expectation.ts'
import { buffer, newPosteriors } from '../../src/main/compute/sorting/workspace.ts'
import { scratch, testPool } from '../pipeline/sets.ts'
import { graphOf, mostLikely, taughtSet, type TaughtSet } from '../unit/graph/taughtSet.ts'

const folder = scratch(), pool = testPool()
let taught: TaughtSet, graph: VoxelGraph, items: ItemSet, logPrior: Float32Array
beforeAll(async () => {
  taught = await taughtSet(folder, pool, { states: 'hsa3', particles: 1200, snr: 0.1, seed: 12 })
  ;({ graph, items } = await graphOf(taught, folder.empty('graph'), { nodes: 300 }))
  logPrior = Float32Array.from(taught.all.occupancy, Math.log)
}, 300_000)

/** What the network says of the first so many items before it has learned anything, [items × classes]. */
async function untrained(tf: Tf, most: number, affine: boolean): Promise<Float32Array> {
  const input = graphInput(graph), { rows, views, channels, classes } = items.file, all = Uint32Array.from({ length: Math.min(most, rows * views) }, (_, i) => i)
  const reader = new Items(items.file, input), parameters = createParameters(tf, input.nodes, channels, classes, NETWORK_OPTIONS), tensors = graphTensors(tf, input)
  try {
    const normal = reader.normalisation(all.subarray(0, 300)), prior = tf.tensor1d(logPrior)
    const batchOf = (part: ArrayLike<number>) => reader.batch(tf, part, normal, items.energies)
    if (!affine) return Float32Array.from(tf.tidy(() => forward(tf, parameters, tensors, batchOf(all), prior, null, NETWORK_OPTIONS).logits.dataSync()))
    const line = (value: number) => tf.tensor1d(new Float32Array(NETWORK_OPTIONS.width).fill(value))
    return (await predict(tf, parameters, tensors, prior, { mean: line(0.7), deviation: line(3) }, NETWORK_OPTIONS, all, batchOf)).logits
  } finally {
    reader.close()
  }
}

describe.each([['tensorflow', openTensorFlow], ['wasm', openWasm]] as const)('on %s', (name, open) => {
  // Nothing of the pooled states counts yet, whatever the affine map makes of them.
  test.each([[Infinity, true], [100, false]])('the untrained network is the likelihood of the same nodes to 1e-4 (%d items, affine map: %s)', async (most, affine) => {
    const { tf } = await open()
    await tf.setBackend(name)
    const logits = await untrained(tf, most, affine), { classes } = items.file
    expect(logits.length).toBe(Math.min(most * classes, items.likelihood.length))
    let worst = 0, largest = 0
    logits.forEach((v, i) => {
      worst = Math.max(worst, Math.abs(v - logPrior[i % classes] - items.likelihood[i]))
      largest = Math.max(largest, Math.abs(items.likelihood[i]))
    })
    expect(largest).toBeGreaterThan(5)
    expect(worst).toBeLessThan(1e-4)
  })
})

test('its classes are as right as those of the likelihood on the full grid, to half a point', async () => {
  const { w, set, all } = taught, { classes } = items.file
  const sorting: Sorting = { posteriors: newPosteriors(w.set, classes), classes, model: null }, q = new Float32Array(sorting.posteriors)
  w.set.rowAt.forEach((row, position) => { q[position * classes + set.truth[row]] = 1 })
  // The engine's own held-out scoring: every fold on the maps of the others, every coefficient, no nodes.
  await heldOut(w, sorting, w.limit)
  const posteriors = new Float32Array(buffer(w, 'heldOutPosteriors', 4 * w.set.store.count * classes))
  const nodes = mostLikely(all.occupancy, items.likelihood, 2)
  let onNodes = 0, onGrid = 0, same = 0
  items.positions.forEach((position, row) => {
    const own = posteriors.subarray(position * classes, (position + 1) * classes), grid = own.indexOf(Math.max(...own)), truth = set.truth[w.set.rowAt[position]]
    if (nodes[row] === truth) onNodes++
    if (grid === truth) onGrid++
    if (nodes[row] === grid) same++
  })
  const count = items.positions.length
  expect(count).toBeGreaterThan(1150)
  expect(same / count).toBeGreaterThan(0.98)
  expect(Math.abs(onNodes - onGrid) / count).toBeLessThan(0.005)
  // A test that all particles pass, or none, would say nothing.
  expect(onGrid / count).toBeGreaterThan(0.7)
  expect(onGrid / count).toBeLessThan(0.99)
})
