import { expect, test } from 'vitest'
import type { Column } from '../../../src/preload/contract/calls/particles.ts'
import type { RowsOf } from '../../../src/renderer/gallery/useBatches.ts'
import { NOTHING, withPlaces } from '../../../src/renderer/gallery/selection.ts'
import { dependsOnLabels } from '../../../src/renderer/steps/check/galleryData.ts'
import { labelKey } from '../../../src/renderer/steps/teach/labelKeys.ts'
import { nextUnlabelled } from '../../../src/renderer/steps/teach/nextUnlabelled.ts'
import { firstQuery } from '../../../src/renderer/steps/teach/teachQuery.ts'

test('keys label, take off, undo and redo; all others are left to the page', () => {
  const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => labelKey({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })
  expect(['1', '9', 'x', 'X', '0', 'Backspace'].map(key => press(key))).toEqual([{ label: 1 }, { label: 9 }, { label: 0 }, { label: 0 }, { label: null }, { label: null }])
  expect([press('z'), press('Z', { shiftKey: true }), press('z', { ctrlKey: true }), press('Z', { metaKey: true, shiftKey: true }), press('y', { ctrlKey: true })]).toEqual(['undo', 'redo', 'undo', 'redo', 'redo'])
  expect([press('1', { ctrlKey: true }), press('x', { metaKey: true }), press('1', { altKey: true }), press('a'), press('ArrowRight'), press('10')]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined])
})

test('the next particle without a label is found across pages, in the order that is shown', async () => {
  const asked: number[] = []
  const rowsOf: RowsOf = async (offset, count) => {
    asked.push(offset)
    return { rows: Array.from({ length: count }, (_, i) => 9999 - offset - i), values: [] }
  }
  expect(await nextUnlabelled(3, 10_000, rowsOf, () => false)).toBe(3)
  expect(await nextUnlabelled(3, 10_000, rowsOf, row => row > 9999 - 500)).toBe(500)
  expect(asked).toEqual([3, 3, 203, 403])
  expect(await nextUnlabelled(9990, 10_000, rowsOf, row => row > 4)).toBe(9995)
  // Where a long way on all have one, labelling goes on one by one.
  expect(await nextUnlabelled(7, 10_000, rowsOf, () => true)).toBe(7)
  expect(await nextUnlabelled(10_000, 10_000, rowsOf, () => false)).toBeNull()
})

test('a box chooses places that need not be side by side', () => {
  expect(withPlaces(NOTHING, [3, 4, 9, 10])).toEqual([[3, 5], [9, 11]])
  expect(withPlaces([[5, 9]], [4, 9, 20])).toEqual([[4, 10], [20, 21]])
})

test('the most doubtful come first where a run has said who they are; a query that goes by labels is known', () => {
  const column = (key: string): Column => ({ key, title: key, unit: null, about: '', kind: 'number', range: null, names: null })
  expect(firstQuery([column('row'), column('entropy')]).sort).toEqual({ column: 'entropy', descending: true })
  expect(firstQuery([column('row')]).sort).toBeNull()
  expect([dependsOnLabels({ filters: [{ column: 'label:3', values: [0] }] }), dependsOnLabels({ sort: { column: 'label:1', descending: false } }), dependsOnLabels(firstQuery([column('entropy')]))]).toEqual([true, true, false])
})
