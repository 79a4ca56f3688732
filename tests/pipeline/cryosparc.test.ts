import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { importParticles } from '../../src/main/compute/stages/importParticles.ts'
import { startRun } from '../../src/main/core/startRun.ts'
import { csUids, readCs, writeCs, type CsFile } from '../../src/main/formats/cs.ts'
import { npyNumbers, npyStrings } from '../../src/main/formats/npy.ts'
import { encodeNpyHeader } from '../../src/main/formats/npyHeader.ts'
import type { NpyColumn } from '../../src/main/formats/npyWrite.ts'
import { findBlock, numberColumns, readStar, rewriteStar, textColumn } from '../../src/main/formats/star.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { DEFAULT_PARAMETERS } from '../../src/preload/contract/parameters.ts'
import type { ParticleSet } from '../../src/preload/contract/records.ts'
import type { Report } from '../../src/preload/contract/report.ts'
import { radians } from '../../src/preload/contract/units.ts'
import { cgr } from '../cli/cgr.ts'
import { agreement, context, scratch, simulatedSet, type SimulatedSet } from './sets.ts'

const [COUNT, BOX] = [300, 48]
/** Rows that only the passthrough has, as where a later job took a part of the particles. */
const EXTRA = 5
/** Beyond 2⁵³, so that a uid that went through a number would be another one. */
const uidOf = (row: number): bigint => 2n ** 63n + 12_345_678_901n * BigInt(row + 1)

const folder = scratch()
const csPath = folder.path('cs', 'J7_particles.cs'), passthroughPath = folder.path('cs', 'J7_passthrough_particles.cs')
let set: SimulatedSet

/** cryoSPARC's pose: the rotation vector of Rz(rot)·Ry(tilt)·Rz(psi), the transpose of RELION's matrix, by the product of the three quaternions. */
function rotationVector(rot: number, tilt: number, psi: number): number[] {
  const half = radians(tilt) / 2, sum = radians(rot + psi) / 2, difference = radians(rot - psi) / 2
  const q = [Math.cos(half) * Math.cos(sum), -Math.sin(half) * Math.sin(difference), Math.sin(half) * Math.cos(difference), Math.cos(half) * Math.sin(sum)]
  const [w, ...axis] = q[0] < 0 ? q.map(value => -value) : q
  const sine = Math.hypot(...axis), angle = 2 * Math.atan2(sine, w)
  return axis.map(value => (sine === 0 ? 0 : (value / sine) * angle))
}

/** A .cs file of the rows in this order: `column(name, dtype, value)` of every field, one number, list of numbers or text a row. */
function writeTable(path: string, rows: readonly number[], fields: readonly (readonly [name: string, dtype: string, value: (row: number) => number | number[] | string])[]): void {
  const records = Buffer.alloc(8 * rows.length)
  for (const [i, row] of rows.entries()) records.writeBigUInt64LE(uidOf(row), 8 * i)
  writeFileSync(path, Buffer.concat([encodeNpyHeader([{ name: 'uid', dtype: '<u8', shape: [] }], rows.length), records]))
  writeCs(path, readCs(path), fields.map(([name, dtype, value]) => ({ name, dtype, values: rows.flatMap(value) as NpyColumn['values'] })))
}

/** The star file's particles as cryoSPARC would keep them: poses and images in one file, CTF and micrographs in a passthrough of another order. */
function writeAsCs(): void {
  const star = readStar(set.star), table = findBlock(star, 'particles')!.tables[0]
  const names = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', 'rlnOriginXAngst', 'rlnOriginYAngst', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle', 'rlnPhaseShift', 'rlnRandomSubset']
  const [rot, tilt, psi, x, y, u, v, angle, phase, subset] = numberColumns(star, table, names)
  const micrographs = textColumn(star, table, 'rlnMicrographName')
  // The refinement ran on images binned twice.
  const posePixel = 2 * set.pixelSize
  const rows = [...Array(COUNT).keys()]
  mkdirSync(folder.path('cs'))
  writeTable(csPath, rows, [
    ['blob/path', '|S40', () => '>set/particles.mrcs'], ['blob/idx', '<u4', row => row], ['blob/shape', '<u4', () => [BOX, BOX]], ['blob/psize_A', '<f4', () => set.pixelSize], ['blob/sign', '<f4', () => 1],
    ['alignments3D/split', '<u4', row => subset[row] - 1], ['alignments3D/shift', '<f4', row => [x[row] / posePixel, y[row] / posePixel]],
    ['alignments3D/pose', '<f4', row => rotationVector(rot[row], tilt[row], psi[row])], ['alignments3D/psize_A', '<f4', () => posePixel], ['alignments3D/class', '<u4', () => 0],
  ])
  const random = seededRandom(9)
  const shuffled = [...Array(COUNT + EXTRA).keys()].map(row => ({ row, key: random.uniform() })).toSorted((a, b) => a.key - b.key).map(({ row }) => row)
  const at = (column: Float64Array) => (row: number): number => column[row % COUNT]
  writeTable(passthroughPath, shuffled, [
    ['ctf/exp_group_id', '<u4', () => 3], ['ctf/accel_kv', '<f4', () => 300], ['ctf/cs_mm', '<f4', () => 2.7], ['ctf/amp_contrast', '<f4', () => 0.1],
    ['ctf/df1_A', '<f4', at(u)], ['ctf/df2_A', '<f4', at(v)], ['ctf/df_angle_rad', '<f4', row => radians(angle[row % COUNT])], ['ctf/phase_shift_rad', '<f4', row => radians(phase[row % COUNT])],
    ['ctf/scale', '<f4', () => 1], ['ctf/bfactor', '<f4', () => 0], ['location/micrograph_path', '|S60', row => micrographs[row % COUNT]],
  ])
}

beforeAll(async () => {
  const plain = await simulatedSet(folder.path('set'), { states: 'hsa2', particles: COUNT, box: BOX, snr: 0.1, particlesPerMicrograph: 100, seed: 3 })
  const star = readStar(plain.star), path = join(folder.path('set'), 'phases.star')
  // Whole turns, which leave every CTF as it was.
  rewriteStar(star, path, [{ table: findBlock(star, 'particles')!.tables[0], columns: [{ name: 'rlnPhaseShift', value: row => 360 * (row % 3) }] }])
  set = { ...plain, star: path }
  writeAsCs()
})

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)
}

const micrographOf = ({ micrographs, micrograph }: ParticleSet): string[] => Array.from(micrograph, place => micrographs[place])

/** A field as it is kept, whatever its type. */
const valuesOf = (file: CsFile, name: string): unknown => (name === 'uid' ? csUids(file) : name === 'blob/path' ? npyStrings(file, name) : npyNumbers(file, name))

test('the same particles come in, whichever of the two programs wrote them', () => {
  const star = importParticles(set.star).particles, cs = importParticles(csPath).particles
  expect([star.count, cs.count]).toEqual([COUNT, COUNT])
  expect(furthest(cs.rotation, star.rotation)).toBeLessThan(1e-5)
  expect(furthest(cs.shift, star.shift)).toBeLessThan(1e-4)
  // The simulated displacements: a unit or a sign that went wrong on both sides would still show.
  expect(Math.sqrt(star.shift.reduce((sum, value) => sum + value * value, 0) / star.shift.length) / set.pixelSize).toBeCloseTo(2, 0)
  for (const name of ['defocusU', 'defocusV'] as const) expect(furthest(cs[name], star[name])).toBeLessThan(0.01)
  for (const name of ['defocusAngle', 'phaseShift'] as const) expect(furthest(cs[name], star[name])).toBeLessThan(1e-5)
  expect(furthest(cs.phaseShift, Array.from({ length: COUNT }, (_, row) => 2 * Math.PI * (row % 3)))).toBeLessThan(1e-5)
  expect([cs.ctfBfactor, cs.ctfScale, cs.half]).toEqual([star.ctfBfactor, star.ctfScale, star.half])
  expect(micrographOf(cs)).toEqual(micrographOf(star))
  expect(new Set(micrographOf(cs)).size).toBe(3)
  expect([cs.files, cs.slice]).toEqual([star.files, star.slice])
  const [{ name: _, ...optics }] = star.optics
  expect(cs.optics).toMatchObject([{ ...optics, pixelSize: expect.closeTo(optics.pixelSize, 5) }])
})

test('without the passthrough beside it, the file says what it lacks', () => {
  folder.empty('alone')
  writeCs(folder.path('alone', 'J7_particles.cs'), readCs(csPath))
  expect(() => importParticles(folder.path('alone', 'J7_particles.cs'))).toThrow(/no field ctf\/accel_kv/)
  expect(importParticles(folder.path('alone', 'J7_particles.cs'), { passthrough: passthroughPath }).particles.defocusU).toEqual(importParticles(csPath).particles.defocusU)
})

test('both are sorted alike, and run_data.cs holds the classes and all that was there', async () => {
  const run = async (input: string, output: string): Promise<Report> => {
    const request = { input, root: null, passthrough: null, outputDir: folder.path(output), parameters: { ...DEFAULT_PARAMETERS, network: 'off', classes: 2, box: 32, threads: 2 } } as const
    return (await startRun(request, { intent: 'new', truthPath: folder.path('set', 'truth.csv') }, context())).report
  }
  const [fromStar, fromCs] = [await run(set.star, 'from-star'), await run(csPath, 'from-cs')]
  expect([fromStar.input.format, fromCs.input.format]).toEqual(['star', 'cs'])
  expect(fromCs.proof.halfMapCorrelation).toBeCloseTo(fromStar.proof.halfMapCorrelation, 3)

  const dataCs = folder.path('from-cs', 'run_data.cs')
  const before = readCs(csPath), after = readCs(dataCs)
  const added = after.fields.slice(before.fields.length).map(({ name }) => name)
  expect([after.fields.slice(0, before.fields.length), added]).toEqual([before.fields, ['alignments3D/class_posterior']])
  const numbers = npyNumbers(after, 'alignments3D/class')
  for (const { name } of before.fields.filter(field => field.name !== 'alignments3D/class')) expect([name, valuesOf(after, name)]).toEqual([name, valuesOf(before, name)])

  const star = readStar(folder.path('from-star', 'run_data.star')), table = findBlock(star, 'particles')!.tables[0]
  const [classNumber, posterior] = numberColumns(star, table, ['rlnClassNumber', 'rlnMaxValueProbDistribution'])
  expect(furthest(npyNumbers(after, 'alignments3D/class_posterior'), posterior)).toBeLessThan(1e-3)
  expect([...new Set(numbers)].toSorted()).toEqual([0, 1])
  expect(agreement(numbers, Int32Array.from(classNumber))).toBe(1)
  expect(agreement(numbers, set.truth)).toBeGreaterThan(0.95)

  const { code, out } = await cgr('compare', dataCs, folder.path('set', 'truth.csv'), '--truth', 'B', '--json')
  expect([code, JSON.parse(out)]).toMatchObject([0, { particles: COUNT, matchedBy: 'index', accuracy: agreement(numbers, set.truth) }])
  expect(fromCs.truth!.accuracy).toBe(agreement(numbers, set.truth))
  const programs = await cgr('compare', dataCs, folder.path('from-star', 'run_data.star'), '--json')
  expect(JSON.parse(programs.out)).toMatchObject({ matchedBy: 'index', agreement: 1, ari: 1 })
  const uids = await cgr('compare', dataCs, csPath, '--json')
  expect(JSON.parse(uids.out)).toMatchObject({ matchedBy: 'uid', particles: COUNT, onlyInRows: 0, onlyInColumns: 0 })
}, 300_000)
