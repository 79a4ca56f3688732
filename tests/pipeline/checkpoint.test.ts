import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Checkpoints, type Saved } from '../../src/main/compute/sorting/checkpoint.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { scratch } from './sets.ts'

const folder = scratch()

const SAVED: Saved = {
  arrays: {
    doubles: Float64Array.of(0, -0, 1 / 3, Number.MAX_VALUE, -Infinity, Number.NaN, 5e-324),
    // Odd numbers of bytes, so that what follows starts anywhere.
    bytes: Uint8Array.of(0, 1, 255),
    floats: Float32Array.of(1.5, -2.25, Math.fround(1e-40)),
    integers: Int32Array.of(-2_147_483_648, 2_147_483_647, 0),
    none: new Float64Array(0),
  },
  values: { phase: { kind: 'climb', round: 2, from: 11 }, widths: { angle: 0.1, shift: 1 / 3 }, list: [1, null, 'ä'], flag: false },
}

function saved(name: string): { checkpoints: Checkpoints; path: string } {
  const checkpoints = new Checkpoints(folder.empty(name))
  checkpoints.save('step', SAVED)
  return { checkpoints, path: folder.path(name, 'step.checkpoint') }
}

test('every kind of array and any JSON come back bit for bit', () => {
  const { checkpoints } = saved('plain')
  const back = checkpoints.load('step')!
  expect(back).toEqual(SAVED)
  for (const [name, array] of Object.entries(SAVED.arrays)) {
    expect(back.arrays[name].constructor).toBe(array.constructor)
    expect(Buffer.from(back.arrays[name].buffer)).toEqual(Buffer.from(array.buffer))
  }
})

test('views into larger or shared memory are saved as far as they go', () => {
  const checkpoints = new Checkpoints(folder.empty('views'))
  const shared = new Float32Array(new SharedArrayBuffer(40)).fill(2), large = Float64Array.from({ length: 10 }, (_, i) => i)
  checkpoints.save('step', { arrays: { shared: shared.subarray(2, 5), part: large.subarray(3, 6) }, values: {} })
  expect(checkpoints.load('step')!.arrays).toEqual({ shared: Float32Array.of(2, 2, 2), part: Float64Array.of(3, 4, 5) })
})

test('what is loaded is a copy of its own', () => {
  const { checkpoints } = saved('copy')
  checkpoints.load('step')!.arrays.floats.fill(9)
  expect(checkpoints.load('step')).toEqual(SAVED)
})

test('steps are files of their own; the last save of a step counts; what is forgotten is gone', () => {
  const { checkpoints } = saved('steps')
  checkpoints.save('other', { arrays: {}, values: { n: 1 } })
  checkpoints.save('other', { arrays: {}, values: { n: 2 } })
  expect(readdirSync(folder.path('steps')).toSorted()).toEqual(['other.checkpoint', 'step.checkpoint'])
  expect(checkpoints.load('other')!.values).toEqual({ n: 2 })
  checkpoints.forget('other')
  checkpoints.forget('never there')
  expect([checkpoints.load('other'), checkpoints.load('step')]).toEqual([null, SAVED])
})

describe('a damaged file counts as not there', () => {
  test('cut anywhere', () => {
    const { checkpoints, path } = saved('cut'), { size } = statSync(path)
    for (const length of [size - 1, size - 8, size >> 1, 60, 37, 36, 35, 32, 4, 1, 0]) {
      truncateSync(path, length)
      expect(checkpoints.load('step')).toBeNull()
    }
  })

  test('a bit flipped anywhere', () => {
    const { checkpoints, path } = saved('flipped'), bytes = readFileSync(path), random = seededRandom(1)
    const places = [0, 31, 32, 33, 34, 35, 36, bytes.length - 1, ...Array.from({ length: 40 }, () => random.integer(bytes.length))]
    for (const place of places) {
      const damaged = Buffer.from(bytes)
      damaged[place] ^= 1 << random.integer(8)
      writeFileSync(path, damaged)
      expect(checkpoints.load('step')).toBeNull()
    }
    writeFileSync(path, bytes)
    expect(checkpoints.load('step')).toEqual(SAVED)
  })

  test('too long, empty, or something else altogether', () => {
    const { checkpoints, path } = saved('else'), bytes = readFileSync(path)
    for (const content of [Buffer.concat([bytes, Buffer.of(0)]), Buffer.alloc(0), Buffer.alloc(4096), Buffer.from('not a checkpoint, but a text of some forty letters')]) {
      writeFileSync(path, content)
      expect(checkpoints.load('step')).toBeNull()
    }
  })

  test('never written', () => expect(new Checkpoints(folder.path('no such folder')).load('step')).toBeNull())
})
