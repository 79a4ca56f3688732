import { describe, expect, test } from 'vitest'
import type { EditedClass } from '../../../src/preload/contract/calls/edits.ts'
import type { MapEntry } from '../../../src/preload/contract/calls/maps.ts'
import { fscSeries } from '../../../src/renderer/steps/maps/fscSeries.ts'
import { choicesOf, mapColour } from '../../../src/renderer/steps/maps/mapChoices.ts'
import { fallsTo } from '../../../src/renderer/plots/curves.ts'

const edited = (number: number, change: Partial<EditedClass> = {}): EditedClass =>
  ({ number, name: `Class ${number}`, colour: number - 1, particles: 10, occupancy: 0.5, excluded: false, merged: [], resolutionA: 8, meanPosterior: 0.9, ...change })
const entry = (name: string, title: string, kind: MapEntry['kind'], number: number | null): MapEntry => ({ name, title, class: number, kind, box: 64, pixelSizeA: 2 })

const ENTRIES = [
  entry('run_class001.mrc', 'Class 1', 'map', 1), entry('run_class002.mrc', 'Class 2', 'map', 2), entry('run_class003.mrc', 'Class 3', 'map', 3),
  entry('run_half1_class001_unfil.mrc', 'Class 1, half-map 1', 'half', 1), entry('run_half2_class001_unfil.mrc', 'Class 1, half-map 2', 'half', 1),
  entry('run_class002_decoded.mrc', 'Class 2, decoded by the network', 'decoded', 2), entry('run_class001_locres.mrc', 'Class 1, local resolution', 'local resolution', 1),
  entry('mask.mrc', 'Mask of the run', 'mask', null), entry('.work/live_class001.mrc', 'Class 1, as it stands', 'live', 1),
]
const CLASSES = [edited(1, { name: 'Open', colour: 5 }), edited(2, { merged: [3], excluded: true })]

describe('maps to choose from', () => {
  const { classMaps, others } = choicesOf(ENTRIES, CLASSES)

  test('have the names and colours that classes have now', () => {
    expect(classMaps.map(({ title, colour, note }) => [title, colour, note])).toEqual([['Open', 5, null], ['Class 2', 1, 'excluded'], ['Class 3, merged into Class 2', 1, 'excluded']])
  })

  test('stand by class, then what is of none; scales and live maps are left out', () => {
    expect(others.map(group => [group.title, group.choices.map(({ title }) => title)])).toEqual([
      ['Open', ['Open, half-map 1, unfiltered', 'Open, half-map 2, unfiltered']],
      ['Class 2', ['Class 2, decoded by the network, not a reconstruction']],
      ['Of no class', ['Mask of the run']],
    ])
  })

  test('half-maps of one class are told apart by lightness', () => {
    const [one, two] = others[0].choices.map(choice => mapColour(choice, [0.5, 0.5, 0.5]))
    expect(one[0]).toBeGreaterThan(two[0] + 0.3)
  })

  test('the map of a class that was merged is told from the one it was merged into', () => {
    const [, into, from] = classMaps
    expect([into.colour, into.isMerged, from.colour, from.isMerged]).toEqual([1, false, 1, true])
    expect(mapColour(from, [1, 0, 0])).not.toEqual(mapColour(into, [1, 0, 0]))
  })
})

describe('FSC curves', () => {
  const fsc = { frequency: [0, 0.1, 0.2], unmasked: [1, 0.4, 0], masked: [1, 0.8, 0.2], phaseRandomised: [1, 0.1, 0], corrected: [1, 0.7, 0.1] }
  const report = { classes: [{ number: 1, fsc }, { number: 2, fsc }] } as unknown as Parameters<typeof fscSeries>[0]

  test('are the corrected ones, under the mark of the class', () => {
    const series = fscSeries(report, CLASSES, { unmasked: false, phaseRandomised: false })
    expect(series.map(({ name }) => name)).toEqual(['Open', 'Class 2'])
    expect(series[0].mark.colour).toBe('var(--class-6)')
    expect(fallsTo(series[0].points, 0.143)).toBeCloseTo(0.1 + 0.1 * (0.7 - 0.143) / 0.6, 9)
  })

  test('with the others beside them, each told by its line', () => {
    const series = fscSeries(report, CLASSES, { unmasked: true, phaseRandomised: true })
    expect(series).toHaveLength(6)
    expect(new Set(series.map(({ key }) => key)).size).toBe(6)
    expect(new Set(series.slice(0, 3).map(({ mark }) => mark.dash)).size).toBe(3)
    expect(series[1].points).toEqual([[0, 1], [0.1, 0.4], [0.2, 0]])
  })
})
