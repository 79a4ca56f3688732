import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readColumns, sharedArray, writeColumns, type FileStamp } from '../../../src/main/app/particles/columnsFile.ts'
import { isTable, tableOfImages, tableOfMaps, type ParticleTable } from '../../../src/main/app/particles/particleTable.ts'
import { readAssignments } from '../../../src/main/app/particles/readAssignments.ts'
import { LEAST_KEPT, readTable, type InputStamp } from '../../../src/main/app/particles/readTable.ts'
import { importParticles } from '../../../src/main/compute/stages/importParticles.ts'
import { readFileRow, writeFileRow } from '../../../src/main/db/files.ts'
import { closeProject, openProject } from '../../../src/main/db/open.ts'
import { writeParticles } from '../../../src/main/db/particles.ts'
import { writeStack } from '../../../src/main/formats/mrc.ts'
import { matrixFromEuler } from '../../../src/main/numerics/rotations.ts'
import { scratch } from './finishedProject.ts'

const place = scratch()
mkdirSync(place('cache'))

/** A star file of so many rows over one stack of ten images. */
function starOf(name: string, rows: number): string {
  const path = place(`${name}.star`)
  writeStack(place('stack.mrcs'), new Float32Array(10 * 16 ** 2), { box: 16, pixelSize: 4 })
  const columns = ['rlnImageName', 'rlnMicrographName', 'rlnOpticsGroup', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle', 'rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', 'rlnOriginXAngst', 'rlnOriginYAngst', 'rlnRandomSubset']
  writeFileSync(path, [
    'data_optics', 'loop_', '_rlnOpticsGroup', '_rlnVoltage', '_rlnSphericalAberration', '_rlnAmplitudeContrast', '_rlnImagePixelSize', '_rlnImageSize', '1 300 2.7 0.1 4 16', '', 'data_particles', 'loop_', ...columns.map(column => `_${column}`),
    ...Array.from({ length: rows }, (_, row) => `${(row % 10) + 1}@stack.mrcs mics/m${row % 7}.mrc 1 ${12_000 + row % 500} ${11_500 + row % 500} ${row % 180} ${(row % 360) - 180} ${row % 180} ${row % 90} ${row % 5} ${-(row % 3)} ${(row % 2) + 1}`), '',
  ].join('\n'))
  return path
}

const stampOf = (path: string): InputStamp => ({ path, root: null, passthrough: null, bytes: statSync(path).size, modified: statSync(path).mtimeMs })

describe('a file of columns', () => {
  const columns = { a: sharedArray(Float32Array, 5), b: sharedArray(Uint8Array, 3), c: sharedArray(Uint32Array, 2) }
  columns.a.set([1.5, -2, 0, 1e30, 7])
  columns.b.set([1, 2, 255])
  columns.c.set([4_000_000_000, 1])
  const path = place('some.columns'), stamp = writeColumns(path, { of: 'a test' }, columns)

  test('comes back as it was, in memory that threads share', () => {
    const back = readColumns(path, stamp)!
    expect(back).toEqual({ about: { of: 'a test' }, columns })
    expect(back.columns.a.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(stamp.bytes).toBe(statSync(path).size)
  })

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['a turned bit', bytes => { bytes[bytes.length - 3] ^= 1; return bytes }],
    ['a cut end', bytes => bytes.subarray(0, -1)],
    ['a longer file', bytes => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['nothing', () => Buffer.alloc(0)],
  ])('%s makes it worthless', (_, damage) => {
    const broken = place('broken.columns')
    writeFileSync(broken, damage(readFileSync(path)))
    expect(readColumns(broken, stamp)).toBeNull()
  })

  test('a header that lies about lengths is seen even where the hash is right', () => {
    const lying = place('lying.columns'), honest = writeColumns(lying, null, { a: sharedArray(Uint8Array, 8) })
    const bytes = readFileSync(lying), at = bytes.indexOf('"length":8')
    bytes.write('"length":9', at, 'latin1')
    writeFileSync(lying, bytes)
    const forged: FileStamp = { bytes: honest.bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
    expect(readColumns(lying, forged)).toBeNull()
  })

  test('what is not there is null', () => {
    expect(readColumns(place('no.columns'), stamp)).toBeNull()
  })
})

describe('a table', () => {
  test('holds what the particle file says, in degrees and Å', () => {
    const input = starOf('small', 40), { particles } = importParticles(input), { about, columns } = tableOfImages(particles)
    expect(about).toMatchObject({ kind: 'images', count: 40, files: [place('stack.mrcs')], optics: [{ pixelSize: 4, box: 16 }] })
    expect(about.kind === 'images' && about.micrographs).toHaveLength(7)
    for (const row of [0, 13, 39]) {
      const matrix = matrixFromEuler(columns.rot[row], columns.tilt[row], columns.psi[row])
      matrix.forEach((value, i) => expect(value).toBeCloseTo(particles.rotation[9 * row + i], 5))
      expect([columns.x[row], columns.y[row], columns.defocusU[row], columns.slice[row], columns.half[row]]).toEqual([particles.shift[2 * row], particles.shift[2 * row + 1], particles.defocusU[row], row % 10, row % 2])
      expect(columns.defocusAngle[row]).toBeCloseTo(row % 180, 4)
    }
  })

  test('of maps knows equal files, and poses in Å', () => {
    const shift = Float64Array.of(1, 2, 3, 0, 0, 0, -1, 0, 0), rotation = Float64Array.of(...matrixFromEuler(10, 20, 30), ...matrixFromEuler(0, 90, 0), ...matrixFromEuler(0, 0, 5))
    const { about, columns } = tableOfMaps({ count: 3, paths: ['/a', '/b', '/a'], box: 16, pixelSize: 2.5, half: null, poses: { rotation, shift }, tomogram: Uint32Array.of(0, 0, 1), tomograms: 2, place: String })
    expect(about).toEqual({ kind: 'maps', count: 3, files: ['/a', '/b'], box: 16, pixelSize: 2.5 })
    expect([...columns.file, ...columns.tomogram, ...columns.x, ...columns.z]).toEqual([0, 1, 0, 0, 0, 1, 2.5, 0, -2.5, 7.5, 0, 0])
    expect(columns.tilt[0]).toBeCloseTo(20, 5)
  })

  test('that refers to what is not there is none', () => {
    const table = tableOfImages(importParticles(starOf('small', 40)).particles), beyond = table.columns.file.slice()
    expect(isTable(table)).toBe(true)
    beyond[3] = 1
    for (const wrong of [{ ...table.columns, file: beyond }, { ...table.columns, tilt: table.columns.tilt.slice(1) }, { file: table.columns.file }]) expect(isTable({ ...table, columns: wrong } as ParticleTable)).toBe(false)
  })
})

describe('the cache of a large input', () => {
  const path = place('cache', 'particles.columns'), input = starOf('large', LEAST_KEPT)
  const read = (stamp: FileStamp | null, from = input) => readTable({ input: stampOf(from), cache: { path, stamp, writable: true } })
  const first = read(null)

  test('is written once, and read from then on', () => {
    expect(first.written?.bytes).toBe(statSync(path).size)
    const again = read(first.written)
    expect(again.written).toBeNull()
    expect(again.table).toEqual(first.table)
  })

  test('is made again where it is damaged, unknown, or the input was touched', () => {
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1] ^= 4
    writeFileSync(path, bytes)
    expect(read(first.written)).toEqual(first)
    expect(read(null).written).toEqual(first.written)
    utimesSync(input, 1, 1)
    const touched = read(first.written)
    expect(touched.written).not.toBeNull()
    expect(touched.table).toEqual(first.table)
  })

  test('is not written for a small input, nor where it must not be', () => {
    expect(read(null, starOf('small', 40)).written).toBeNull()
    expect(readTable({ input: stampOf(input), cache: { path: place('other.columns'), stamp: null, writable: false } }).written).toBeNull()
    expect(existsSync(place('other.columns'))).toBe(false)
  })

  test('a disk that cannot be written costs nothing but the cache', () => {
    writeFileSync(place('file'), '')
    const { table, written } = readTable({ input: stampOf(input), cache: { path: place('file', 'particles.columns'), stamp: null, writable: true } })
    expect(written).toBeNull()
    expect(table).toEqual(first.table)
  })
})

describe('assignments', () => {
  const database = place('project.sqlite'), run = { created: 'then', ended: 'later' }, none = { path: place('cache', 'assignments.columns'), stamp: null, writable: true }
  const db = openProject(database)
  writeParticles(db, { classNumber: Int32Array.of(2, 0, 1), maxPosterior: Float64Array.of(0.75, 0, 0.5), posteriors: Float32Array.of(0.25, 0.75, 0, 0, 0.5, 0.5) })
  closeProject(db)

  test('come with the entropy of their posteriors in bits', () => {
    const { table: { classes, columns }, written } = readAssignments({ database, run, cache: none })
    expect([classes, written]).toEqual([2, null])
    expect([...columns.class, ...columns.posterior]).toEqual([2, 0, 1, 0.75, 0, 0.5])
    ;[0.811278, 0, 1].forEach((bits, row) => expect(columns.entropy[row]).toBeCloseTo(bits, 5))
  })

  test('of a large run are kept, and of another run are read anew', () => {
    const many = place('many.sqlite'), classNumber = new Int32Array(LEAST_KEPT).fill(1), large = openProject(many)
    writeParticles(large, { classNumber, maxPosterior: new Float64Array(LEAST_KEPT).fill(1), posteriors: new Float32Array(LEAST_KEPT).fill(1) })
    closeProject(large)
    const first = readAssignments({ database: many, run, cache: none }), cache = { ...none, stamp: first.written }
    expect(first.written).not.toBeNull()
    expect(readAssignments({ database: many, run, cache })).toEqual({ table: first.table, written: null })
    expect(readAssignments({ database: many, run: { ...run, ended: 'later still' }, cache }).written).not.toBeNull()
  })
})

test('a file of the project is entered with its size and hash, and replaced', () => {
  copyFileSync(place('project.sqlite'), place('files.sqlite'))
  const db = openProject(place('files.sqlite')), row = { name: 'cache/x', about: 'a test', bytes: 7, sha256: 'ab'.repeat(32) }
  expect(readFileRow(db, row.name)).toBeNull()
  writeFileRow(db, row)
  writeFileRow(db, { ...row, bytes: 8 })
  expect(readFileRow(db, row.name)).toEqual({ ...row, bytes: 8 })
  closeProject(db)
})
