import { expect, test } from 'vitest'
import { Failure } from '../../../src/preload/contract/failure.ts'
import { parseStates, STATE_PRESETS } from '../../../src/main/simulate/states.ts'

test('states, changes, selections and axes are read', () => {
  expect(parseStates('as-is; rotate A:5-197 -20')).toEqual([[], [{ kind: 'rotate', atoms: [{ chain: 'A', from: 5, to: 197 }], angle: -20, about: [] }]])
  expect(parseStates('drop A:-3-12+B, keep C:7')).toEqual([[
    { kind: 'drop', atoms: [{ chain: 'A', from: -3, to: 12 }, { chain: 'B', from: -Infinity, to: Infinity }] },
    { kind: 'keep', atoms: [{ chain: 'C', from: 7, to: 7 }] },
  ]])
  expect(parseStates('rotate A 1.5 about A:330 10/-20.5/30')[0]).toEqual([
    { kind: 'rotate', atoms: [{ chain: 'A', from: -Infinity, to: Infinity }], angle: 1.5, about: [{ residue: { chain: 'A', from: 330, to: 330 } }, { at: [10, -20.5, 30] }] },
  ])
})

test('every preset is understood and has as many states as its name says', () => {
  for (const name of Object.keys(STATE_PRESETS)) expect(parseStates(name)).toHaveLength(Number(name.at(-1)))
})

test.each([
  ['', 'no state given'],
  ['turn A 5', 'turn A 5'],
  ['rotate A:5-197', 'rotate A:5-197'],
  ['rotate A:5-197 x', 'rotate A:5-197 x'],
  ['rotate A 5 about A:1', 'about A:1'],
  ['rotate A 5 about A:1-9 A:20', 'is no point'],
  ['drop A:9-5', 'backwards'],
  ['drop :5', 'is no selection'],
  ['drop', 'drop'],
])('"%s" is refused and quoted', (text, said) => {
  expect(() => parseStates(text)).toThrow(Failure)
  try {
    parseStates(text)
  } catch (error) {
    expect((error as Failure).kind).toBe('usage')
    expect((error as Failure).line).toContain(said)
    expect((error as Failure).line).not.toContain('\n')
  }
})
