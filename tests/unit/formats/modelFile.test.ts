import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { modelFrom } from '../../../src/main/compute/supervised/trainedModel.ts'
import { readModelFile, writeModelFile, type ModelArrays } from '../../../src/main/formats/modelFile.ts'
import type { ModelHeader } from '../../../src/preload/contract/modelFile.ts'
import { failureOf, random, scratchFolder } from './support.ts'

const folder = scratchFolder()
const at = (name: string): string => join(folder, name)

const HEADER = {
  schema: 1, program: 'cgr', version: '0.1.0', created: '2026-01-02T03:04:05.678Z', command: 'cgr train particles.star --labels labels.csv -o model',
  provenance: { input: { path: '/data/particles.star', sha256: 'aa', particles: 800, micrographs: 20 }, labels: { path: '/data/Ökonomie.csv', sha256: 'bb', particles: 120 } },
  particles: 'images', optics: [{ box: 32, pixelSizeA: 5.08 }], workingBox: 32, limit: 9, boxSizeA: 162.56, sign: -1, contrastSpread: 0.1,
  classes: [{ number: 1, name: 'open', labels: 60 }, { number: 2, name: 'closed', labels: 60 }], logPrior: [-0.7, -0.69],
  graph: { voxelSizeA: 6.77, radiusA: 20, correlationThreshold: 2 },
  network: { width: 16, layers: 2, heads: 4, embedding: 8, batch: 64, decoded: 4, lambda: 0.1, learningRate: 0.002, presentations: 8000, seed: 1 },
  stacking: { temperature: 0.9, networkWeight: 0.5 }, heldOutAccuracy: 0.95,
} as const satisfies Omit<ModelHeader, 'arrays'>

/** Lengths that are no multiples of eight bytes, and one array of each type. */
const ARRAYS: ModelArrays = {
  bytes: { shape: [3], values: Uint8Array.of(1, 2, 255) },
  floats: { shape: [2, 3], values: Float32Array.of(0.5, -1, 1e-30, 3, 4, 5) },
  doubles: { shape: [1], values: Float64Array.of(Math.PI) },
  nodes: { shape: [5], values: Int32Array.of(-1, 0, 7, 2 ** 31 - 1, -(2 ** 31)) },
  none: { shape: [0, 4], values: new Uint32Array(0) },
  counts: { shape: [1, 1, 1], values: Uint32Array.of(2 ** 32 - 1) },
}

const PATH = at('model.cgr')
writeModelFile(PATH, HEADER, ARRAYS)
const BYTES = readFileSync(PATH)

const failed = (name: string, bytes: Uint8Array) => {
  writeFileSync(at(name), bytes)
  return failureOf(() => readModelFile(at(name)), at(name))
}

/** With the hash that belongs to the content, as if it had been written so. */
const rehashed = (bytes: Buffer): Buffer => Buffer.concat([bytes.subarray(0, -32), createHash('sha256').update(bytes.subarray(0, -32)).digest()])

/** What is said about the file with some words of its header replaced. */
function lie(from: string, to: string): string {
  expect(from).toHaveLength(to.length)
  const bytes = Buffer.from(BYTES), where = bytes.indexOf(from)
  expect(where).toBeGreaterThan(0)
  bytes.write(to, where)
  return failed('lie.cgr', rehashed(bytes)).message
}

describe('a model file', () => {
  test('gives back what was written, and its layout is the one that is documented', () => {
    const { header, arrays, sha256 } = readModelFile(PATH)
    expect(arrays).toEqual(ARRAYS)
    expect(header).toEqual({ ...HEADER, arrays: header.arrays })
    expect(BYTES.subarray(0, 8).toString('latin1')).toBe('CGRMODEL')
    expect([BYTES.readUInt32LE(8), JSON.parse(BYTES.subarray(16, 16 + BYTES.readUInt32LE(12)).toString('utf8'))]).toEqual([1, header])
    for (const { name, byteOffset } of header.arrays) {
      expect(byteOffset % 8).toBe(0)
      const { values } = ARRAYS[name]
      expect(BYTES.subarray(byteOffset, byteOffset + values.byteLength)).toEqual(Buffer.from(values.buffer))
    }
    expect(sha256).toBe(createHash('sha256').update(BYTES.subarray(0, -32)).digest('hex'))
    expect(BYTES.subarray(-32).toString('hex')).toBe(sha256)
  })
  test('lies there whole or not at all', () => {
    expect(() => writeModelFile(at('never.cgr'), HEADER, { wrong: { shape: [4], values: new Float32Array(3) } })).toThrow(/3 values of wrong/)
    expect(() => writeModelFile(at('never.cgr'), { ...HEADER, limit: -1 }, ARRAYS)).toThrow()
    expect(readdirSync(folder).filter(name => name.startsWith('never') || name.endsWith('.part'))).toEqual([])
  })
})

describe('a damaged model file is refused by file and byte', () => {
  test('cut at any byte', () => {
    for (let length = 0; length < BYTES.length; length += length < 40 || length > BYTES.length - 40 ? 1 : 13) {
      const { message } = failed('cut.cgr', BYTES.subarray(0, length))
      expect(message).toMatch(/, (bytes? \d+)/)
      if (length >= 8) expect(message).toContain(`byte ${length}: the file ends here`)
    }
  })
  test('with bytes behind its end', () => {
    expect(failed('long.cgr', Buffer.concat([BYTES, Buffer.alloc(5)])).message).toContain(`byte ${BYTES.length}: 5 bytes more`)
  })
  test('with any bit turned', () => {
    const noise = random(3)
    for (let i = 0; i < 400; i++) {
      const bytes = Buffer.from(BYTES), where = i < 16 ? i : Math.floor(noise() * bytes.length)
      bytes[where] ^= 1 << Math.floor(noise() * 8)
      failed('bit.cgr', bytes)
    }
  })
  test('of another version, or no model file at all', () => {
    const bytes = Buffer.from(BYTES)
    bytes.writeUInt32LE(2, 8)
    expect(failed('newer.cgr', bytes).line).toMatch(/byte 8: a model file of version 2.*use the cgr that wrote it/)
    expect(failed('notes.cgr', Buffer.from('data_particles\n')).message).toMatch(/byte 0: not a model file/)
    expect(failureOf(() => readModelFile(at('nothing.cgr')), at('nothing.cgr'), 'missing').line).toMatch(/no such file/)
    expect(failureOf(() => readModelFile(folder), folder).line).toMatch(/not a regular file/)
  })
  test('with numbers that are not finite, even under the right hash', () => {
    const { header } = readModelFile(PATH)
    for (const [name, put] of [['floats', (b: Buffer, o: number) => b.writeFloatLE(Number.NaN, o + 8)], ['doubles', (b: Buffer, o: number) => b.writeDoubleLE(-Infinity, o)]] as const) {
      const bytes = Buffer.from(BYTES), { byteOffset } = header.arrays.find(entry => entry.name === name)!
      put(bytes, byteOffset)
      expect(failed('nan.cgr', rehashed(bytes)).message).toContain(name === 'floats' ? `byte ${byteOffset + 8}: floats[2] is NaN` : `byte ${byteOffset}: doubles[0] is -Infinity`)
    }
  })
  test('with a header that lies about its arrays', () => {
    expect(lie('"shape":[2,3]', '"shape":[1,3]')).toMatch(/the header puts doubles at byte/)
    expect(lie('"type":"i32"', '"type":"i99"')).toMatch(/header, arrays\.3\.type/)
    expect(lie('"limit":9', '"limit":x')).toMatch(/header is not JSON/)
    expect(lie('"workingBox":32', '"workingBix":32')).toMatch(/header/)
  })
})

test('arrays of a sound file that make no model are named', () => {
  expect(failureOf(() => modelFrom(PATH, readModelFile(PATH)), PATH).message).toMatch(/no array graph\.centre/)
  writeModelFile(at('shapes.cgr'), HEADER, { 'graph.centre': { shape: [4, 3], values: new Float32Array(12) }, 'graph.from': { shape: [2], values: Uint32Array.of(0, 4) } })
  expect(failureOf(() => modelFrom(at('shapes.cgr'), readModelFile(at('shapes.cgr'))), at('shapes.cgr')).message).toMatch(/byte \d+: graph\.from\[1\] is 4, where 0 to 3 is possible/)
  writeModelFile(at('shapes.cgr'), HEADER, { 'graph.centre': { shape: [3, 4], values: new Float32Array(12) } })
  expect(failureOf(() => modelFrom(at('shapes.cgr'), readModelFile(at('shapes.cgr'))), at('shapes.cgr')).message).toMatch(/graph\.centre has the shape \[3 × 4\] instead of \[any × 3\]/)
})
