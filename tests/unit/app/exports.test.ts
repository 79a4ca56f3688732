import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Edit } from '../../../src/preload/contract/calls/edits.ts'
import { Failure } from '../../../src/preload/contract/failure.ts'
import { csvCell } from '../../../src/main/app/exports/csvFile.ts'
import { writeTo } from '../../../src/main/app/exports/exportFolder.ts'
import { classFileName, fileNamePart } from '../../../src/main/app/exports/fileNames.ts'
import { keepRows } from '../../../src/main/app/exports/keepRows.ts'
import { sortedProject } from '../../../src/main/app/exports/sortedProject.ts'
import { writeExports } from '../../../src/main/app/exports/writeExports.ts'
import type { ExportTask } from '../../../src/main/app/exports/writeExports.ts'
import { editMethods } from '../../../src/main/app/edits/editMethods.ts'
import { readAssignment } from '../../../src/main/core/assignments.ts'
import { csUids, readCs } from '../../../src/main/formats/cs.ts'
import { npyNumbers } from '../../../src/main/formats/npy.ts'
import { particleTable } from '../../../src/main/formats/relionOptics.ts'
import { parseStar, readStar, textColumn } from '../../../src/main/formats/star.ts'
import { ROWS, assignmentsOf, finishedProject, opened, scratch, starText } from './finishedProject.ts'

const path = scratch()
const { classNumber } = assignmentsOf(ROWS)

function project(name: string, format: 'star' | 'cs' = 'star', ...edits: Edit[]) {
  const folder = finishedProject(path(name), format), { workstation, id } = opened(folder)
  const apply = editMethods(workstation)['edits.apply']
  for (const edit of edits) void apply({ project: id, edit })
  const write = (kinds: ExportTask['kinds'], options: { to?: string; replace?: boolean } = {}) =>
    writeExports({ project: sortedProject(workstation.project(id)), folder: options.to ?? path(name, 'exports'), kinds, replace: options.replace ?? false })
  return { folder, write, exported: (file: string) => path(name, 'exports', file) }
}

const refusal = (action: () => unknown): string => {
  try {
    action()
  } catch (error) {
    if (error instanceof Failure) return `${error.kind}: ${error.line}`
    throw error
  }
  return 'nothing was refused'
}

test.each(['star', 'cs'] as const)('without edits the assignment equals what cgr run wrote, byte for byte (.%s)', format => {
  const { folder, write, exported } = project(`plain-${format}`, format)
  expect(write(['assignment'])).toMatchObject([{ path: exported(`run_data.${format}`), about: expect.stringContaining('all 60 particles') }])
  expect(readFileSync(exported(`run_data.${format}`)).equals(readFileSync(join(folder, `run_data.${format}`)))).toBe(true)
  expect(readdirSync(path(`plain-${format}`, 'exports'))).toEqual([`run_data.${format}`])
})

const EDITS: Edit[] = [{ kind: 'rename', class: 1, name: 'Open, "wide" / =1+1' }, { kind: 'merge', from: 3, into: 1 }, { kind: 'move', rows: [1, 19], into: 1 }, { kind: 'move', rows: [0], into: 0 }]
const editedNumbers = Array.from(classNumber, (number, row) => (row === 0 ? 0 : row === 1 || row === 19 || number === 3 ? 1 : number))
const rowsOf = (number: number): number[] => editedNumbers.flatMap((one, row) => (one === number ? [row] : []))

test('star files of edited classes: all rows in one, the rows of each class in its own, everything else as it was', () => {
  const { write, exported } = project('edited-star', 'star', ...EDITS)
  const files = write(['assignment', 'per class'])
  expect(files.map(file => file.path)).toEqual(['run_data.star', 'class001_Open_wide_1_1.star', 'class002.star'].map(exported))
  expect(files.map(({ path: file, bytes }) => [file, bytes])).toEqual(files.map(({ path: file }) => [file, readFileSync(file).length]))
  expect(readAssignment(exported('run_data.star')).labels).toEqual(editedNumbers.map(number => (number === 0 ? 'junk' : String(number))))
  const star = readStar(exported('class001_Open_wide_1_1.star')), table = particleTable(star)!
  expect(textColumn(star, table, 'rlnImageName')).toEqual(rowsOf(1).map(row => `${String(row + 1).padStart(6, '0')}@stack.mrcs`))
  expect(textColumn(star, table, 'labNote')).toEqual(rowsOf(1).map(row => `note, ${row}`))
  expect(new Set(textColumn(star, table, 'rlnClassNumber'))).toEqual(new Set(['1']))
  // Moved by hand: certain; of merged classes: the sum.
  const posterior = textColumn(star, table, 'rlnMaxValueProbDistribution')
  expect([posterior[rowsOf(1).indexOf(1)], posterior[rowsOf(1).indexOf(19)], posterior[rowsOf(1).indexOf(2)]]).toEqual(['1.000000', '1.000000', '0.850000'])
  expect(readFileSync(exported('class002.star'), 'utf8').startsWith('# kept by hand\ndata_optics\n')).toBe(true)
})

test('cs files of edited classes keep every field and uid; a particle taken out of the junk is no junk any more', () => {
  const { write, exported } = project('edited-cs', 'cs', ...EDITS)
  write(['assignment', 'per class'])
  expect(readAssignment(exported('run_data.cs')).labels).toEqual(editedNumbers.map(number => (number === 0 ? 'junk' : String(number - 1))))
  const cs = readCs(exported('class001_Open_wide_1_1.cs'))
  expect([...csUids(cs)]).toEqual(rowsOf(1).map(row => 2n ** 63n + BigInt(row)))
  expect([...npyNumbers(cs, 'blob/idx')]).toEqual(rowsOf(1))
  expect(new Set(npyNumbers(cs, 'alignments3D/class'))).toEqual(new Set([0]))
})

test('rows taken out of a star file: first, last without newline, neighbours', () => {
  const star = parseStar('a.star', Buffer.from(starText(6))), bytes = (keeps: (row: number) => boolean): string => {
    const kept = keepRows({ format: 'star', star }, keeps)
    return kept.format === 'star' ? kept.star.bytes.toString() : ''
  }
  expect(bytes(() => true)).toBe(starText(6))
  expect(bytes(row => row < 5)).toBe(`${starText(5)}\n`)
  expect(bytes(row => row > 0 && row !== 3 && row !== 4).split('\n').slice(18)).toEqual([2, 3, 6].map(row => starText(6).split('\n')[17 + row]))
})

test('excluded classes keep their number in the assignment and have no file of their own', () => {
  const { write, exported } = project('excluded', 'star', { kind: 'exclude', class: 2, excluded: true })
  const files = write(['assignment', 'per class', 'maps', 'csv'])
  expect(files[0].about).toContain('19 particles of excluded classes keep their class numbers here, the files of each class leave them out')
  expect(files.map(file => file.path).filter(file => file.includes('class002'))).toEqual([])
  expect(readAssignment(exported('run_data.star')).labels.filter(label => label === '2')).toHaveLength(19)
  expect(readFileSync(exported('README.txt'), 'utf8')).toContain('Left out: Class 2')
  expect(readFileSync(exported('particles.csv'), 'utf8').split('\n').filter(line => line.endsWith(',yes'))).toHaveLength(19)
})

test('the table: quoted, no formulas, and read again by cgr compare', () => {
  const { write, exported } = project('csv', 'star', { kind: 'rename', class: 1, name: '=HYPERLINK("x")' }, { kind: 'move', rows: [1], into: 1 })
  write(['csv'])
  const lines = readFileSync(exported('particles.csv'), 'utf8').split('\n')
  expect(lines.slice(0, 4)).toEqual([
    'index,image,micrograph,class,class_name,largest_posterior,excluded',
    `1,000001@stack.mrcs,"'=mic0.mrc",1,"'=HYPERLINK(""x"")",0.700000,no`,
    `2,000002@stack.mrcs,"'=mic1.mrc",1,"'=HYPERLINK(""x"")",1.000000,no`,
    `3,000003@stack.mrcs,"'=mic2.mrc",3,Class 3,0.700000,no`,
  ])
  expect(lines[20]).toBe(`20,000020@stack.mrcs,"'=mic3.mrc",-1,Junk,0.000000,no`)
  expect(readAssignment(exported('particles.csv')).labels).toEqual(Array.from(classNumber, (number, row) => (row === 1 ? '1' : number === 0 ? 'junk' : String(number))))
})

test('the table of a .cs file counts images from 1', () => {
  const { write, exported } = project('csv-cs', 'cs')
  write(['csv'])
  expect(readFileSync(exported('particles.csv'), 'utf8').split('\n')[1]).toBe('1,000001@J1/stack.mrc,,1,Class 1,0.700000,no')
})

test.each([['plain', 'plain'], ['a,b', '"a,b"'], ['a"b', '"a""b"'], ['+1', `"'+1"`], ['-x', `"'-x"`], ['@x', `"'@x"`], ['\tx', `"'\tx"`], ['a\nb', '"a\nb"'], ['', '']])('cell %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell)
})

test.each([
  ['Open', 'Open'], ['../../etc/passwd', 'etc_passwd'], ['a/b\\c:d*?', 'a_b_c_d'], ['Öffnung α', 'Öffnung_α'], ['...', ''], ['-rf', 'rf'], ['CON.', 'CON'], ['x'.repeat(80), 'x'.repeat(40)], ['a\u0000b', 'a_b'],
])('file name of %j', (name, part) => {
  expect(fileNamePart(name)).toBe(part)
  expect(classFileName({ number: 12, name })).toBe(part === '' ? 'class012' : `class012_${part}`)
})

test('maps carry the names of classes, README says what each is and what was changed', () => {
  const { folder, write, exported } = project('maps', 'star', { kind: 'rename', class: 1, name: 'Open' }, { kind: 'merge', from: 3, into: 1 })
  const names = write(['maps']).map(file => file.path)
  expect(names).toEqual([
    'class001_Open.mrc', 'class001_Open_half1_unfil.mrc', 'class001_Open_half2_unfil.mrc',
    'class001_Open_with_class003.mrc', 'class001_Open_with_class003_half1_unfil.mrc', 'class001_Open_with_class003_half2_unfil.mrc',
    'class002.mrc', 'class002_half1_unfil.mrc', 'class002_half2_unfil.mrc', 'README.txt',
  ].map(exported))
  expect(readFileSync(exported('class001_Open_with_class003.mrc')).equals(readFileSync(join(folder, 'run_class003.mrc')))).toBe(true)
  const readme = readFileSync(exported('README.txt'), 'utf8')
  for (const words of ['Open: 38 particles now (class 1, 3 of the run)', 'class002.mrc: map of Class 2', '- merge Class 3 into Open', 'reconstruct the files of each class again']) expect(readme).toContain(words)
})

test('the report goes as it is, and with edits a file that tells them', () => {
  const plain = project('report')
  expect(plain.write(['report']).map(file => file.path)).toEqual(['report.html', 'report.json'].map(plain.exported))
  expect(readFileSync(plain.exported('report.json')).equals(readFileSync(join(plain.folder, 'report.json')))).toBe(true)
  const edited = project('report-edited', 'star', { kind: 'merge', from: 3, into: 1 })
  edited.write(['report'])
  expect(readFileSync(edited.exported('report_edits.txt'), 'utf8')).toContain('- merge Class 3 into Class 1')
})

test('what is there already is replaced only if that was said, and otherwise nothing is written', () => {
  const { write, exported } = project('taken')
  mkdirSync(path('taken', 'exports'))
  writeFileSync(exported('class002.star'), 'mine')
  expect(refusal(() => write(['assignment', 'per class']))).toMatch(/^output: .*class002\.star: is there already; say that they may be replaced/)
  expect(readdirSync(path('taken', 'exports'))).toEqual(['class002.star'])
  expect(readFileSync(exported('class002.star'), 'utf8')).toBe('mine')
  write(['assignment', 'per class'], { replace: true })
  expect(readAssignment(exported('class002.star')).labels).toHaveLength(19)
  expect(readdirSync(path('taken', 'exports'))).toHaveLength(4)
})

test('nothing is written through a link, over a folder, over the input, or into the project\'s own folder', () => {
  const { folder, write, exported } = project('places')
  mkdirSync(path('places', 'exports'))
  symlinkSync('/etc/hostname', exported('run_data.star'))
  expect(refusal(() => write(['assignment'], { replace: true }))).toMatch(/run_data\.star: is there already, and no plain file/)
  rmSync(exported('run_data.star'))
  mkdirSync(exported('run_data.star'))
  expect(refusal(() => write(['assignment'], { replace: true }))).toMatch(/no plain file/)
  expect(refusal(() => write(['assignment'], { to: folder, replace: true }))).toMatch(/project's own folder/)
  expect(refusal(() => write(['assignment'], { to: join(folder, 'run_data.star') }))).toMatch(/is a file, not a folder/)
  expect(readdirSync(path('places', 'exports'))).toEqual(['run_data.star'])
})

test('the input is never replaced', () => {
  const folder = finishedProject(path('near', 'project')), { workstation, id } = opened(folder)
  const sorted = sortedProject(workstation.project(id)), input = path('near', 'run_data.star')
  writeFileSync(input, 'input')
  expect(refusal(() => writeExports({ project: { ...sorted, input: { path: input, root: null, passthrough: null } }, folder: dirname(input), kinds: ['assignment'], replace: true }))).toMatch(/is the input of the project/)
  expect(readFileSync(input, 'utf8')).toBe('input')
})

test('a folder that cannot be made leaves nothing behind, one that is new is made', () => {
  const { write } = project('folders')
  writeFileSync(path('folders', 'file'), '')
  expect(refusal(() => write(['assignment'], { to: path('folders', 'file', 'below') }))).toMatch(/^output: .*cannot write/)
  expect(write(['assignment'], { to: path('folders', 'new', 'deep') })[0].path).toBe(path('folders', 'new', 'deep', 'run_data.star'))
})

test('a full disk is seen before anything is written, and an error in the middle leaves nothing', () => {
  const destination = { folder: path('whole'), replace: false, spared: [], project: path('elsewhere') }
  const file = (name: string, bytes: number, write: (to: string) => void) => ({ name, bytes, write, about: name })
  const good = file('good.txt', 4, to => writeFileSync(to, 'good'))
  expect(refusal(() => writeTo(destination, [good, file('large.mrc', 2 ** 60, () => undefined)]))).toMatch(/^output: .* MiB free, about [\d,]+ MiB needed/)
  expect(refusal(() => writeTo(destination, [good, file('bad.txt', 4, () => { throw new Failure('output', 'the disk is full') })]))).toBe('output: the disk is full')
  expect(existsSync(path('whole'))).toBe(false)
  expect(writeTo(destination, [good])).toEqual([{ path: path('whole', 'good.txt'), bytes: 4, about: 'good.txt' }])
  expect(readdirSync(path('whole'))).toEqual(['good.txt'])
})

test('one file that is gone, and nothing is written at all', () => {
  const { folder, write } = project('gone')
  rmSync(join(folder, 'run_half2_class003_unfil.mrc'))
  expect(refusal(() => write(['assignment', 'maps']))).toMatch(/^missing: .*run_half2_class003_unfil\.mrc: the file of the run is gone/)
  rmSync(join(folder, 'run_data.star'))
  expect(refusal(() => write(['report', 'assignment']))).toMatch(/^missing: .*run_data\.star: the rows of the run are gone/)
  writeFileSync(join(folder, 'run_data.star'), starText(5))
  expect(refusal(() => write(['report', 'assignment']))).toMatch(/^data: .*run_data\.star, rows: 5 particles, the run sorted 60/)
  expect(existsSync(path('gone', 'exports'))).toBe(false)
})

test('a class without particles has no file, and when all are left out there is nothing to write', () => {
  const empty = project('empty', 'star', { kind: 'merge', from: 3, into: 1 }, { kind: 'move', rows: [...classNumber.keys()].filter(row => classNumber[row] === 2), into: 1 })
  expect(empty.write(['per class']).map(file => file.path)).toEqual([empty.exported('class001.star')])
  const none = project('none', 'star', ...[1, 2, 3].map((number): Edit => ({ kind: 'exclude', class: number, excluded: true })))
  expect(refusal(() => none.write(['per class']))).toMatch(/^usage: no class is left to write/)
  expect(refusal(() => none.write(['maps']))).toMatch(/^usage: no class is left/)
})
