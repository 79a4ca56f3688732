import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../src/preload/contract/failure.ts'
import { csUids, datasetNumbers, datasetStrings, readCs, readCsDataset, writeCs } from '../../../src/main/formats/cs.ts'
import { npyBigInts, npyNumbers, npyStrings, readNpy } from '../../../src/main/formats/npy.ts'
import { encodeNpyHeader } from '../../../src/main/formats/npyHeader.ts'
import { writeNpy } from '../../../src/main/formats/npyWrite.ts'
import { failureOf, interop, random, scratchFolder } from './support.ts'

const folder = scratchFolder()
const path = join(folder, 'x.cs')
const REAL = ['cryosparc_P12_J24_001_particles.cs', 'cryosparc_J2_particles_exported.cs', 'empiar_10076_7.cs']

/** A .npy file from a header written by hand. */
function npy(header: string, body: Uint8Array, version = 1, length?: number): string {
  const fixed = Buffer.alloc(version === 1 ? 10 : 12)
  fixed.write('\x93NUMPY', 'latin1')
  fixed[6] = version
  const text = Buffer.from(header)
  if (version === 1) fixed.writeUInt16LE(length ?? text.length, 8)
  else fixed.writeUInt32LE(length ?? text.length, 8)
  writeFileSync(path, Buffer.concat([fixed, text, body]))
  return path
}
const records = (descr: string, count: number, rest = `'fortran_order': False`): string => `{'descr': ${descr}, ${rest}, 'shape': (${count},), }\n`

describe('real cryoSPARC files', () => {
  test('values, exact uids, subarrays and padded text', () => {
    const file = readCs(interop(REAL[0]))
    expect([file.count, file.recordBytes, file.fields.length]).toEqual([2019, 246, 34])
    expect(csUids(file)[0]).toBe(15494748553812943456n)
    expect(npyStrings(file, 'blob/path')[0]).toBe('J19/extract/20150917_05196_DNA-TET-25k-DE20_raw.region_000.sum-all_003-072_particles.mrc')
    expect(npyStrings(file, 'ctf/type')[0]).toBe('ctffind4')
    expect([...npyNumbers(file, 'blob/shape').subarray(0, 2)]).toEqual([180, 180])
    expect(npyNumbers(file, 'alignments3D/pose')).toHaveLength(3 * 2019)
    expect(npyNumbers(file, 'ctf/accel_kv')[2018]).toBe(200)
    expect(npyStrings(readCs(interop(REAL[1])), 'blob/path')[0]).toMatch(/^>J1\/imported\//)
    expect(Array.from(npyNumbers(readCs(interop(REAL[2])), 'blob/idx'))).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
  test.each(REAL)('%s goes out as it came in', name => {
    writeCs(path, readCs(interop(name)))
    expect(readFileSync(path).equals(readFileSync(interop(name)))).toBe(true)
  })
  test.each(REAL)('%s keeps every byte of every other field when classes are set', name => {
    const file = readCs(interop(name))
    const classes = Uint32Array.from({ length: file.count }, (_, i) => i % 4)
    writeCs(path, file, [{ name: 'alignments3D/class', dtype: '<u4', values: classes }, { name: 'alignments3D/class_posterior', dtype: '<f4', values: new Float32Array(file.count).fill(0.25) }])
    const back = readCs(path)
    expect(npyNumbers(back, 'alignments3D/class')).toEqual(Float64Array.from(classes))
    for (const field of file.fields.filter(({ name }) => !name.startsWith('alignments3D/class'))) {
      const there = back.fields.find(other => other.name === field.name)
      const size = field.size * field.shape.reduce((a, b) => a * b, 1)
      for (const row of [0, file.count - 1]) {
        const bytes = (source: typeof file, offset: number): Buffer => source.records.subarray(row * source.recordBytes + offset, row * source.recordBytes + offset + size)
        expect(bytes(back, there?.offset ?? -1).equals(bytes(file, field.offset))).toBe(true)
      }
    }
  })
  test('our header is the one NumPy writes', () => {
    for (const name of [REAL[1], REAL[2]]) {
      const file = readCs(interop(name))
      expect(encodeNpyHeader(file.fields, file.count).equals(file.head)).toBe(true)
    }
  })
  const numpy = spawnSync('/usr/bin/python3', ['-c', 'import numpy']).status === 0
  test.skipIf(!numpy)(`NumPy reads what we write${numpy ? '' : ' (python3-numpy is not installed)'}`, () => {
    const file = readCs(interop(REAL[0]))
    writeCs(path, file, [{ name: `odd 'name'`.replaceAll(`'`, ''), dtype: '<f4', values: Float32Array.from({ length: 2 * file.count }, (_, i) => i) }, { name: 'alignments3D/class', dtype: '<u4', values: new Uint32Array(file.count).fill(3) }])
    const code = `import numpy; a = numpy.load("${path}"); print(len(a), a["uid"][0], a["odd name"][7].tolist(), set(a["alignments3D/class"]), a["blob/path"][-1].decode()[-15:])`
    expect(spawnSync('/usr/bin/python3', ['-c', code], { encoding: 'utf8' }).stdout.trim()).toBe(`2019 15494748553812943456 [14.0, 15.0] {3} ${npyStrings(file, 'blob/path')[2018].slice(-15)}`)
  })
})

describe('NumPy arrays in general', () => {
  test.each([1, 2, 3])('header version %i, every number type, both byte orders', version => {
    const descr = `[('a', '<f8'), ('b', '>f4'), ('c', '<i2'), ('d', '>u4'), ('e', '|i1'), ('f', '|b1'), ('g', '<f2', (2,)), ('h', '<U2'), ('i', '|S3'), ('j', '|V2'), ('k', '>i8')]`
    const body = Buffer.alloc(46)
    body.writeDoubleLE(1.25, 0)
    body.writeFloatBE(-2.5, 8)
    body.writeInt16LE(-7, 12)
    body.writeUInt32BE(4000000000, 14)
    body.writeInt8(-1, 18)
    body[19] = 1
    body.writeUInt16LE(0x3c00, 20)
    body.writeUInt16LE(0xc000, 22)
    body.writeUInt32LE(0x1f9ec, 24)
    body.write('ab', 32)
    body.writeBigUInt64BE(2n ** 63n, 37)
    npy(records(descr, 1), body.subarray(0, 45), version)
    const file = readNpy(path)
    expect(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => [...npyNumbers(file, name)])).toEqual([[1.25], [-2.5], [-7], [4000000000], [-1], [1], [1, -2]])
    expect([npyStrings(file, 'h'), npyStrings(file, 'i'), npyBigInts(file, 'k')[0]]).toEqual([['🧬'], ['ab'], 2n ** 63n])
    const copy = join(folder, 'copy.npy')
    writeNpy(copy, file)
    expect(readFileSync(copy).equals(readFileSync(path))).toBe(true)
  })
  test('plain arrays, titles, Python 2 shapes, names of object properties', () => {
    npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L)}`, Buffer.alloc(24))
    expect(readNpy(path)).toMatchObject({ count: 2, recordBytes: 12, fields: [{ name: '', shape: [3] }] })
    npy(records(`[(('title', 'x'), '<u4'), ('__proto__', '<u4'), ('constructor', '<f4')]`, 1), Buffer.alloc(12))
    const file = readNpy(path)
    expect(file.fields.map(({ name }) => name)).toEqual(['x', '__proto__', 'constructor'])
    expect([...npyNumbers(file, '__proto__')]).toEqual([0])
  })
  test('a header of a hundred thousand bytes, as class jobs have, is read', () => {
    const descr = `[${Array.from({ length: 3000 }, (_, i) => `('alignments_class_${i}/cross_cor', '<f4')`).join(', ')}]`
    npy(records(descr, 2), Buffer.alloc(24000), 2)
    const file = readNpy(path)
    expect(file.fields).toHaveLength(3000)
    writeNpy(path, file, [{ name: 'new', dtype: '<u4', values: [4, 5] }])
    expect([...npyNumbers(readNpy(path), 'new')]).toEqual([4, 5])
  })
})

describe('refused with the reason', () => {
  const uid = `[('uid', '<u8')]`
  test.each([
    ['Python objects', () => npy(records(`[('uid', '<u8'), ('bad', '|O')]`, 1), Buffer.alloc(16)), 'field "bad": Python objects'],
    ['Python objects in an array', () => npy(records(`'|O'`, 1), Buffer.alloc(8)), 'Python objects'],
    ['columns first', () => npy(`{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}`, Buffer.alloc(24)), 'fortran_order True'],
    ['records in records', () => npy(records(`[('uid', [('a', '<u4')])]`, 1), Buffer.alloc(4)), 'record within a record'],
    ['dates', () => npy(records(`[('uid', '<M8[ns]')]`, 1), Buffer.alloc(8)), 'not supported'],
    ['a cut body', () => npy(records(uid, 3), Buffer.alloc(23)), '3 rows of 8 bytes need 24 bytes, but 23'],
    ['rows too many', () => npy(records(uid, 3), Buffer.alloc(32)), 'but 32'],
    ['an absurd count', () => npy(records(uid, 2 ** 52), Buffer.alloc(24)), 'need 36028797018963968 bytes'],
    ['an absurd shape', () => npy(records(`[('uid', '<u8', (4000000000, 4000000000))]`, 1), Buffer.alloc(8)), 'absurd'],
    ['a negative count', () => npy(records(uid, -3), Buffer.alloc(24)), 'negative'],
    ['a field twice', () => npy(records(`[('uid', '<u8'), ('uid', '<u8')]`, 1), Buffer.alloc(16)), 'there twice'],
    ['no shape', () => npy(`{'descr': ${uid}, 'fortran_order': False}`, Buffer.alloc(8)), 'shape is missing'],
    ['code in the header', () => npy(`{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}`, Buffer.alloc(8)), 'unexpected "__import__'],
    ['brackets without end', () => npy('['.repeat(60000), Buffer.alloc(8)), 'nested too deep'],
    ['a string without end', () => npy(`{'descr': 'aaaa`, Buffer.alloc(8)), 'never ends'],
    ['a header longer than the file', () => npy(records(uid, 1), Buffer.alloc(8), 2, 2 ** 20), 'ends inside its header'],
    ['a header longer than 16 MiB', () => npy(records(uid, 1), Buffer.alloc(8), 2, 2 ** 31), 'header of 2147483648 bytes'],
    ['another version', () => npy(records(uid, 1), Buffer.alloc(8), 9), 'version 9'],
    ['no uid', () => npy(records(`[('x', '<u4')]`, 1), Buffer.alloc(4)), 'no field uid'],
    ['an empty file', () => writeFileSync(path, ''), 'byte 0'],
    ['text', () => writeFileSync(path, 'data_particles\nloop_\n'), 'not a NumPy'],
    ['a compressed dataset', () => writeFileSync(path, Buffer.concat([Buffer.from('\x94CSDAT', 'latin1'), Buffer.alloc(40)])), 'Dataset.load("in.cs").save("out.cs")'],
    ['a pickle', () => writeFileSync(path, Buffer.from(`cos\nsystem\n(S'touch ${folder}/owned'\ntR.`)), 'not a NumPy'],
  ])('%s', (_, make, words) => {
    make()
    expect(failureOf(() => readCs(path), path).line).toContain(words)
  })
  test('600 random damages give a Failure or a file that reads', () => {
    const next = random(7)
    const originals = [REAL[1], REAL[2]].map(name => readFileSync(interop(name)))
    for (let i = 0; i < 600; i++) {
      const copy = Buffer.from(originals[i % 2])
      for (let k = 0; k < 1 + next() * 4; k++) copy[Math.floor(next() * Math.min(1400, copy.length))] = next() < 0.5 ? Math.floor(next() * 256) : "'(),[]<>|0123456789OSfu".charCodeAt(Math.floor(next() * 23))
      writeFileSync(path, copy.subarray(0, next() < 0.3 ? Math.floor(next() * copy.length) : copy.length))
      try {
        const dataset = readCsDataset(path)
        datasetNumbers(dataset, 'blob/shape')
        datasetStrings(dataset, 'blob/path')
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        expect(error.line).not.toMatch(/[\r\n]/)
      }
    }
  })
})
