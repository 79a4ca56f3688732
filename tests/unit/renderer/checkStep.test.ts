import { describe, expect, test } from 'vitest'
import type { CheckResult } from '../../../src/preload/contract/calls/check.ts'
import { Query } from '../../../src/preload/contract/calls/particles.ts'
import type { Column } from '../../../src/preload/contract/calls/particles.ts'
import { EVERY_PARTICLE, brushable, brushed, countsWords, rangeOn, withoutColumn } from '../../../src/renderer/steps/check/brushing.ts'
import { contrastWords, findingsOf, junkWords, poseWords, powerCurve, proofWords, shortVariant } from '../../../src/renderer/steps/check/findings.ts'
import { KEPT_VIEW, captionBy, firstView, lowpassLimits, placesKey, valueText } from '../../../src/renderer/steps/check/galleryData.ts'
import { firstRecipe, maskSize, maskTitle, voxelsText } from '../../../src/renderer/steps/check/mask.ts'

const column = (key: string, part: Partial<Column> = {}): Column => ({ key, title: key, unit: null, about: '', kind: 'number', range: [0, 10], names: null, ...part })

describe('brushing a histogram', () => {
  const query = Query.parse({ sort: { column: 'tilt', descending: true }, filters: [{ column: 'defocus', min: 1 }, { column: 'optics', values: [0] }] })

  test('a range becomes the filter of its column, in its place, and leaves order and other filters', () => {
    const next = brushed(query, 'defocus', { min: 1.2, max: 1.4 })
    expect(next).toEqual({ sort: query.sort, filters: [{ column: 'defocus', min: 1.2, max: 1.4, values: null }, query.filters[1]] })
    expect(rangeOn(next, 'defocus')).toEqual({ min: 1.2, max: 1.4 })
    expect(brushed(query, 'tilt', { min: null, max: 90 }).filters.map(filter => filter.column)).toEqual(['defocus', 'optics', 'tilt'])
  })

  test('an open range is no filter', () => {
    expect(brushed(query, 'defocus', { min: null, max: null }).filters.map(filter => filter.column)).toEqual(['optics'])
    expect(rangeOn(query, 'tilt')).toEqual({ min: null, max: null })
  })

  test('a histogram counts without its own limits and without an order', () => {
    expect(withoutColumn(query, 'defocus')).toEqual({ sort: null, filters: [query.filters[1]] })
    expect(withoutColumn(EVERY_PARTICLE, 'defocus')).toEqual(EVERY_PARTICLE)
  })

  test('only numbers that differ can be brushed', () => {
    expect(brushable([column('a'), column('b', { range: [3, 3] }), column('c', { kind: 'category' }), column('d', { range: null })]).map(({ key }) => key)).toEqual(['a'])
  })

  test('micrographs with the fewest and the most particles have their names', () => {
    expect(countsWords('micrograph', [4, 1, 7], ['a.mrc', 'b.mrc', 'c.mrc'])).toBe('3 micrographs, 4 particles each on average. Fewest: b.mrc (1); most: c.mrc (7).')
    expect(countsWords('tomogram', [1, 3], null)).toContain('Fewest: number 1 (1); most: number 2 (3).')
    expect(countsWords('micrograph', [200], null)).toBe('1 micrograph, 200 particles each.')
  })
})

describe('what the check found, in words', () => {
  const others = [{ name: 'the sign of the shifts turned', gain: 4.6 }, { name: 'a pixel size of 5.000 Å instead of 4.500 Å', gain: 49 }]
  const proof = { variants: [{ name: 'as given', gain: 51.24 }, ...others], halfMapCorrelation: 0.93, handedness: 'unknown' }

  test('the proof names the best of the mistakes that were tried', () => {
    expect(proofWords(proof)).toContain('by 51.2 nats per particle: rows, images and poses belong together. Of 2 common mistakes, tried on purpose, the best (pixel size 5.000 Å) reaches 49.0.')
    expect(proofWords({ ...proof, variants: [proof.variants[0]] })).not.toContain('mistakes')
  })

  test('a mistake that fits as well is no proof against the file', () => {
    expect(proofWords({ ...proof, variants: [proof.variants[0], { name: 'the rotations transposed (inverted)', gain: 51.3 }] })).toContain('(rotations inverted) reaches 51.3, which is no significant difference')
  })

  test('variants have short names, unknown ones their own', () => {
    expect(["the image before each row's own", 'the sign of the shifts turned', 'something else'].map(shortVariant)).toEqual(['the image before', 'shifts reversed', 'something else'])
  })

  test('contrast, junk and errors of poses', () => {
    expect(contrastWords({ sign: -1, spread: 0.031 })).toBe('particles dark; they are inverted for the sorting; its strength varies by 3.1 % (σ) from particle to particle')
    expect(junkWords({ particles: 0, fraction: 0 })).toBe('none found')
    expect(junkWords({ particles: 1200, fraction: 0.05 })).toBe('about 1\u202F200 particles (5.0 %) fit no map')
    expect(poseWords({ from: 'check', poseError: { angleDeg: 1.234, shiftPx: 0.0001 } })).toBe('1.23° about each axis, below 0.01 px along each (σ)')
    expect(poseWords({ from: 'run', poseError: null })).toContain('the run left the poses')
  })

  test('the power spectrum leaves out what has no logarithm', () => {
    const curve = powerCurve({ frequency: [0.1, 0.2, 0.3], power: [6, 0, 2] })
    expect(curve.points).toEqual([[0.1, 6], [0.3, 2]])
    expect(curve.range[0]).toBeGreaterThan(0)
    expect(curve.range[1]).toBeGreaterThan(6)
    expect(powerCurve({ frequency: [], power: [] }).points).toEqual([])
  })

  test('a run has found the same out, but no power spectrum; nothing is known before either', () => {
    const check = { proof, power: { frequency: [0.1], power: [1] } } as CheckResult
    expect(findingsOf(check, null)).toMatchObject({ from: 'check', power: check.power })
    expect(findingsOf(null, null)).toBeNull()
  })
})

describe('the gallery', () => {
  test('a low-pass reaches from two pixels to half of the box', () => {
    expect(lowpassLimits({ pixelSizeA: 1.06, box: 256 })).toEqual([3, 135])
    expect(firstView({ pixelSizeA: 8.5, box: 24 }).lowpassA).toBe(17)
    expect(KEPT_VIEW.safeParse(firstView({ pixelSizeA: 1, box: 100 })).success).toBe(true)
  })

  test('values have their unit, categories their name', () => {
    expect(valueText(column('defocus', { unit: 'µm', range: [1, 2.5] }), 1.5333)).toBe('1.53\u202Fµm')
    expect(valueText(column('rot', { unit: '°', range: [-180, 180] }), -9.14)).toBe('−9.1°')
    expect(valueText(column('posterior', { range: [0, 1] }), 0.98765)).toBe('0.988')
    expect(valueText(column('row', { range: [1, 5000] }), 4321)).toBe('4\u202F321')
    expect(valueText(column('class', { kind: 'category', names: ['junk', 'class 1'] }), 1)).toBe('class 1')
    expect(valueText(column('tomogram', { kind: 'category' }), 4)).toBe('5')
  })

  test('a caption has the row from 1, and what the particles are sorted by', () => {
    const columns = [column('row'), column('defocus', { unit: 'µm', range: [1, 2.5] })]
    expect(captionBy(columns, 'defocus')(16, [17, 1.5])).toBe('#17 · 1.50\u202Fµm')
    expect(captionBy(columns, 'row')(16, [17, 1.5])).toBe('#17')
    expect(captionBy(columns, null)(0, [1, 1.5])).toBe('#1')
  })

  test('particles are asked for again when one was moved, not for a name', () => {
    const one = { number: 1, name: 'Class 1', colour: 0, particles: 5, occupancy: 1, excluded: false, merged: [], resolutionA: null, meanPosterior: null }
    const state = { classes: [one], moved: 0, edits: 0, undo: null, redo: null }
    expect(placesKey({ ...state, classes: [{ ...one, name: 'Open', colour: 3 }], edits: 2 })).toBe(placesKey(state))
    expect(placesKey({ ...state, moved: 1 })).not.toBe(placesKey(state))
    expect(placesKey({ ...state, classes: [{ ...one, merged: [2] }] })).not.toBe(placesKey(state))
  })
})

describe('a mask', () => {
  test('counts what is at least half inside', () => {
    const voxels = new Float32Array(64).fill(0)
    voxels.set([1, 0.5, 0.49, 1], 10)
    expect(maskSize({ voxels, box: 4, pixelSizeA: 2 })).toEqual({ volumeA3: 24, fraction: 3 / 64 })
  })

  test('its name says how it was made', () => {
    expect(maskTitle({ name: 'masks/check_consensus_above_343_lowpass15A_grow1_soften3.mrc', title: 'Mask' })).toBe('level 343, 15 Å, grown 1, soft 3')
    expect(maskTitle({ name: 'masks/check_consensus_above_0.0120_grow2_soften4.mrc', title: 'Mask' })).toBe('level 0.0120, grown 2, soft 4')
    expect(maskTitle({ name: 'mask.mrc', title: 'Mask of the run' })).toBe('Mask of the run')
  })

  test('is made at first with room for what moves, whatever the sampling', () => {
    expect(firstRecipe({ pixelSizeA: 4.5 })).toEqual({ lowpassA: 15, grow: 1, soften: 3 })
    expect(firstRecipe({ pixelSizeA: 8 }).lowpassA).toBe(24)
    expect(voxelsText(3, 4.5)).toBe('14 Å')
  })
})
