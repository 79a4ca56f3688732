import { expect, test } from 'vitest'
import type { Edit } from '../../../src/preload/contract/calls/edits.ts'
import { describeEdits } from '../../../src/main/app/edits/describeEdit.ts'
import { replay } from '../../../src/main/app/edits/replay.ts'
import { classEditOf, editFromText, storedText } from '../../../src/main/app/edits/storedEdit.ts'
import { Failure } from '../../../src/preload/contract/failure.ts'

//                          row  0  1  2  3  4  5  6  7
const run = { classNumber: Int32Array.of(1, 2, 3, 0, 1, 2, 3, 4), classes: 4 }
const after = (...edits: Edit[]) => replay(run, edits.map(classEditOf))
const rowsAfter = (...edits: Edit[]): number[] => [...after(...edits).classOf]
const refusal = (...edits: Edit[]): string => {
  try {
    after(...edits)
  } catch (error) {
    if (error instanceof Failure) return error.line
  }
  return 'nothing was refused'
}

test('without edits the classes are the run\'s, named and coloured by number, junk last', () => {
  const { classOf, classes, members, moved } = after()
  expect([...classOf]).toEqual([...run.classNumber])
  expect(classes.map(({ number, name, colour }) => [number, name, colour])).toEqual([[1, 'Class 1', 0], [2, 'Class 2', 1], [3, 'Class 3', 2], [4, 'Class 4', 3], [0, 'Junk', -1]])
  expect([...members]).toEqual([1, 2, 2, 2, 1])
  expect(moved).toBe(0)
  expect([...run.classNumber]).toEqual([1, 2, 3, 0, 1, 2, 3, 4])
})

test('a chain of merges ends where the last one goes, and moves go with it', () => {
  const edits: Edit[] = [{ kind: 'move', rows: [0], into: 3 }, { kind: 'merge', from: 3, into: 2 }, { kind: 'merge', from: 2, into: 1 }]
  const { classOf, classes, members, moved } = after(...edits)
  expect([...classOf]).toEqual([1, 1, 1, 0, 1, 1, 1, 4])
  expect(classes.map(({ number, merged }) => [number, merged])).toEqual([[1, [2, 3]], [4, []], [0, []]])
  expect([...members]).toEqual([1, 6, 0, 0, 1])
  // Row 0 has come to where the merges alone would have left it.
  expect(moved).toBe(0)
})

test('what is merged into junk is junk', () => {
  expect(rowsAfter({ kind: 'merge', from: 2, into: 0 })).toEqual([1, 0, 3, 0, 1, 0, 3, 4])
})

test('moves: into a class, out of junk, to junk, and back again', () => {
  expect(after({ kind: 'move', rows: [3, 7, 3], into: 2 })).toMatchObject({ moved: 2 })
  expect(rowsAfter({ kind: 'move', rows: [3, 7], into: 2 }, { kind: 'move', rows: [0, 7], into: 0 })).toEqual([0, 2, 3, 2, 1, 2, 3, 0])
  expect(after({ kind: 'move', rows: [7], into: 2 }, { kind: 'move', rows: [7], into: 4 })).toMatchObject({ moved: 0 })
})

test('names, colours and exclusion belong to the class and leave the rows alone', () => {
  const { classes, classOf } = after({ kind: 'rename', class: 2, name: 'Open' }, { kind: 'recolour', class: 2, colour: 7 }, { kind: 'exclude', class: 2, excluded: true })
  expect(classes[1]).toEqual({ number: 2, name: 'Open', colour: 7, excluded: true, merged: [] })
  expect([...classOf]).toEqual([...run.classNumber])
})

test.each<[string, Edit[], RegExp]>([
  ['a merge into a class that was merged away', [{ kind: 'merge', from: 3, into: 1 }, { kind: 'merge', from: 2, into: 3 }], /^class 3 is part of Class 1 \(class 1\); choose that one, or undo the merge first$/],
  ['a cycle of merges', [{ kind: 'merge', from: 3, into: 1 }, { kind: 'merge', from: 1, into: 3 }], /^class 3 is part of Class 1/],
  ['a merge of a class into itself', [{ kind: 'merge', from: 3, into: 3 }], /itself; choose two classes/],
  ['a second merge of the same class', [{ kind: 'merge', from: 3, into: 1 }, { kind: 'merge', from: 3, into: 2 }], /^class 3 is part of Class 1/],
  ['a move into a class that was merged away', [{ kind: 'merge', from: 3, into: 1 }, { kind: 'move', rows: [0], into: 3 }], /^class 3 is part of Class 1/],
  ['a new name for a class that was merged away', [{ kind: 'merge', from: 3, into: 1 }, { kind: 'rename', class: 3, name: 'x' }], /^class 3 is part of/],
  ['a class that is not there', [{ kind: 'exclude', class: 5, excluded: true }], /^there is no class 5; the run has classes 1 to 4$/],
  ['a row that is not there', [{ kind: 'move', rows: [1, 8], into: 1 }], /^there is no particle of row 9; the run has rows 1 to 8$/],
  ['a name that another class has', [{ kind: 'rename', class: 1, name: 'Class 2' }], /^class 2 is called "Class 2" already/],
  ['merging junk into a class', [{ kind: 'merge', from: 0, into: 1 }], /^junk cannot be merged/],
  ['naming junk', [{ kind: 'rename', class: 0, name: 'Ice' }], /^junk cannot be renamed/],
  ['excluding junk', [{ kind: 'exclude', class: 0, excluded: true }], /^junk cannot be excluded/],
])('refused with a reason: %s', (_, edits, words) => {
  expect(refusal(...edits)).toMatch(words)
})

test('a name is free again when its class is part of another', () => {
  expect(after({ kind: 'merge', from: 3, into: 1 }, { kind: 'rename', class: 1, name: 'Class 3' }).classes[0]).toMatchObject({ name: 'Class 3', merged: [3] })
})

test('edits are told in the words of their moment', () => {
  const edits: Edit[] = [
    { kind: 'merge', from: 3, into: 1 }, { kind: 'rename', class: 1, name: 'Open' }, { kind: 'recolour', class: 1, colour: 3 }, { kind: 'exclude', class: 1, excluded: true },
    { kind: 'exclude', class: 1, excluded: false }, { kind: 'move', rows: Array.from({ length: 1204 }, (_, row) => row), into: 2 }, { kind: 'move', rows: [5], into: 0 },
  ]
  expect(describeEdits(4, edits.map(classEditOf))).toEqual([
    'merge Class 3 into Class 1', 'rename Class 1 to Open', 'change the colour of Open', 'exclude Open', 'include Open', 'move 1,204 particles into Class 2', 'move 1 particle into junk',
  ])
})

test('a stored move takes a third of the room and comes back as it was', () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => 5 * i + (i % 3)).toReversed()
  const edit = classEditOf({ kind: 'move', rows: [...rows, rows[0]], into: 2 }), text = storedText(edit)
  expect(text.length).toBeLessThan(JSON.stringify(rows).length / 2.5)
  expect(editFromText(text)).toEqual(edit)
  expect(edit).toMatchObject({ rows: Int32Array.from(rows).toSorted() })
})

test.each(['', 'null', '{"kind":"move","into":1}', '{"kind":"move","into":1,"gaps":[1,"x"]}', '{"kind":"move","into":1,"gaps":[4,-9]}', '{"kind":"melt"}', '{"kind":"merge","from":1,"into":2,"extra":3}'])('a damaged log is not read: %s', text => {
  expect(() => editFromText(text)).toThrow()
})
