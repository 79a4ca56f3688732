import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../src/preload/contract/failure.ts'
import {
  cellText, findBlock, internedColumn, lineOfRow, numberColumns, parseStar, readStar, rewriteStar, textColumn, writeStar, type StarFile, type StarTable,
} from '../../../src/main/formats/star.ts'
import { failureOf, interop, random, scratchFolder } from './support.ts'

const folder = scratchFolder()
const parse = (text: string): StarFile => parseStar('x.star', Buffer.from(text))
const comments = (file: StarFile): string[] => file.bytes.toString().split('\n').filter(line => line.startsWith('#'))
const only = (star: StarFile): StarTable => star.blocks[0].tables[0]
const REAL: readonly (readonly [name: string, version: number | null, blocks: readonly (readonly [name: string, columns: number, rows: number])[]])[] = [
  ['relion31.star', 30001, [['optics', 9, 1], ['particles', 26, 5]]],
  ['relion31.6opticsgroups.star', null, [['optics', 18, 6], ['particles', 23, 139]]],
  ['relion5.star', 50001, [['optics', 18, 1], ['particles', 26, 17]]],
  ['FinalRefinement-OriginalParticles-PfCRT.star', null, [['images', 22, 5]]],
  ['empiar_10076_7.star', null, [['', 10, 7]]],
  ['sta_testing_bin8.star', null, [['', 20, 219]]],
  ['toy_projections.star', null, [['images', 9, 1000]]],
]

describe.each(REAL)('%s', (name, version, blocks) => {
  const star = readStar(interop(name))
  const last = star.blocks[star.blocks.length - 1].tables[0]
  test('has the blocks, columns and rows that awk counts', () => {
    expect(star.version).toBe(version)
    expect(star.blocks.map(block => [block.name, block.tables[0].columns.length, block.tables[0].count])).toEqual(blocks)
  })
  test('every cell is the word that splitting the line gives', () => {
    const lines = readFileSync(star.path, 'utf8').split('\n')
    for (const row of [0, last.count >> 1, last.count - 1]) {
      const words = lines[lineOfRow(star, last, row) - 1].trim().split(/\s+/)
      expect(last.columns.map(column => cellText(star, last, row, column))).toEqual(words)
    }
    expect(textColumn(star, last, 'rlnImageName')).toHaveLength(last.count)
  })
  test('goes out as it came in, byte for byte', () => {
    const path = join(folder, `same-${name}`)
    rewriteStar(star, path, [])
    expect(readFileSync(path).equals(star.bytes)).toBe(true)
  })
  test('keeps every other cell, comment and block when columns are set', () => {
    const path = join(folder, `set-${name}`)
    rewriteStar(star, path, [{ table: last, columns: [{ name: 'rlnClassNumber', value: row => row % 3 }, { name: 'rlnMaxValueProbDistribution', value: row => (row / 7).toFixed(6) }] }])
    const back = readStar(path)
    const table = back.blocks[back.blocks.length - 1].tables[0]
    const added = ['rlnClassNumber', 'rlnMaxValueProbDistribution'].filter(column => !last.columns.includes(column))
    expect(table.columns).toEqual([...last.columns, ...added])
    for (const column of last.columns.filter(column => column !== 'rlnClassNumber' && column !== 'rlnMaxValueProbDistribution')) {
      expect(textColumn(back, table, column)).toEqual(textColumn(star, last, column))
    }
    const [classes, posterior] = numberColumns(back, table, ['rlnClassNumber', 'rlnMaxValueProbDistribution'])
    expect(Array.from(classes)).toEqual(Array.from({ length: last.count }, (_, row) => row % 3))
    expect(posterior[last.count - 1]).toBeCloseTo((last.count - 1) / 7, 5)
    expect(comments(back)).toEqual(comments(star))
    expect(back.blocks.slice(0, -1).map(block => block.tables[0].columns)).toEqual(star.blocks.slice(0, -1).map(block => block.tables[0].columns))
    expect(back.bytes.subarray(0, star.bytes.indexOf('loop_')).equals(star.bytes.subarray(0, star.bytes.indexOf('loop_')))).toBe(true)
  })
})

test('values of relion31.star', () => {
  const star = readStar(interop('relion31.star'))
  const [optics, particles] = star.blocks.map(block => block.tables[0])
  expect(numberColumns(star, optics, ['rlnImagePixelSize', 'rlnVoltage', 'rlnImageSize']).map(column => column[0])).toEqual([2.806, 300, 256])
  expect(numberColumns(star, particles, ['rlnLogLikeliContribution', 'rlnAnglePsi']).map(column => column[0])).toEqual([258678.9, 124.706463])
  expect(internedColumn(star, particles, 'rlnMicrographName')).toMatchObject({ values: [expect.stringContaining('18aug10a_MC2')], index: new Uint32Array(5) })
})

describe('the grammar', () => {
  test('quotes, comments, blank lines, Windows line ends, a byte order mark and no newline at the end', () => {
    const star = parse('\ufeff# by hand\r\n\r\ndata_a\r\n\r\nloop_ # a table\r\n_rlnA #1\r\n_rlnB # 2\r\n"with blank" \'it\'s\' # note\r\n\r\n# between\r\n\t""  "a"b"\r\nplain#x 3')
    const table = only(star)
    expect([table.columns, table.count]).toEqual([['rlnA', 'rlnB'], 3])
    expect(textColumn(star, table, 'rlnA')).toEqual(['with blank', '', 'plain#x'])
    expect(textColumn(star, table, 'rlnB')).toEqual(["it's", 'a"b', '3'])
    expect(lineOfRow(star, table, 2)).toBe(12)
  })
  test('lists, several tables in a block, several blocks', () => {
    const star = parse('data_general\n_rlnX 5\n_rlnName "two words" # c\n\nloop_\n_rlnA\n1\n2\ndata_\nloop_\n_rlnB\ndata_particles\n_rlnC z')
    expect(star.blocks.map(({ name, tables }) => [name, tables.map(({ kind, count }) => `${kind} ${count}`)])).toEqual([['general', ['list 1', 'loop 2']], ['', ['loop 0']], ['particles', ['list 1']]])
    const list = star.blocks[0].tables[0]
    expect([cellText(star, list, 0, 'rlnName'), numberColumns(star, list, ['rlnX'])[0][0]]).toEqual(['two words', 5])
    expect(findBlock(star, 'particles')?.line).toBe(12)
  })
  test('rows that begin like a keyword are rows', () => {
    const star = parse('data_p\nloop_\n_rlnMicrographName\n_rlnA\n_rlnB\ndata_001.mrc 1 2\n_odd.mrc 3 4\nloop_x 5 6\ndata_q\n_rlnC 7\n')
    expect(textColumn(star, only(star), 'rlnMicrographName')).toEqual(['data_001.mrc', '_odd.mrc', 'loop_x'])
    expect(star.blocks[1].name).toBe('q')
  })
  test('names of object properties are data', () => {
    const star = parse('data___proto__\nloop_\n___proto__\n_constructor\n_prototype\n__proto__ constructor 1\n')
    expect(only(star).columns).toEqual(['__proto__', 'constructor', 'prototype'])
    expect(textColumn(star, only(star), 'constructor')).toEqual(['constructor'])
    expect(internedColumn(star, only(star), '__proto__').values).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
  test('numbers are rounded as the language rounds them', () => {
    const texts = ['0', '-0', '+1.5', '.5', '5.', '-12.76814', '2.586789e+05', '-7.04404e-04', '0.1', '123456789012345', '1234567890123456789', '0.000000000000001', '9007199254740993', '1e-320', '3.141592653589793']
    const star = parse(`data_\nloop_\n_rlnA\n${texts.join('\n')}\n`)
    expect(Array.from(numberColumns(star, only(star), ['rlnA'])[0])).toEqual(texts.map(Number))
    const next = random(3)
    const many = Array.from({ length: 2000 }, () => ((next() - 0.5) * 10 ** Math.floor(next() * 8)).toFixed(Math.floor(next() * 9)))
    const noise = parse(`data_\nloop_\n_rlnA\n${many.join('\n')}\n`)
    expect(Array.from(numberColumns(noise, only(noise), ['rlnA'])[0])).toEqual(many.map(Number))
  })
})

describe('writing', () => {
  test('a new file reads back equal', () => {
    const path = join(folder, 'new.star')
    const names = ['plain', 'two words', '', '#hash', '_label', "it's \"quoted\"", 'data_x', 'ü.mrc', ';semi']
    const numbers = Float64Array.of(1, -0.1, 1 / 3, 1e-20, 1e21, 123456.789, 0, 5e-324, 42)
    writeStar(path, [
      { name: 'optics', kind: 'list', columns: [{ name: 'rlnVoltage', values: [300] }, { name: 'rlnOpticsGroupName', values: ['my group'] }] },
      { name: 'particles', columns: [{ name: 'rlnMicrographName', values: names }, { name: 'rlnA', values: numbers }, { name: 'rlnB', values: numbers, decimals: 3 }] },
    ], { comment: 'two\nlines' })
    const star = readStar(path)
    expect([star.version, star.blocks.map(({ name }) => name)]).toEqual([30001, ['optics', 'particles']])
    const table = star.blocks[1].tables[0]
    expect(textColumn(star, table, 'rlnMicrographName')).toEqual(names)
    expect(numberColumns(star, table, ['rlnA'])[0]).toEqual(numbers)
    expect(numberColumns(star, table, ['rlnB'])[0][2]).toBe(0.333)
    expect(cellText(star, star.blocks[0].tables[0], 0, 'rlnOpticsGroupName')).toBe('my group')
  })
  test('a value that no quote can hold is refused and the old file stays', () => {
    const path = join(folder, 'kept.star')
    writeFileSync(path, 'old')
    for (const value of ['a\nb', `' " ' "`]) expect(() => writeStar(path, [{ name: 'p', columns: [{ name: 'rlnA', values: [value] }] }])).toThrow(Failure)
    expect(readFileSync(path, 'utf8')).toBe('old')
  })
  test('edits in lists, in quoted cells, in files without a last newline, and bytes that are no UTF-8', () => {
    const path = join(folder, 'edit.star')
    const source = Buffer.concat([Buffer.from('data_a\n_rlnX 5 # five\n_rlnY \'old value\'\ndata_b\nloop_\n_rlnC\n_rlnD\n1 "old cell"\t# note \n2 '), Buffer.from([0xff, 0xfe]), Buffer.from('\n3 z')])
    const star = parseStar('x.star', source)
    const [list, loop] = star.blocks.map(({ tables }) => tables[0])
    rewriteStar(star, path, [
      { table: loop, columns: [{ name: 'rlnC', value: row => row + 10 }, { name: 'rlnE', value: row => `e ${row}` }] },
      { table: list, columns: [{ name: 'rlnY', value: () => 'new value' }, { name: 'rlnZ', value: () => 7 }] },
    ])
    expect(readFileSync(path, 'latin1')).toBe('data_a\n_rlnX 5 # five\n_rlnY "new value"\n_rlnZ 7\ndata_b\nloop_\n_rlnC\n_rlnD\n_rlnE\n10 "old cell" "e 0"\t# note \n11 \xff\xfe "e 1"\n12 z "e 2"')
  })
})

describe('damage is named with its line', () => {
  const head = 'data_\n\nloop_\n_rlnA #1\n_rlnB #2\n'
  test.each([
    ['uneven columns, too few', `${head}1 2\n3\n`, 'line 7: uneven columns: 1 values for 2 labels'],
    ['uneven columns, too many', `${head}1 2 3\n`, 'line 6: uneven columns: 3 values for 2'],
    ['cut off in a row', `${head}1 2\n3 `, 'line 7: uneven'],
    ['an open quote', `${head}1 "2 3\n`, 'line 6: uneven'],
    ['missing loop_', 'data_\n_rlnA #1\n_rlnB #2\n1 2\n', 'line 2: label _rlnA has no value'],
    ['missing data_', 'loop_\n_rlnA #1\n1\n', 'line 1: loop_ before any data_ block'],
    ['a duplicate column', 'data_\nloop_\n_rlnA #1\n_rlnB #2\n_rlnA #3\n1 2 3\n', 'line 5: column _rlnA is there twice (columns 1 and 3)'],
    ['a duplicate value', 'data_\n_rlnA 1\n_rlnA 2\n', 'line 3: column _rlnA is there twice'],
    ['a duplicate block', 'data_p\n_rlnA 1\ndata_p\n_rlnA 2\n', 'line 3: a second block data_p (the first is on line 1)'],
    ['a NUL byte', `${head}1 2\n3 \0\n`, 'line 7: a NUL byte (byte 37)'],
    ['a file of NULs, as a crash leaves', '\0'.repeat(5000), 'line 1: a NUL byte'],
    ['an empty file', '', 'line 1: no data_ block'],
    ['prose', 'Dear reader,\nthis is no star file\n', 'line 1: "Dear" before any data_ block'],
    ['loop_ without labels', 'data_\nloop_\n1 2\n', 'line 3: "1" stands where a label'],
    ['loop_ at the end', 'data_\nloop_\n', 'line 2: loop_ without labels'],
    ['a value behind a list', 'data_\n_rlnA 1 2\n', 'line 2: "2" behind the value of _rlnA'],
    ['a label among rows', `${head}1 2\n_rlnC #3\n`, 'line 7: label _rlnC has no value'],
    ['a value behind a loop label', 'data_\nloop_\n_rlnA 5\n_rlnB\n', 'line 3: "5" behind the label _rlnA of a loop'],
  ])('%s', (_, text, words) => {
    expect(failureOf(() => parse(text), 'x.star').line).toContain(words)
  })
  test.each(['nan', 'NaN', 'inf', '-Infinity', 'abc', '1,5', '1.5.2', '--1', '12abc', '0x10', '0b1', ''])('"%s" is no number', word => {
    const star = parse(`${head}1 2\n3 ${word || '""'}\n`)
    expect(failureOf(() => numberColumns(star, only(star), ['rlnA', 'rlnB']), 'x.star').line).toContain(`line 7: _rlnB is "${word}"`)
  })
  test('a column that is not there', () => {
    const star = parse(`${head}1 2\n`)
    expect(failureOf(() => textColumn(star, only(star), 'rlnC'), 'x.star').line).toContain('no column _rlnC')
  })
  test('10 MB lines of every unpleasant kind are refused in a short line, not choked on', () => {
    const long = 10_000_000
    for (const line of ['a'.repeat(long), '" '.repeat(long / 2), `"${'a" b'.repeat(long / 4)}`, ' '.repeat(long), '#'.repeat(long), 'a '.repeat(long / 2), `_${'x'.repeat(long)}`, '\r'.repeat(long)]) {
      for (const text of [`${head}${line}\n`, `data_${line}`, line]) {
        try {
          parse(text)
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          expect(error.line.length).toBeLessThan(400)
        }
      }
    }
  })
  test('500 random damages of real files give a Failure or a file that reads', () => {
    const next = random(11)
    const originals = ['relion31.star', 'relion5.star', 'FinalRefinement-OriginalParticles-PfCRT.star'].map(name => readFileSync(interop(name)))
    for (let i = 0; i < 500; i++) {
      const copy = Buffer.from(originals[i % 3])
      for (let k = 0; k < 1 + next() * 4; k++) copy[Math.floor(next() * copy.length)] = ' \n"\'_#ld\x80\0'.charCodeAt(Math.floor(next() * 10))
      try {
        const star = parseStar('x.star', copy.subarray(0, next() < 0.3 ? Math.floor(next() * copy.length) : copy.length))
        for (const { tables } of star.blocks) for (const table of tables) for (const column of table.columns) textColumn(star, table, column)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        expect(error.line).not.toMatch(/[\r\n]/)
      }
    }
  })
})
