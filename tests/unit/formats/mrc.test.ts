import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openStack, readMrcHeader, readVolume, StackWriter, writeStack, writeVolume } from '../../../src/main/formats/mrc.ts'
import { failureOf, interop, mrcBytes, scratchFolder, type MrcParts } from './support.ts'

const folder = scratchFolder()
const put = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const ramp = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i) * 3 + 7)
const validator = spawnSync('mrcfile-validate', ['--help']).error === undefined

describe('real files', () => {
  test('a RELION 3.1 stack without stamp', () => {
    const stack = openStack(interop('relion31.mrcs'))
    expect([stack.box, stack.count, stack.pixelSize, stack.info.kind]).toEqual([256, 5, 1, 'stack'])
    const bytes = readFileSync(interop('relion31.mrcs'))
    const image = new Float32Array(256 * 256)
    for (const slice of [0, 4]) {
      stack.read(slice, image)
      for (const pixel of [0, 1, 65535]) expect(image[pixel]).toBe(bytes.readFloatLE(1024 + 4 * (slice * 65536 + pixel)))
    }
    expect(image[0]).toBeCloseTo(0.42228, 5)
    stack.close()
  })
  test('a stack written by mrcfile says nothing of its pixel size and calls itself a volume', () => {
    const info = readMrcHeader(interop('empiar_10076_7.mrc'))
    expect([info.columns, info.rows, info.sections, info.pixelSize, info.kind]).toEqual([320, 320, 7, null, 'stack'])
    expect(info.labels[0]).toContain('Created by mrcfile.py')
    expect(info.doubts.join()).toContain('pixel size missing')
    const stack = openStack(info.path)
    const images = new Float32Array(7 * 320 * 320)
    stack.readMany(0, 7, images)
    const [low, high] = images.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])
    expect([low, high]).toEqual([info.header.dmin, info.header.dmax])
    stack.close()
  })
  test('the statistics in the header of toy_projections are those of its pixels', () => {
    const stack = openStack(interop('toy_projections_0-999.mrcs'))
    expect([stack.box, stack.count]).toEqual([30, 1000])
    const images = new Float32Array(1000 * 900)
    stack.readMany(0, 1000, images)
    expect(images.reduce((sum, value) => sum + value, 0) / images.length).toBeCloseTo(stack.info.header.dmean, 4)
    stack.close()
  })
  test('32 × 32 × 128 is no cube, and is said to be read as a stack', () => {
    const path = interop('50S-vol.mrc')
    expect(readMrcHeader(path).pixelSize).toBe(4)
    expect(readMrcHeader(path).doubts.join()).toContain('stack or map?')
    failureOf(() => readVolume(path), path)
  })
})

/** Value of a pixel as each mode can hold it. */
const MODES: readonly { readonly name: string; readonly parts: Pick<MrcParts, 'mode' | 'bytes' | 'put' | 'words'>; readonly value: (pixel: number) => number }[] = [
  { name: 'mode 0, signed', parts: { mode: 0, bytes: 1, put: (view, byte, i) => view.setInt8(byte, (i % 256) - 128) }, value: i => (i % 256) - 128 },
  { name: 'mode 0, unsigned by IMOD', parts: { mode: 0, bytes: 1, put: (view, byte, i) => view.setUint8(byte, i % 256), words: { 152: 1146047817, 156: 0 } }, value: i => i % 256 },
  { name: 'mode 0, signed by IMOD', parts: { mode: 0, bytes: 1, put: (view, byte, i) => view.setInt8(byte, (i % 256) - 128), words: { 152: 1146047817, 156: 1 } }, value: i => (i % 256) - 128 },
  { name: 'mode 1', parts: { mode: 1, bytes: 2, put: (view, byte, i, little) => view.setInt16(byte, i * 31 - 5000, little) }, value: i => i * 31 - 5000 },
  { name: 'mode 2', parts: { mode: 2, bytes: 4, put: (view, byte, i, little) => view.setFloat32(byte, i / 8 - 9, little) }, value: i => i / 8 - 9 },
  { name: 'mode 6', parts: { mode: 6, bytes: 2, put: (view, byte, i, little) => view.setUint16(byte, i * 90, little) }, value: i => i * 90 },
  { name: 'mode 12', parts: { mode: 12, bytes: 2, put: (view, byte, i, little) => view.setUint16(byte, HALVES[i % 8][0], little) }, value: i => HALVES[i % 8][1] },
]
const HALVES: readonly (readonly [bits: number, value: number])[] = [[0, 0], [0x3c00, 1], [0xc000, -2], [0x7bff, 65504], [0x0001, 2 ** -24], [0x0400, 2 ** -14], [0x3555, 0.333251953125], [0x8001, -(2 ** -24)]]

describe.each(MODES)('$name', ({ name, parts, value }) => {
  test.each([[true, 0, false], [false, 0, false], [true, 1664, false], [false, 160, true]])('little-endian %s, extended header of %i, packed %s', (little, extended, packed) => {
    const bytes = mrcBytes({ nx: 9, ny: 9, nz: 9, cell: [18, 18, 18], little, extended, ...parts })
    const path = put(`${name}-${little}-${extended}.mrc${packed ? '.gz' : ''}`, packed ? gzipSync(bytes) : bytes)
    const volume = readVolume(path)
    expect(volume.pixelSize).toBe(2)
    expect(Array.from(volume.data)).toEqual(Array.from({ length: 729 }, (_, i) => value(i)))
    const stack = openStack(path)
    const two = new Float32Array(2 * 81)
    stack.readMany(7, 2, two)
    expect(Array.from(two)).toEqual(Array.from({ length: 162 }, (_, i) => value(7 * 81 + i)))
    stack.close()
  })
})

test('byte order is found without a stamp, by what makes sense', () => {
  const floats: Pick<MrcParts, 'mode' | 'bytes' | 'put'> = { mode: 2, bytes: 4, put: (view, byte, i, little) => view.setFloat32(byte, i, little) }
  const bytes: Pick<MrcParts, 'mode' | 'bytes' | 'put'> = { mode: 0, bytes: 1, put: (view, byte, i) => view.setInt8(byte, i % 100) }
  for (const parts of [floats, bytes]) for (const little of [true, false]) {
    const volume = readVolume(put('nostamp.mrc', mrcBytes({ nx: 4, ny: 4, nz: 4, little, stamp: [0, 0, 0, 0], ...parts })))
    expect(volume.data[37]).toBe(37)
  }
})

test('pixel size is cella / mx, and 0 or nothing stays unknown', () => {
  const base: Pick<MrcParts, 'nx' | 'ny' | 'nz' | 'mode' | 'bytes' | 'put'> = { nx: 4, ny: 4, nz: 4, mode: 2, bytes: 4, put: () => undefined }
  expect(readMrcHeader(put('p1.mrc', mrcBytes({ ...base, cell: [12, 12, 12], words: { 28: 8 } }))).pixelSize).toBe(1.5)
  expect(readMrcHeader(put('p2.mrc', mrcBytes({ ...base, cell: [0, 0, 0] }))).pixelSize).toBeNull()
  expect(readMrcHeader(put('p3.mrc', mrcBytes({ ...base, cell: [NaN, 4, 4] }))).pixelSize).toBeNull()
  expect(readMrcHeader(put('p4.mrc', mrcBytes({ ...base, words: { 28: 0 } }))).pixelSize).toBeNull()
  expect(readMrcHeader(put('p5.map', mrcBytes({ ...base, cell: [4, 4, 8] }))).doubts.join()).toContain('differ along x, y and z: 1.0000, 1.0000, 2.0000')
  expect(readMrcHeader(put('p6.map', mrcBytes({ ...base, cell: [12, 6, 6], words: { 28: 8 } }))).doubts.join()).not.toContain('differ')
})

/** Columns run along z, rows along x, sections along y: the value says where the voxel is. */
const place = (pixel: number): number => {
  const [column, row, section] = [pixel % 5, Math.floor(pixel / 5) % 5, Math.floor(pixel / 25)]
  const [x, y, z] = [row, section, column]
  return 100 * z + 10 * y + x
}

test('axis order of a map is undone', () => {
  const path = put('axes.map', mrcBytes({ nx: 5, ny: 5, nz: 5, mode: 2, bytes: 4, words: { 64: 3, 68: 1, 72: 2 }, put: (view, byte, i, little) => view.setFloat32(byte, place(i), little) }))
  const { data } = readVolume(path)
  for (let z = 0; z < 5; z++) for (let y = 0; y < 5; y++) for (let x = 0; x < 5; x++) expect(data[(z * 5 + y) * 5 + x]).toBe(100 * z + 10 * y + x)
  expect(failureOf(() => openStack(path), path).line).toContain('axes 3 1 2')
})

describe('what is written', () => {
  test('a volume reads back equal', () => {
    const path = join(folder, 'volume.mrc')
    const data = ramp(24 ** 3)
    writeVolume(path, { box: 24, pixelSize: 1.37, data }, ['Made by a test'])
    const back = readVolume(path)
    expect([back.box, back.pixelSize]).toEqual([24, 1.37])
    expect(back.data).toEqual(data)
    expect(readMrcHeader(path)).toMatchObject({ kind: 'volume', labels: ['Made by a test'], doubts: [], header: { ispg: 1, nversion: 20141 } })
  })
  test('a stack streamed in pieces reads back equal, in a thread and into shared memory too', async () => {
    const path = join(folder, 'stack.mrcs')
    const images = ramp(10 * 20 * 20)
    const writer = new StackWriter(path, { box: 20, pixelSize: 2.5 })
    for (const [from, to] of [[0, 1], [1, 4], [4, 10]]) writer.append(images.subarray(from * 400, to * 400))
    failureOf(() => readMrcHeader(path), path, 'missing')
    writer.close()
    const shared = new SharedArrayBuffer(images.byteLength)
    const reader = new URL('../../../src/main/formats/mrc.ts', import.meta.url).href
    const code = `import { openStack } from ${JSON.stringify(reader)}; import { workerData } from 'node:worker_threads'
      const s = openStack(workerData.path); s.readMany(0, s.count, new Float32Array(workerData.shared)); s.close()`
    await new Promise((resolve, reject) => new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData: { path, shared } }).on('exit', resolve).on('error', reject))
    expect(new Float32Array(shared)).toEqual(images)
    expect(readMrcHeader(path)).toMatchObject({ kind: 'stack', sections: 10, pixelSize: 2.5, header: { ispg: 0, mz: 1 } })
  })
  test('an abandoned stack leaves nothing', () => {
    const path = join(folder, 'abandoned.mrcs')
    const writer = new StackWriter(path, { box: 4, pixelSize: 1 })
    writer.append(ramp(16))
    writer.abort()
    failureOf(() => readMrcHeader(path), path, 'missing')
  })
  test.skipIf(!validator)(`mrcfile-validate (Debian python3-mrcfile) accepts both${validator ? '' : ': not installed'}`, () => {
    const [volume, stack] = [join(folder, 'valid.mrc'), join(folder, 'valid.mrcs')]
    writeVolume(volume, { box: 16, pixelSize: 1.1, data: ramp(4096).map(v => v * 1e-3 + 500) }, ['label one', 'label two'])
    writeStack(stack, ramp(7 * 256), { box: 16, pixelSize: 1.1, labels: ['a stack'] })
    const result = spawnSync('mrcfile-validate', [volume, stack], { encoding: 'utf8' })
    expect(result.stdout).not.toMatch(/not valid|warning/i)
    expect(result.status).toBe(0)
  })
})
