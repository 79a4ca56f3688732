import { describe, expect, test } from 'vitest'
import type { MapFacts } from '../../../src/preload/contract/calls/maps.ts'
import { isShared, levelsOf, sharedValue, sliderRange, withLevel, withWay } from '../../../src/renderer/steps/maps/contours.ts'
import type { LevelChoice, MeasuredMap } from '../../../src/renderer/steps/maps/contours.ts'
import { levelWords } from '../../../src/renderer/steps/maps/levelWords.ts'
import { levelEnclosing } from '../../../src/renderer/steps/maps/reducedLevel.ts'
import { sigmasOf, volumeAt } from '../../../src/renderer/viewer/levels.ts'

/** Density falls from 10 at the centre by the volume: the surface at d encloses 1000 · (10 − d) · scale Å³. */
const facts = (scale: number, sigma: number, suggestedLevel: number): MapFacts => ({
  min: 0, max: 10, mean: 0, sigma, suggestedLevel, enclosed: { level: [0, 10], volumeA3: [10_000 * scale, 0] },
})
const first: MeasuredMap = { entry: { name: 'run_class001.mrc', kind: 'map' }, facts: facts(1, 1, 4) }
const second: MeasuredMap = { entry: { name: 'run_class002.mrc', kind: 'map' }, facts: facts(2, 2, 9) }
const mask: MeasuredMap = { entry: { name: 'mask.mrc', kind: 'mask' }, facts: facts(5, 1, 0.5) }
const FRESH: LevelChoice = { by: 'sigma', value: null, own: {} }

describe('levels', () => {
  test('nobody has chosen: every density at the σ that suits the first', () => {
    expect(sharedValue(FRESH, [first, second])).toBe(4)
    expect(levelsOf(FRESH, [first, second])).toEqual([4, 8])
  })

  test('the same volume: every surface encloses it', () => {
    const choice: LevelChoice = { by: 'volume', value: 3000, own: {} }
    const levels = levelsOf(choice, [first, second])
    expect(levels.map((level, i) => volumeAt([first, second][i].facts, level))).toEqual([3000, 3000])
    expect(levels[0]).not.toBe(levels[1])
  })

  test('a mask keeps its own level', () => {
    expect(levelsOf({ by: 'volume', value: 3000, own: {} }, [mask, first])[0]).toBe(0.5)
    expect(sharedValue(FRESH, [mask, first])).toBe(4)
    expect(isShared(FRESH, mask)).toBe(false)
    expect(levelsOf(withLevel(FRESH, mask, 0.8), [mask, first])).toEqual([0.8, 4])
  })

  test.each(['sigma', 'volume', 'own'] as const)('a level that is set is the one that is shown, by %s', by => {
    const choice = withLevel(withWay(FRESH, [first, second], by), second, 5)
    expect(levelsOf(choice, [first, second])[1]).toBeCloseTo(5, 9)
  })

  test('another way of choosing leaves the first map as it is', () => {
    const own = withWay({ by: 'sigma', value: 3, own: {} }, [first, second], 'own')
    expect(levelsOf(own, [first, second])).toEqual([3, 6])
    const volume = withWay(withLevel(own, second, 7), [first, second], 'volume')
    expect(levelsOf(volume, [first, second])[0]).toBeCloseTo(3, 9)
    expect(levelsOf(withWay(volume, [first, second], 'sigma'), [first, second])[0]).toBeCloseTo(3, 9)
  })

  test('with levels of their own, a map that was never set has the suggested one', () => {
    expect(levelsOf({ by: 'own', value: null, own: { 'run_class001.mrc': 2 } }, [first, second])).toEqual([2, 9])
  })

  test('sliders reach the greatest density of all maps, and volumes down to a thousandth', () => {
    expect(sliderRange('sigma', [first, second])).toEqual([0, 10])
    const [least, most] = sliderRange('volume', [first, second])
    expect(10 ** most).toBeCloseTo(20_000, 6)
    expect(most - least).toBe(3)
    expect(sliderRange('sigma', [])).toEqual([0, 1])
  })

  test('words say σ and volume, of a mask its own value', () => {
    expect(sigmasOf(second.facts, 5)).toBe(2.5)
    expect(levelWords(second.facts, 5, 'map')).toBe('2.50 σ, 10\u202F000 Å³')
    expect(levelWords(mask.facts, 0.5, 'mask')).toBe('0.50, 47\u202F500 Å³')
  })
})

describe('a map at reduced sampling', () => {
  const map = { voxels: Float32Array.from({ length: 20 ** 3 }, (_, i) => i / 8000), box: 20, pixelSizeA: 2 }

  test('is shown round the volume that the whole one encloses', () => {
    const level = levelEnclosing(map, 8 * 800)
    expect(map.voxels.filter(value => value > level).length / 800).toBeCloseTo(1, 2)
  })

  test('shows nothing where there is nothing', () => {
    expect(levelEnclosing(map, 0)).toBeCloseTo(7999 / 8000, 6)
    expect(levelEnclosing({ ...map, voxels: new Float32Array(8000) }, 100)).toBe(0)
  })
})
