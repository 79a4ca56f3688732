import { describe, expect, test } from 'vitest'
import type { EditedClass } from '../../../src/preload/contract/calls/edits.ts'
import type { Column } from '../../../src/preload/contract/calls/particles.ts'
import { captionFor, classQuery, liveClasses, targets } from '../../../src/renderer/steps/classes/classQueries.ts'
import { colourName } from '../../../src/renderer/steps/classes/palette.ts'
import { contrastOf, projectionOf } from '../../../src/renderer/steps/classes/projections.ts'
import { undoKey } from '../../../src/renderer/steps/classes/undoKeys.ts'

const classOf = (number: number): EditedClass => ({ number, name: number === 0 ? 'Junk' : `Class ${number}`, colour: number - 1, particles: 1, occupancy: 0, excluded: false, merged: [], resolutionA: null, meanPosterior: null })

describe('a class’s particles', () => {
  test('come by the classes as they now are, from either end of the posterior', () => {
    expect(classQuery(2, 'doubtful')).toEqual({ sort: { column: 'posterior', descending: false }, filters: [{ column: 'editedClass', min: null, max: null, values: [2] }] })
    expect(classQuery(2, 'certain').sort?.descending).toBe(true)
  })

  test('say where the run had put them, if that is elsewhere', () => {
    const column = (key: string, names: string[] | null = null): Column => ({ key, title: key, unit: null, about: '', kind: names ? 'category' : 'number', range: [0, 1], names })
    const names = ['junk', 'class 1', 'class 2']
    const caption = captionFor([column('row'), column('class', names), column('posterior'), column('editedClass', names)])
    expect(caption(16, [17, 2, 0.98, 2])).toBe('#17 · 0.980')
    expect(caption(16, [17, 1, 0.51, 2])).toBe('#17 · 0.510 · was class 1')
  })

  test('can go to every other class, and to junk', () => {
    const classes = [classOf(1), classOf(2), classOf(0)]
    expect(targets(classes, 1, true).map(({ number }) => number)).toEqual([2, 0])
    expect(targets(classes, 1, false).map(({ number }) => number)).toEqual([2])
  })
})

describe('maps that turn', () => {
  test('are those on the screen, the chosen one first, and no more than the card can draw', () => {
    const all = [1, 2, 3, 4, 5, 6]
    expect([...liveClasses(all, new Set(all), 6, 4)]).toEqual([6, 1, 2, 3])
    expect([...liveClasses(all, new Set([4, 5]), 1, 4)]).toEqual([4, 5])
    expect(liveClasses(all, new Set(), 1, 4).size).toBe(0)
  })
})

describe('projections', () => {
  const box = 4
  const voxels = new Float32Array(box ** 3)
  voxels[(1 * box + 2) * box + 3] = 5 // z 1, y 2, x 3

  test('have the axes of the slices', () => {
    const at = (axis: 'x' | 'y' | 'z', right: number, up: number): number => projectionOf({ voxels, box }, axis)[up * box + right]
    expect(at('z', 3, 2)).toBe(5)
    expect(at('y', 3, 1)).toBe(5)
    expect(at('x', 2, 1)).toBe(5)
  })

  test('keep all of the density, along every axis', () => {
    const filled = Float32Array.from(voxels, (_, i) => i % 7)
    const total = filled.reduce((sum, value) => sum + value, 0)
    for (const axis of ['x', 'y', 'z'] as const) expect(projectionOf({ voxels: filled, box }, axis).reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 3)
  })

  test('are black where the border is, and white at the brightest', () => {
    const picture = new Float32Array(box * box).fill(2)
    picture[5] = 9
    expect(contrastOf(picture, box)).toEqual([2, 9])
  })
})

describe('undo keys', () => {
  const pressed = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>>) => undoKey({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })

  test('are Ctrl or ⌘ with Z, Shift+Z and Y, and nothing else', () => {
    expect(pressed('z', { ctrlKey: true })).toBe('undo')
    expect(pressed('z', { metaKey: true })).toBe('undo')
    expect(pressed('Z', { ctrlKey: true, shiftKey: true })).toBe('redo')
    expect(pressed('y', { ctrlKey: true })).toBe('redo')
    expect([pressed('z', {}), pressed('z', { ctrlKey: true, altKey: true }), pressed('x', { ctrlKey: true })]).toEqual([null, null, null])
  })
})

test('colours have names', () => {
  expect([0, 7, 8].map(colourName)).toEqual(['blue', 'black or white', 'blue'])
})
