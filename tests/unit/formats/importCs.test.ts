import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { importParticles, writeRunData, type ImportedParticles } from '../../../src/main/compute/stages/importParticles.ts'
import { readCs, type CsFile } from '../../../src/main/formats/cs.ts'
import { npyNumbers, npyStrings } from '../../../src/main/formats/npy.ts'
import { encodeNpyHeader } from '../../../src/main/formats/npyHeader.ts'
import { writeNpy, type NpyColumn } from '../../../src/main/formats/npyWrite.ts'
import { writeStack } from '../../../src/main/formats/mrc.ts'
import { matrixFromEuler } from '../../../src/main/numerics/rotations.ts'
import { failureOf, interop, scratchFolder } from './support.ts'

const base = scratchFolder()
let folder = base
let number = 0
beforeEach(() => {
  folder = join(base, String(number++))
  mkdirSync(folder)
})
const stack = (name: string, count: number, box = 8, pixelSize = 2): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeStack(join(folder, name), new Float32Array(count * box * box), { box, pixelSize })
}

type Columns = Readonly<Record<string, { readonly dtype: string; readonly values: NpyColumn['values'] }>>
const f4 = (...values: number[]): Columns[string] => ({ dtype: '<f4', values })
const u4 = (...values: number[]): Columns[string] => ({ dtype: '<u4', values })
const text = (...values: string[]): Columns[string] => ({ dtype: '|S40', values })
const BLOB: Columns = { 'blob/path': text('>s.mrcs', '>s.mrcs'), 'blob/idx': u4(0, 1), 'blob/shape': u4(8, 8, 8, 8), 'blob/psize_A': f4(2, 2), 'blob/sign': f4(-1, -1) }
const CTF: Columns = {
  'ctf/exp_group_id': u4(4, 5), 'ctf/accel_kv': f4(300, 200), 'ctf/cs_mm': f4(2.7, 2.7), 'ctf/amp_contrast': f4(0.1, 0.07), 'ctf/df1_A': f4(15000, 16000), 'ctf/df2_A': f4(14000, 15500),
  'ctf/df_angle_rad': f4(1, -1), 'ctf/phase_shift_rad': f4(0, 0.5), 'ctf/scale': f4(1, 1), 'ctf/bfactor': f4(0, 30), 'ctf/anisomag': f4(0, 0, 0, 0, 0, 0, 0, 0),
}
const ALIGNED: Columns = { 'alignments3D/split': u4(1, 0), 'alignments3D/shift': f4(1, -2, 0.5, 0), 'alignments3D/pose': f4(0, 0, 0, 0, 0, 1), 'alignments3D/psize_A': f4(4, 4) }

/** A .cs file of these columns with these uids. */
function cs(name: string, columns: Columns, uids: readonly bigint[] = [2n ** 63n + 5n, 7n]): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  const head = encodeNpyHeader([{ name: 'uid', dtype: '<u8', shape: [] }], uids.length)
  const records = Buffer.alloc(8 * uids.length)
  for (const [i, uid] of uids.entries()) records.writeBigUInt64LE(uid, 8 * i)
  writeFileSync(path, Buffer.concat([head, records]))
  writeNpy(path, readCs(path), Object.entries(columns).map(([column, { dtype, values }]) => ({ name: column, dtype, values })))
  return path
}
/** The first or second row of all columns. */
const half = (i: number): Columns => Object.fromEntries(Object.entries({ ...BLOB, ...CTF }).map(([name, { dtype, values }]) => {
  const list = Array.from<number | string>(values as ArrayLike<number>)
  return [name, { dtype, values: list.slice((i * list.length) / 2, ((i + 1) * list.length) / 2) as number[] }]
}))
const doubtsOf = ({ doubts }: ImportedParticles): string => doubts.join('\n')

test('a real refinement, its stacks re-rooted', () => {
  const name = 'cryosparc_P12_J24_001_particles.cs'
  const file = readCs(interop(name))
  const [paths, index] = [npyStrings(file, 'blob/path'), npyNumbers(file, 'blob/idx')]
  for (const path of new Set(paths)) stack(path.replace('J19/extract/', 'images/'), paths.reduce((most, other, i) => (other === path ? Math.max(most, index[i] + 1) : most), 0), 2, 2.95)
  copyFileSync(interop(name), join(folder, name))
  failureOf(() => importParticles(join(folder, name)), join(folder, name), 'missing')
  expect(failureOf(() => importParticles(join(folder, name), { root: join(folder, 'images') }), join(folder, name)).line).toContain('boxes of 180 px')
  const small = readCs(join(folder, name))
  writeNpy(join(folder, name), small, [{ name: 'blob/shape', dtype: '<u4', values: new Uint32Array(2 * small.count).fill(2) }])
  const { particles, doubts } = importParticles(join(folder, name), { root: join(folder, 'images') })
  expect(particles).toMatchObject({ count: 2019, format: 'cs', optics: [{ voltage: 200, sphericalAberration: 2, amplitudeContrast: 0.07, pixelSize: 2.95, box: 2 }] })
  expect(particles.files).toHaveLength(50)
  expect(particles.half?.reduce((sum, value) => sum + value, 0)).toBe(1009)
  expect(particles.shift[0]).toBeCloseTo(npyNumbers(file, 'alignments3D/shift')[0] * 2.95, 6)
  // The rotation's angle is the length of the vector; the axis does not move.
  const pose = npyNumbers(file, 'alignments3D/pose')
  for (const i of [0, 1000, 2018]) {
    const [x, y, z] = pose.subarray(3 * i, 3 * i + 3)
    const a = particles.rotation.subarray(9 * i, 9 * i + 9)
    expect((a[0] + a[4] + a[8] - 1) / 2).toBeCloseTo(Math.cos(Math.hypot(x, y, z)), 5)
    expect(a[0] * x + a[1] * y + a[2] * z).toBeCloseTo(x, 5)
  }
  expect(doubts.join()).toContain('no micrograph names')
})

test.each([['cryosparc_J2_particles_exported.cs', 'no alignments3D/pose, only 2D alignments'], ['empiar_10076_7.cs', 'no alignments3D/pose']])('%s says what it lacks', (name, words) => {
  expect(failureOf(() => importParticles(interop(name)), interop(name)).line).toContain(words)
})

describe('conventions', () => {
  test('units, groups, halves; the zero rotation vector is no rotation', () => {
    stack('s.mrcs', 2)
    const imported = importParticles(cs('J5_particles.cs', { ...BLOB, ...CTF, ...ALIGNED, 'location/micrograph_path': text('a.mrc', 'b.mrc') }))
    const { particles } = imported
    expect([...particles.rotation.subarray(0, 9)]).toEqual([1, -0, 0, 0, 1, -0, -0, 0, 1].map(v => expect.closeTo(v, 12)))
    // Pixels of alignments3D/psize_A (4 Å), not of the images (2 Å).
    expect([...particles.shift]).toEqual([4, -8, 2, 0])
    expect(particles).toMatchObject({ slice: Uint32Array.of(0, 1), half: Uint8Array.of(1, 0), micrographs: ['a.mrc', 'b.mrc'], opticsGroup: Uint16Array.of(0, 1), defocusU: Float64Array.of(15000, 16000), ctfBfactor: Float64Array.of(0, 30) })
    expect(particles.optics).toMatchObject([{ voltage: 300, amplitudeContrast: 0.1, box: 8 }, { voltage: 200, amplitudeContrast: 0.07 }])
    expect(doubtsOf(imported)).toBe('blob/sign is -1: cryoSPARC multiplies the images by it; here the contrast is taken from the images themselves')
  })
  test('poses about z and y are RELION’s rot and tilt of the same angle', () => {
    stack('s.mrcs', 2)
    const { particles } = importParticles(cs('p.cs', { ...BLOB, ...CTF, ...ALIGNED, 'alignments3D/pose': f4(0, 0, Math.PI / 6, 0, Math.PI / 4, 0) }))
    for (const [i, [rot, tilt]] of [[30, 0], [0, 45]].entries()) {
      const expected = matrixFromEuler(rot, tilt, 0)
      for (let k = 0; k < 9; k++) expect(particles.rotation[9 * i + k]).toBeCloseTo(expected[k], 6)
    }
  })
  test('optics that are not applied, missing pose pixels, one half', () => {
    stack('s.mrcs', 2)
    const { 'alignments3D/psize_A': _, ...poses } = ALIGNED
    const imported = importParticles(cs('p.cs', { ...BLOB, ...CTF, ...poses, 'alignments3D/split': u4(1, 1), 'ctf/tilt_A': f4(0, 0, 0.1, 0), 'ctf/anisomag': f4(1, 0, 0, 1, 1.01, 0, 0, 1) }))
    expect([...imported.particles.shift.subarray(0, 2)]).toEqual([2, -4])
    for (const words of ['not applied: beam tilt, anisotropic magnification', 'alignments3D/psize_A missing', 'no half-sets']) expect(doubtsOf(imported)).toContain(words)
    const neutral = importParticles(cs('q.cs', { ...BLOB, ...CTF, ...ALIGNED, 'ctf/anisomag': f4(1, 0, 0, 1, 1, 0, 0, 1) }))
    expect(doubtsOf(neutral)).not.toContain('not applied')
  })
})

describe('passthrough', () => {
  const [a, b] = [2n ** 63n + 5n, 7n]
  test('is joined by uid, whatever its order, and found beside the file', () => {
    stack('s.mrcs', 2)
    const main = cs('P3_J24_001_particles.cs', ALIGNED)
    cs('P3_J24_passthrough_particles.cs', { ...BLOB, ...CTF, 'location/micrograph_uid': { dtype: '<u4', values: [11, 12] } }, [b, a])
    cs('P3_J99_passthrough_particles.cs', { ...BLOB, ...CTF, 'blob/idx': u4(9, 9) }, [a, b])
    const { particles } = importParticles(main)
    expect(particles).toMatchObject({ slice: Uint32Array.of(1, 0), defocusU: Float64Array.of(16000, 15000) })
    expect(importParticles(main, { passthrough: join(folder, 'P3_J24_passthrough_particles.cs') }).particles).toEqual(particles)
  })
  test('may be split by class', () => {
    stack('s.mrcs', 2)
    const main = cs('J24_particles.cs', ALIGNED)
    cs('J24_passthrough_particles_class_0.cs', half(0), [a])
    cs('J24_passthrough_particles_class_1.cs', half(1), [b])
    expect(importParticles(main).particles).toMatchObject({ slice: Uint32Array.of(0, 1), defocusU: Float64Array.of(15000, 16000) })
  })
  test('of other particles is refused, or left alone where it was not asked for', () => {
    stack('s.mrcs', 2)
    const main = cs('J24_particles.cs', ALIGNED)
    const other = cs('J24_passthrough_particles.cs', { ...BLOB, ...CTF }, [a, 8n])
    expect(failureOf(() => importParticles(main, { passthrough: other }), other).line).toContain('1 of the 2 particles')
    expect(failureOf(() => importParticles(main), main).line).toContain('no field blob/path')
  })
  test('a uid that is there twice is refused', () => {
    const main = cs('p.cs', { ...BLOB, ...CTF, ...ALIGNED }, [b, b])
    expect(failureOf(() => importParticles(main), main).line).toContain('row 2: uid 7 is there twice')
  })
})

describe('several alignments', () => {
  test('the likeliest class’s pose is used, of old and new jobs', () => {
    stack('s.mrcs', 2)
    const old = cs('old.cs', {
      ...BLOB, ...CTF, 'alignments_class_0/pose': f4(0, 0, 0.1, 0, 0, 0.2), 'alignments_class_0/shift': f4(1, 1, 2, 2), 'alignments_class_0/class_posterior': f4(0.9, 0.2), 'alignments_class_0/psize_A': f4(2, 2),
      'alignments_class_1/pose': f4(0, 0, 0.3, 0, 0, 0.4), 'alignments_class_1/shift': f4(3, 3, 4, 4), 'alignments_class_1/class_posterior': f4(0.1, 0.8), 'alignments_class_1/psize_A': f4(2, 2),
    })
    const multi = cs('multi.cs', {
      ...BLOB, ...CTF, 'alignments3D_multi/pose': f4(0, 0, 0.1, 0, 0, 0.3, 0, 0, 0.2, 0, 0, 0.4), 'alignments3D_multi/shift': f4(1, 1, 3, 3, 2, 2, 4, 4),
      'alignments3D_multi/class_posterior': f4(0.9, 0.1, 0.2, 0.8), 'alignments3D_multi/psize_A': f4(2, 2),
    })
    for (const path of [old, multi]) {
      const imported = importParticles(path)
      expect([...imported.particles.shift]).toEqual([2, 2, 8, 8])
      expect(Math.asin(imported.particles.rotation[1])).toBeCloseTo(0.1, 6)
      expect(Math.asin(imported.particles.rotation[10])).toBeCloseTo(0.4, 6)
      expect(doubtsOf(imported)).toContain('likeliest of 2 classes')
    }
  })
})

describe('damage is named with its row', () => {
  test.each([
    ['NaN pose', { 'alignments3D/pose': f4(0, 0, 0, 0, NaN, 1) }, 'row 2: the pose'], ['infinite shift', { 'alignments3D/shift': f4(0, 0, Infinity, 0) }, 'row 2: the pose or shift'],
    ['NaN defocus', { 'ctf/df1_A': f4(1e4, NaN) }, 'row 2: ctf/df1_A is NaN'], ['beyond the stack', { 'blob/idx': u4(0, 5) }, 'row 2: image 6 of'], ['no stack', { 'blob/path': text('>s.mrcs', '>') }, 'row 2: blob/path is empty'],
    ['oblong images', { 'blob/shape': u4(8, 8, 8, 16) }, 'row 2: an image of 16 × 8 px'], ['no voltage', { 'ctf/accel_kv': f4(300, 0) }, 'row 2: 0 kV'], ['another box', { 'blob/shape': u4(8, 8, 16, 16) }, 'boxes of 16 px'],
    ['text for numbers', { 'ctf/df1_A': text('a', 'b') }, 'field "ctf/df1_A": data type |S40'],
  ])('%s', (_, change: Columns, words) => {
    stack('s.mrcs', 2)
    const path = cs('p.cs', { ...BLOB, ...CTF, ...ALIGNED, ...change })
    expect(failureOf(() => importParticles(path), path).line).toContain(words)
  })
  test.each(['blob/path', 'blob/idx', 'blob/shape', 'blob/psize_A', 'ctf/accel_kv', 'ctf/cs_mm', 'ctf/amp_contrast', 'ctf/df1_A', 'ctf/df2_A'])('without %s', name => {
    stack('s.mrcs', 2)
    const path = cs('p.cs', Object.fromEntries(Object.entries({ ...BLOB, ...CTF, ...ALIGNED }).filter(([field]) => field !== name)))
    expect(failureOf(() => importParticles(path), path).line).toMatch(new RegExp(`no field ${name};.*passthrough`))
  })
})

test('run_data.cs: classes from 0, junk behind the last, all else as it was', () => {
  stack('s.mrcs', 2)
  const path = cs('p.cs', { ...BLOB, ...CTF, ...ALIGNED })
  const { source } = importParticles(path)
  const out = join(folder, 'run_data.cs')
  writeRunData(source, { classNumber: Int32Array.of(0, 2), maxPosterior: Float64Array.of(0.25, 0.75), classes: 3 }, out)
  const [before, after]: CsFile[] = [readCs(path), readCs(out)]
  expect([...npyNumbers(after, 'alignments3D/class'), ...npyNumbers(after, 'alignments3D/class_posterior')]).toEqual([3, 1, 0.25, 0.75])
  expect(after.fields.slice(0, before.fields.length)).toEqual(before.fields)
  for (const row of [0, 1]) {
    const bytes = (file: CsFile): Buffer => file.records.subarray(row * file.recordBytes, row * file.recordBytes + before.recordBytes)
    expect(bytes(after).equals(bytes(before))).toBe(true)
  }
})
