import { describe, expect, test } from 'vitest'
import { makeAxis } from '../../../src/renderer/plots/axis.ts'
import { fixed, integer, scientific, significant, withUnit } from '../../../src/renderer/plots/numbers.ts'
import { resolutionMarks } from '../../../src/renderer/plots/resolutionMarks.ts'
import { axisOf, roundSpan, spanOf } from '../../../src/renderer/plots/span.ts'

const texts = (axis: ReturnType<typeof makeAxis>): string[] => axis.ticks.map(tick => tick.text)

describe('numbers', () => {
  test('thousands stand apart and what rounds to nought has no sign', () => {
    expect(integer(1_234_567)).toBe('1\u202F234\u202F567')
    expect(fixed(-1234.56, 1)).toBe('−1\u202F234.6')
    expect(fixed(-0.04, 1)).toBe('0.0')
  })

  test('powers of ten where digits would be out of sight', () => {
    expect(significant(0.0123456, 3)).toBe('0.0123')
    expect(significant(2.5e-7, 3)).toBe('2.5\u202F×\u202F10⁻⁷')
    expect(scientific(1000, 3)).toBe('10³')
    expect(significant(NaN)).toBe('–')
  })

  test('° follows closely, other units after a space', () => {
    expect(withUnit('90', '°')).toBe('90°')
    expect(withUnit('3.2', 'Å')).toBe('3.2\u202FÅ')
    expect(withUnit('3', undefined)).toBe('3')
  })
})

describe('an axis', () => {
  test('has round ticks with as many decimals as tell them apart, and its unit in the title', () => {
    const axis = makeAxis({ title: 'Defocus', unit: 'µm' }, [0.4, 3.2], [50, 400], 'x')
    expect(axis.title).toBe('Defocus (µm)')
    expect(texts(axis)).toEqual(['0.5', '1.0', '1.5', '2.0', '2.5', '3.0'])
  })

  test('says values finer than its ticks, and whole numbers as whole', () => {
    const axis = makeAxis({ title: 'Occupancy', unit: '%' }, [0, 60], [200, 0], 'y')
    expect(axis.say(38.24)).toBe('38.2\u202F%')
    expect(makeAxis(axisOf({ title: 'Pass' }, [1, 2, 3]), [1, 25], [0, 300], 'x').say(12)).toBe('12')
    expect(axis.say(NaN)).toBe('–')
  })

  test('places values and finds them again', () => {
    const axis = makeAxis({ title: 'FSC' }, [-0.1, 1], [220, 10], 'y')
    expect(axis.place(1)).toBe(10)
    expect(axis.value(axis.place(0.143))).toBeCloseTo(0.143, 3)
  })

  test('marks angles at parts of a turn', () => {
    expect(texts(makeAxis({ title: 'Rot', unit: '°' }, [-180, 180], [0, 330], 'x'))).toEqual(['−180', '−90', '0', '90', '180'])
    expect(texts(makeAxis({ title: 'Tilt', unit: '°' }, [0, 180], [220, 0], 'y'))).toEqual(['0', '45', '90', '135', '180'])
  })

  test('marks powers of ten where it is logarithmic', () => {
    expect(texts(makeAxis({ title: 'Particles', kind: 'log' }, [100, 2e6], [0, 300], 'x'))).toEqual(['10²', '10³', '10⁴', '10⁵', '10⁶'])
    expect(texts(makeAxis({ title: 'Particles', kind: 'log' }, [1, 120], [0, 480], 'x'))).toEqual(['1', '2', '5', '10', '20', '50', '100'])
  })

  test('of spatial frequency bears resolutions', () => {
    const axis = makeAxis({ title: 'Resolution', kind: 'resolution' }, [0, 0.47], [50, 400], 'x')
    expect(axis.title).toBe('Resolution (Å)')
    expect(texts(axis)).toContain('5')
    for (const { at, text } of axis.ticks) expect(at).toBeCloseTo(1 / Number(text), 6)
    expect(axis.say(0.25)).toBe('4.00\u202FÅ')
    expect(axis.say(0)).toBe('∞\u202FÅ')
  })
})

test('resolutions keep apart from one another, whatever the width', () => {
  for (const width of [120, 240, 480, 960]) {
    const place = (frequency: number): number => frequency * 2 * width
    const places = resolutionMarks([0, 0.5], place).map(({ at }) => place(at))
    expect(places.length).toBeGreaterThan(1)
    for (let i = 1; i < places.length; i++) expect(places[i] - places[i - 1]).toBeGreaterThanOrEqual(30)
  }
})

describe('the span of an axis', () => {
  test('leaves out what is no number', () => {
    expect(spanOf([3, NaN, -1, Infinity])).toEqual([-1, 3])
    expect(spanOf([NaN])).toBeNull()
  })

  test('is round, and never negative for what is not', () => {
    expect(roundSpan([0, 97])).toEqual([0, 120])
    expect(roundSpan([0.2, 9])[0]).toBe(0)
    expect(roundSpan([5, 5])[0]).toBeLessThan(5)
    expect(roundSpan([0, 0])).toEqual([0, 1.2])
  })
})

test('a logarithmic axis that is asked to begin at nought has a beginning and an end', () => {
  for (const range of [[0, 20], [-3, 20], [0, 0]] as const) {
    const axis = makeAxis({ title: 'Power', kind: 'log' }, range, [0, 400], 'x')
    expect(axis.ticks.length).toBeLessThan(30)
    expect(axis.range[0]).toBeGreaterThan(0)
  }
})
