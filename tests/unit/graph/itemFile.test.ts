import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Evidence } from '../../../src/main/compute/graph/evidence.ts'
import { ItemWriter, readDensities } from '../../../src/main/compute/graph/itemFile.ts'
import { Items } from '../../../src/main/compute/model/items.ts'
import type { GraphInput } from '../../../src/main/compute/model/jobs.ts'
import { BANDS, nodeChannels } from '../../../src/main/compute/threads/nodeDensities.ts'
import { seededRandom } from '../../../src/main/numerics/rng.ts'
import { scratch } from '../../pipeline/sets.ts'
import { thrownBy } from '../accelerator/support.ts'

const folder = scratch()
folder.empty('items')
const NODES = 5, CLASSES = 2, VIEWS = 2, CHANNELS = nodeChannels(CLASSES), LENGTH = NODES * CHANNELS
const graph: GraphInput = { nodes: NODES, coordinates: new Float32Array(3 * NODES), from: new Uint32Array(), to: new Uint32Array(), weight: new Float32Array(), distance: new Float32Array(), nodeOfVoxel: new Int32Array() }
const random = seededRandom(2)

function part(positions: readonly number[]): Evidence {
  const items = positions.length * VIEWS
  return {
    positions: Uint32Array.from(positions), views: VIEWS, features: Float32Array.from({ length: items * LENGTH }, () => random.normal()),
    energies: Float64Array.from({ length: items * BANDS * CLASSES }, () => random.uniform()), likelihood: Float64Array.from({ length: items * CLASSES }, () => random.normal()),
  }
}

function written(name: string) {
  const parts = [part([4, 9]), part([2]), part([7, 1, 0])], writer = new ItemWriter(folder.path('items', name))
  for (const one of parts) writer.add(one)
  return { parts, set: writer.finish(CLASSES) }
}
const join = (parts: readonly ArrayLike<number>[]): number[] => parts.flatMap(one => Array.from(one))

describe('evidence that is written part by part', () => {
  const { parts, set } = written('whole.f32')
  test('is joined in its order', () => {
    expect(set.file).toEqual({ path: folder.path('items', 'whole.f32'), rows: 6, views: VIEWS, channels: CHANNELS, classes: CLASSES })
    expect([...set.positions]).toEqual([4, 9, 2, 7, 1, 0])
    expect([...set.likelihood]).toEqual(join(parts.map(one => one.likelihood)))
    expect([...set.energies]).toEqual(join(parts.map(one => one.energies)).map(Math.fround))
    expect(statSync(set.file.path).size).toBe(4 * 6 * VIEWS * LENGTH)
  })
  test('comes back item by item', () => {
    const features = join(parts.map(one => one.features)), items = new Items(set.file, graph)
    for (const item of [11, 0, 5]) expect([...items.read(item)]).toEqual(features.slice(item * LENGTH, (item + 1) * LENGTH))
    items.close()
    const densities = readDensities(set, NODES, Uint32Array.of(5, 2))
    expect([...densities]).toEqual([5, 2].flatMap(row => Array.from({ length: VIEWS * NODES }, (_, n) => features[(row * VIEWS * NODES + n) * CHANNELS])))
  })
  test('is standardised by node and channel', () => {
    const items = new Items(set.file, graph), features = join(parts.map(one => one.features)), chosen = [0, 3, 4, 10]
    const { mean, deviation } = items.normalisation(chosen)
    items.close()
    for (const at of [0, 7, LENGTH - 1]) {
      const own = chosen.map(item => features[item * LENGTH + at]), average = own.reduce((a, b) => a + b) / own.length
      expect(mean[at]).toBeCloseTo(average, 5)
      expect(deviation[at]).toBeCloseTo(Math.sqrt(own.reduce((sum, v) => sum + (v - average) ** 2, 0) / own.length), 5)
    }
  })
})

describe('what cannot be right is told in one line', () => {
  const { set } = written('damaged.f32'), { path } = set.file, whole = readFileSync(path)
  const put = (bytes: Buffer): void => writeFileSync(path, bytes)

  test('a file that was cut off, before anything is computed', async () => {
    put(whole)
    truncateSync(path, 1000)
    expect((await thrownBy(() => new Items(set.file, graph))).line).toBe(`${path}, byte 1000: the file ends, where densities of 6 particles take ${whole.length} bytes; run again with --overwrite`)
    expect((await thrownBy(() => readDensities(set, NODES, Uint32Array.of(0, 5)))).line).toBe(`${path}, particle 6: the file ends before it; run again with --overwrite`)
  })
  test('a file that ends while it is read', async () => {
    put(whole)
    const items = new Items(set.file, graph)
    truncateSync(path, 4 * 5 * LENGTH + 8)
    expect([...items.read(4)]).toHaveLength(LENGTH)
    expect((await thrownBy(() => items.read(5))).line).toBe(`${path}, particle 3: the file ends before it; run again with --overwrite`)
    items.close()
  })
  test('a file that is not there', async () => {
    const { file } = set
    expect(await thrownBy(() => new Items({ ...file, path: folder.path('items', 'none.f32') }, graph))).toMatchObject({ kind: 'missing', message: `${folder.path('items', 'none.f32')}: the particles' densities cannot be read (ENOENT)` })
  })
  test.each([Number.NaN, Infinity])('a density that is %d', async value => {
    const bytes = Buffer.from(whole)
    bytes.writeFloatLE(value, 4 * (7 * LENGTH + 11))
    put(bytes)
    const items = new Items(set.file, graph), fault = `${path}, particle 4: its densities are not finite numbers; run again with --overwrite`
    expect((await thrownBy(() => items.normalisation([0, 7]))).line).toBe(fault)
    expect((await thrownBy(() => items.read(7))).line).toBe(fault)
    expect(items.normalisation([0, 6]).mean.every(Number.isFinite)).toBe(true)
    items.close()
  })
  test('a disk that is full, a folder that is not there', async () => {
    const writer = new ItemWriter('/dev/full')
    expect(await thrownBy(() => writer.add(part([1])))).toMatchObject({ kind: 'output', message: expect.stringMatching(/^\/dev\/full: cannot write: .*ENOSPC/) })
    writer.close()
    expect(await thrownBy(() => new ItemWriter(folder.path('nowhere', 'items.f32')))).toMatchObject({ kind: 'output', advice: 'make the folder first' })
  })
})
