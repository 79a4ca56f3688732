import { describe, expect, test } from 'vitest'
import { outlineOf } from '../../../src/renderer/viewer/slice/outline.ts'
import { contrastRange, initialSlice, withBlack, withWhite } from '../../../src/renderer/viewer/slice/sliceState.ts'
import { greysOf, placeOf, sliceOf } from '../../../src/renderer/viewer/slice/slices.ts'

const BOX = 4
/** Value 100 z + 10 y + x. */
const map = { voxels: Float32Array.from({ length: BOX ** 3 }, (_, i) => (i % BOX) + 10 * (Math.floor(i / BOX) % BOX) + 100 * Math.floor(i / BOX ** 2)), box: BOX, pixelSizeA: 2 }

test('slices across z, y and x show (x, y), (x, z) and (y, z)', () => {
  const at = (axis: 'x' | 'y' | 'z', right: number, up: number): number => sliceOf(map, axis, 3)[up * BOX + right]
  expect([at('z', 1, 2), at('y', 1, 2), at('x', 1, 2)]).toEqual([321, 231, 213])
})

test('the middle slice is the origin', () => {
  expect(placeOf(2, map)).toBe(0)
  expect(placeOf(0, map)).toBe(-4)
})

test('greys: black, white and beyond; up is up', () => {
  const greys = greysOf(Float32Array.of(-1, 0, 0.5, 2), 2, 0, 1)
  // The slice's upper row comes first.
  expect([...greys]).toEqual([128, 128, 128, 255, 255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255])
})

describe('outline', () => {
  const box = 40
  const disc = Float32Array.from({ length: box * box }, (_, i) => 12 - Math.hypot((i % box) - 20, Math.floor(i / box) - 20))
  const segments = outlineOf(disc, box, 0)
  const lengths = Array.from({ length: segments.length / 4 }, (_, i) => Math.hypot(segments[4 * i + 2] - segments[4 * i], segments[4 * i + 3] - segments[4 * i + 1]))

  test('has the length of a circle, its points on it', () => {
    expect(lengths.reduce((sum, length) => sum + length, 0) / (2 * Math.PI * 12)).toBeCloseTo(1, 2)
    for (let i = 0; i < segments.length; i += 2) expect(Math.hypot(segments[i] - 20, segments[i + 1] - 20)).toBeCloseTo(12, 1)
  })

  test('is closed: every point ends two segments', () => {
    const ends = new Map<string, number>()
    for (let i = 0; i < segments.length; i += 2) {
      const key = `${segments[i].toFixed(3)} ${segments[i + 1].toFixed(3)}`
      ends.set(key, (ends.get(key) ?? 0) + 1)
    }
    expect(new Set(ends.values())).toEqual(new Set([2]))
  })

  test('two corners across a square are kept apart', () => expect(outlineOf(Float32Array.of(1, 0, 0, 1), 2, 0.5).length).toBe(8))
  test('is empty where nothing crosses', () => expect(outlineOf(disc, box, 100).length).toBe(0))
})

test('contrast: white stays above black, whichever is moved', () => {
  const facts = { mean: 0, sigma: 0.1, max: 2 }
  const state = initialSlice(map, facts)
  expect(state).toEqual({ axis: 'z', index: 2, blackSigma: -2, whiteSigma: 14 })
  expect(withBlack(state, 16)).toMatchObject({ blackSigma: 16, whiteSigma: 16.5 })
  expect(withWhite(state, -5)).toMatchObject({ blackSigma: -5.5, whiteSigma: -5 })
  expect(contrastRange(facts)).toEqual({ least: -10, most: 20 })
})
