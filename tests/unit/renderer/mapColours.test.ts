import { describe, expect, test } from 'vitest'
import { choiceOf, choiceWord, roundUp, usualRange, usualSpread } from '../../../src/renderer/steps/maps/colourChoice.ts'
import { placeOfSlice, sliceAt } from '../../../src/renderer/steps/maps/slicePlace.ts'
import { aspectOf, columnsOf } from '../../../src/renderer/steps/maps/viewGrid.ts'

describe('ranges of colours', () => {
  test('local resolution: what lies inside the mask, without its rarest values, in half Å', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => 3 + i / 1000), inside = new Float32Array(1000).fill(1)
    values[10] = 90
    inside[500] = 0
    expect(usualRange(values, inside)).toEqual([3, 4])
    expect(usualRange(values, new Float32Array(1000))).toBeNull()
    expect(usualRange(new Float32Array(8).fill(4), new Float32Array(8).fill(1))).toEqual([4, 4.5])
  })

  test('differences: three standard deviations of the widest, rounded up', () => {
    expect(usualSpread([0.4, 1.2])).toBe(4)
    expect(usualSpread([])).toBe(1)
    expect([0.11, 1, 4.1, 95, 0].map(roundUp)).toEqual([0.15, 1, 5, 100, 1])
  })

  test('a choice and its word are the same', () => {
    for (const word of ['class', 'local resolution', 'difference run_class001.mrc']) expect(choiceWord(choiceOf(word))).toBe(word)
    expect(choiceOf('difference run_class001.mrc').reference).toBe('run_class001.mrc')
  })
})

describe('slices', () => {
  const coarse = { box: 96, pixelSizeA: 4 }, fine = { box: 256, pixelSizeA: 1.5 }

  test('lie at one place in maps that are sampled differently', () => {
    const place = placeOfSlice({ axis: 'x', index: 160, blackSigma: -2, whiteSigma: 6 }, fine)
    expect(place.placeA).toBe(48)
    expect(sliceAt(place, coarse)).toEqual({ axis: 'x', index: 60, blackSigma: -2, whiteSigma: 6 })
    expect(sliceAt(place, fine).index).toBe(160)
  })

  test('a place beyond a smaller box is its last slice', () => {
    expect(sliceAt({ axis: 'z', placeA: 999, blackSigma: 0, whiteSigma: 1 }, coarse).index).toBe(95)
    expect(sliceAt({ axis: 'z', placeA: -999, blackSigma: 0, whiteSigma: 1 }, coarse).index).toBe(0)
  })
})

describe('the grid of views', () => {
  test('puts three in a row only where there is room', () => {
    expect([1, 2, 3, 4].map(views => columnsOf(views, 700))).toEqual([1, 2, 2, 2])
    expect(columnsOf(3, 1300)).toBe(3)
  })

  test('knows the shape of a picture', () => {
    expect(aspectOf(1, { width: 700, height: 378 })).toBe(2)
    expect(aspectOf(4, { width: 712, height: 712 })).toBeCloseTo(350 / 322, 9)
  })
})
