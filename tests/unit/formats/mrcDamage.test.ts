import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../src/preload/contract/failure.ts'
import { openStack, readMrcHeader, readVolume } from '../../../src/main/formats/mrc.ts'
import { MRC_HEADER } from '../../../src/main/formats/mrcHeader.ts'
import { failureOf, interop, mrcBytes, random, scratchFolder } from './support.ts'

const folder = scratchFolder()
const good = mrcBytes({ nx: 6, ny: 6, nz: 6, mode: 2, bytes: 4, extended: 32, put: (view, byte, i, little) => view.setFloat32(byte, i, little) })
const path = join(folder, 'damaged.mrc')
const written = (bytes: Uint8Array): string => {
  writeFileSync(path, bytes)
  return path
}
const changed = (change: (view: DataView) => void): string => {
  const copy = Buffer.from(good)
  change(new DataView(copy.buffer, copy.byteOffset, copy.byteLength))
  return written(copy)
}
const readers = [readMrcHeader, readVolume, openStack]

describe('cut off', () => {
  test.each(Object.entries(MRC_HEADER))('before %s', (field, { byte }) => {
    written(good.subarray(0, byte))
    for (const read of readers) expect(failureOf(() => read(path), path).line).toMatch(new RegExp(`byte ${byte}: .*${field}`))
  })
  test.each([1023, 1024, 1055, 1056, 1057, good.length - 1])('after %i bytes', length => {
    written(good.subarray(0, length))
    for (const read of readers) expect(failureOf(() => read(path), path).line).toContain(`byte ${length}`)
  })
  test.each([10, 18, 60, 300])('gzip after %i bytes', length => {
    written(gzipSync(good).subarray(0, length))
    for (const read of [readVolume, openStack]) failureOf(() => read(path), path)
  })
})

describe('wrong header', () => {
  test.each([[3, 'complex 16-bit'], [4, 'complex 32-bit'], [101, '4-bit'], [5, 'unknown mode'], [-1, 'unknown mode'], [2 ** 31 - 1, 'unknown mode']])('mode %i', (mode, words) => {
    changed(view => view.setInt32(12, mode, true))
    for (const read of readers) expect(failureOf(() => read(path), path).line).toMatch(new RegExp(`byte 12 \\(mode\\): .*${words}`))
  })
  test.each([['nx', 0], ['ny', 4], ['nz', 8]])('%s zero, negative and huge', (field, byte) => {
    for (const size of [0, -1, -(2 ** 31)]) {
      changed(view => view.setInt32(byte, size, true))
      for (const read of readers) expect(failureOf(() => read(path), path).line).toContain(`byte ${byte} (${field})`)
    }
    changed(view => view.setInt32(byte, 2 ** 30, true))
    for (const read of readers) expect(failureOf(() => read(path), path).line).toContain('claims')
  })
  test('a cube of 2³¹ − 1, packed or not, is refused at once and without memory', () => {
    const before = process.memoryUsage().arrayBuffers
    const huge = Buffer.from(good)
    for (const byte of [0, 4, 8]) huge.writeInt32LE(2 ** 31 - 1, byte)
    for (const bytes of [huge, gzipSync(huge)]) {
      written(bytes)
      for (const read of [readVolume, openStack]) failureOf(() => read(path), path)
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24)
  })
  test('extended header negative or longer than the file', () => {
    for (const length of [-1, 2 ** 31 - 1, 5000]) {
      changed(view => view.setInt32(92, length, true))
      for (const read of readers) failureOf(() => read(path), path)
    }
  })
  test('axes that are no order', () => {
    changed(view => view.setInt32(64, 2, true))
    for (const read of [readVolume, openStack]) expect(failureOf(() => read(path), path).line).toContain('byte 64')
  })
  test('NaN among the values', () => {
    changed(view => view.setFloat32(1056 + 4 * 50, NaN, true))
    expect(failureOf(() => readVolume(path), path).line).toContain(`voxel 50 (byte ${1056 + 200})`)
    const stack = openStack(path)
    expect(failureOf(() => stack.read(1, new Float32Array(36)), path).line).toContain('image 2: pixel (2, 2)')
    expect(failureOf(() => stack.read(6, new Float32Array(36)), path).line).toContain('image 7: beyond the 6')
    stack.close()
  })
  test('more bytes than the header claims is a doubt', () => {
    expect(readMrcHeader(written(Buffer.concat([good, Buffer.alloc(144)]))).doubts.join()).toContain('144 bytes more')
  })
})

describe('what is no MRC file', () => {
  test.each([['zip', 'PK\x03\x04'], ['TIFF', 'II*\0'], ['HDF5', '\x89HDF'], ['bzip2', 'BZh9']])('%s', (name, magic) => {
    written(Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.alloc(2000)]))
    expect(failureOf(() => readMrcHeader(path), path).line.toLowerCase()).toContain(name.toLowerCase())
  })
  test('empty, text, a folder, a device, a pipe, a missing file', () => {
    failureOf(() => readMrcHeader(written(Buffer.alloc(0))), path)
    failureOf(() => readMrcHeader(written(Buffer.from('data_\nloop_\n'.repeat(200)))), path)
    for (const odd of [folder, '/dev/zero', '/proc/self/mem']) failureOf(() => readMrcHeader(odd), odd)
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    failureOf(() => readMrcHeader(pipe), pipe)
    failureOf(() => readMrcHeader(join(folder, 'none.mrc')), join(folder, 'none.mrc'), 'missing')
  })
})

test('a packed file that unpacks to more than its header says is stopped at the header’s size', () => {
  const bomb = gzipSync(Buffer.concat([good, Buffer.alloc(200 * 2 ** 20)]))
  written(bomb)
  const before = process.memoryUsage().arrayBuffers
  expect(failureOf(() => readVolume(path), path).line).toContain('unpacks to more')
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24)
})

test('500 random damages give a Failure or a file that reads, never a crash', () => {
  const next = random(5)
  const originals = [good, gzipSync(good), readFileSync(interop('toy_projections_0-999.mrcs')).subarray(0, 1024 + 3600 * 2)]
  for (let i = 0; i < 500; i++) {
    const copy = Buffer.from(originals[i % originals.length])
    for (let k = 0; k < 1 + next() * 6; k++) copy[Math.floor(next() * Math.min(copy.length, 260))] = Math.floor(next() * 256)
    written(copy.subarray(0, next() < 0.3 ? Math.floor(next() * copy.length) : copy.length))
    for (const read of [readVolume, openStack]) {
      try {
        const result = read(path)
        if ('close' in result) result.close()
      } catch (error) {
        if (!(error instanceof Failure)) throw error
      }
    }
  }
})
