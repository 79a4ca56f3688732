import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { importParticles, writeRunData, type ImportedParticles } from '../../../src/main/compute/stages/importParticles.ts'
import { readStar, textColumn, numberColumns } from '../../../src/main/formats/star.ts'
import { writeStack } from '../../../src/main/formats/mrc.ts'
import { failureOf, interop, scratchFolder } from './support.ts'

const base = scratchFolder()
let folder = base
let number = 0
beforeEach(() => {
  folder = join(base, String(number++))
  mkdirSync(folder)
})
const stack = (name: string, count: number, box = 8, pixelSize = 2): string => {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeStack(path, new Float32Array(count * box * box).fill(1), { box, pixelSize })
  return path
}
const star = (text: string, name = 'p.star'): string => {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}
const OPTICS = 'data_optics\nloop_\n_rlnOpticsGroup\n_rlnOpticsGroupName\n_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnImagePixelSize\n_rlnImageSize\n1 one 300 2.7 0.1 2 8\n'
const COLUMNS = ['rlnImageName', 'rlnMicrographName', 'rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', 'rlnOriginXAngst', 'rlnOriginYAngst', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle', 'rlnRandomSubset', 'rlnOpticsGroup']
const ROW: Readonly<Record<string, string>> = {
  rlnImageName: '000001@s.mrcs', rlnMicrographName: 'm1.mrc', rlnAngleRot: '10', rlnAngleTilt: '20', rlnAnglePsi: '30', rlnOriginXAngst: '1.5', rlnOriginYAngst: '-2.5',
  rlnDefocusU: '15000', rlnDefocusV: '14000', rlnDefocusAngle: '90', rlnRandomSubset: '1', rlnOpticsGroup: '1',
}
const particles = (rows: readonly Partial<Record<string, string>>[], columns = COLUMNS): string =>
  `data_particles\nloop_\n${columns.map(name => `_${name}\n`).join('')}${rows.map(row => columns.map(name => row[name] ?? ROW[name] ?? '0').join(' ')).join('\n')}\n`
const both = (where: string): void => ['a/s.mrcs', 'b/t.mrcs'].forEach(name => stack(`${where}${name}`, 1))
const doubtsOf = ({ doubts }: ImportedParticles): string => doubts.join('\n')
const TWO = [{}, { rlnImageName: '2@s.mrcs', rlnRandomSubset: '2' }]

describe('real files', () => {
  test('relion31.star with its stack', () => {
    const { particles: set, doubts, source } = importParticles(interop('relion31.star'))
    expect(set).toMatchObject({ count: 5, format: 'star', half: null, files: [interop('relion31.mrcs')], slice: Uint32Array.of(0, 1, 2, 3, 4), optics: [{ voltage: 300, sphericalAberration: 0.01, amplitudeContrast: 0.1, pixelSize: 2.806, box: 256 }] })
    expect([...set.shift.subarray(0, 2)]).toEqual([0.019324, -0.64686])
    expect([set.defocusU[0], set.defocusV[0]]).toEqual([13108.082418, 12845.582418])
    expect(set.defocusAngle[0]).toBeCloseTo((-160.39 * Math.PI) / 180, 12)
    // The beam in object coordinates, row 3 of A: (sin tilt cos rot, sin tilt sin rot, cos tilt).
    const [rot, tilt] = [-102.30296, 82.318041].map(angle => (angle * Math.PI) / 180)
    expect(set.rotation[6]).toBeCloseTo(Math.sin(tilt) * Math.cos(rot), 12)
    expect(set.rotation[7]).toBeCloseTo(Math.sin(tilt) * Math.sin(rot), 12)
    expect(set.rotation[8]).toBeCloseTo(Math.cos(tilt), 12)
    expect(doubts).toEqual(['_rlnRandomSubset is 1 everywhere: no half-sets of the refinement'])
    const out = join(folder, 'run_data.star')
    writeRunData(source, { classNumber: Int32Array.of(1, 2, 0, 3, 1), maxPosterior: Float64Array.of(1, 0.5, 0.25, 0.125, 0.999999) }, out)
    const [before, after] = [readStar(interop('relion31.star')), readStar(out)]
    expect(after.blocks.map(({ name, tables }) => [name, tables[0].columns])).toEqual(before.blocks.map(({ name, tables }) => [name, tables[0].columns]))
    expect(numberColumns(after, after.blocks[1].tables[0], ['rlnClassNumber', 'rlnMaxValueProbDistribution']).map(column => [...column])).toEqual([[1, 2, 0, 3, 1], [1, 0.5, 0.25, 0.125, 0.999999]])
    expect(importParticles(out, { root: dirname(interop('relion31.mrcs')) }).particles).toEqual(set)
  })
  test('RELION 3.0: pixel size from the magnification, origins in pixels', () => {
    const name = 'FinalRefinement-OriginalParticles-PfCRT.star'
    failureOf(() => importParticles(interop(name)), interop(name), 'missing')
    copyFileSync(interop(name), join(folder, name))
    stack('Extract/job012/FinalRefinement-OriginalParticles-PfCRT.mrcs', 5, 8, 1.035)
    const { particles: set, doubts } = importParticles(join(folder, name))
    expect(set.optics).toMatchObject([{ pixelSize: 1.035, voltage: 300, sphericalAberration: 0.001, amplitudeContrast: 0.1, box: 8 }])
    expect(set.shift[0]).toBeCloseTo(-0.14063 * 1.035, 12)
    expect([...set.half ?? []]).toEqual([1, 0, 1, 1, 1])
    expect(set.micrographs).toHaveLength(3)
    expect(doubts).toEqual(['_rlnAmplitudeContrast missing: 0.1 assumed'])
  })
  test('six optics groups, two pixel sizes, aberrations that are not applied', () => {
    const name = 'relion31.6opticsgroups.star'
    copyFileSync(interop(name), join(folder, name))
    const file = readStar(join(folder, name))
    for (const image of textColumn(file, file.blocks[1].tables[0], 'rlnImageName')) stack(image.split('@')[1], Number(image.split('@')[0]), 4)
    expect(failureOf(() => importParticles(file.path), file.path).line).toContain('boxes of 196 px')
    writeFileSync(file.path, readFileSync(file.path, 'utf8').replaceAll(' 196 2 0 ', ' 4 2 0 '))
    const imported = importParticles(file.path)
    expect(imported.particles.optics.map(({ pixelSize }) => pixelSize)).toEqual([1.25, 1.24, 1.25, 1.25, 1.24, 1.25])
    expect(imported.particles.opticsGroup[0]).toBe(5)
    expect(doubtsOf(imported)).toMatch(/pixel size conflict: 1\.\d+ Å in the particle file, 2 Å in the header[^]*139 of 139/)
    expect(doubtsOf(imported)).toContain('not applied: beam tilt, odd Zernike aberrations, even Zernike aberrations, magnification matrix')
  })
  test.each([
    ['empiar_10076_7.star', 'data', 'no angles: _rlnAngleRot, _rlnAngleTilt, _rlnAnglePsi missing'], ['toy_projections.star', 'data', 'no angles'],
    ['sta_testing_bin8.star', 'missing', 'the image stack ay19102021_L3_position6_ribo_it09_bin8_1.82A.mrcs not found'], ['relion5.star', 'missing', '2 of 2 image stacks, first toy_images_a.mrcs not found'],
  ] as const)('%s says what it lacks', (name, kind, words) => {
    expect(failureOf(() => importParticles(interop(name)), interop(name), kind).line).toContain(words)
  })
})

describe('columns', () => {
  test('units, halves, micrographs and groups', () => {
    stack('s.mrcs', 3)
    const path = star(OPTICS.replace('1 one', '7 seven') + particles([{ rlnOpticsGroup: '7', rlnPhaseShift: '90', rlnCtfBfactor: '12', rlnCtfScalefactor: '0.5' }, { rlnImageName: '3@s.mrcs', rlnMicrographName: 'm2.mrc', rlnRandomSubset: '2', rlnOpticsGroup: '7' }], [...COLUMNS, 'rlnPhaseShift', 'rlnCtfBfactor', 'rlnCtfScalefactor']))
    const { particles: set, doubts } = importParticles(path)
    expect(doubts).toEqual([])
    expect([...set.slice, ...set.micrograph, ...(set.half ?? []), ...set.opticsGroup]).toEqual([0, 2, 0, 1, 0, 1, 0, 0])
    expect([...set.shift.subarray(0, 2), set.phaseShift[0], set.ctfBfactor[0], set.ctfScale[0], set.defocusAngle[0]]).toEqual([1.5, -2.5, Math.PI / 2, 12, 0.5, Math.PI / 2])
  })
  test('what is missing but can be lived with is a doubt', () => {
    stack('s.mrcs', 2)
    const columns = ['rlnImageName', 'rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', 'rlnDefocusU']
    const imported = importParticles(star(OPTICS + particles(TWO, columns)))
    expect(imported.particles).toMatchObject({ half: null, micrographs: ['s.mrcs'], micrograph: new Uint32Array(2), defocusV: Float64Array.of(15000, 15000), shift: new Float64Array(4), ctfScale: Float64Array.of(1, 1) })
    for (const words of ['no micrograph names', 'shifts taken as 0', 'astigmatism taken as 0']) expect(doubtsOf(imported)).toContain(words)
  })
  test.each([
    ['over-focus', { rlnDefocusU: '-15000' }, 'over-focus'], ['defocus in µm', { rlnDefocusU: '1.5' }, 'perhaps in µm'],
    ['a half-set of 0', { rlnRandomSubset: '0' }, 'is 0, not 1 or 2'], ['images used twice', { rlnImageName: '1@s.mrcs' }, '1 rows use an image that another row uses too'],
  ])('%s is a doubt', (_, change, words) => {
    stack('s.mrcs', 2)
    expect(doubtsOf(importParticles(star(OPTICS + particles(TWO.map(row => ({ ...row, ...change }))))))).toContain(words)
  })
  test('one particle as a list', () => {
    stack('s.mrcs', 1)
    const path = star(`${OPTICS}\ndata_particles\n${COLUMNS.map(name => `_${name} ${ROW[name]}\n`).join('')}`)
    const { particles: set, source } = importParticles(path)
    expect([set.count, set.shift[1], set.defocusU[0]]).toEqual([1, -2.5, 15000])
    writeRunData(source, { classNumber: Int32Array.of(2), maxPosterior: Float64Array.of(0.75) }, join(folder, 'out.star'))
    expect(readFileSync(join(folder, 'out.star'), 'utf8')).toBe(`${readFileSync(path, 'utf8')}_rlnClassNumber 2\n_rlnMaxValueProbDistribution 0.750000\n`)
  })
})

describe('pixel size', () => {
  const withHeader = (pixelSize: number, optics = OPTICS): ImportedParticles => {
    stack('s.mrcs', 2, 8, pixelSize)
    return importParticles(star(optics + particles(TWO)))
  }
  test('a header of 0, of 1 or within 0.5 % is no conflict; more is', () => {
    for (const size of [0, 1, 2, 2.009]) expect(doubtsOf(withHeader(size))).toBe('')
    expect(doubtsOf(withHeader(2.012))).toContain('pixel size conflict: 2 Å in the particle file, 2.012 Å in the header')
  })
  const without = OPTICS.replace('_rlnImagePixelSize\n', '').replace('0.1 2 8', '0.1 8')
  test('is taken from the header where the file has none, and asked for where neither has', () => {
    const imported = withHeader(1.7, without)
    expect(imported.particles.optics[0].pixelSize).toBe(1.7)
    expect(doubtsOf(imported)).toContain('1.7 Å taken from')
    for (const size of [0, 1]) expect(failureOf(() => withHeader(size, without), join(folder, 'p.star')).line).toContain('no pixel size for optics group one')
  })
})

describe('stacks are found', () => {
  const rows = [{ rlnImageName: '1@Extract/job1/a/s.mrcs' }, { rlnImageName: '1@Extract/job1/b/t.mrcs', rlnRandomSubset: '2' }]
  test.each([
    ['beside the file', 'Extract/job1/', 'p.star', undefined], ['under a folder above', 'Extract/job1/', 'Class3D/job9/run_data.star', undefined],
    ['under --root', 'project/Extract/job1/', 'p.star', 'project'], ['re-rooted under --root', 'elsewhere/', 'p.star', 'elsewhere'], ['re-rooted beside the file', 'moved/', 'moved/p.star', undefined],
  ])('%s', (_, where, name, root) => {
    both(where)
    const { particles: set } = importParticles(star(OPTICS + particles(rows), name), root === undefined ? {} : { root: join(folder, root) })
    expect(set.files).toEqual([join(folder, where, 'a/s.mrcs'), join(folder, where, 'b/t.mrcs')])
  })
  test('through links, by absolute names, with the other extension, packed', () => {
    const real = stack('real.mrcs', 1)
    symlinkSync(real, join(folder, 'link.mrcs'))
    stack('other.mrc', 1)
    const imported = importParticles(star(OPTICS + particles([{ rlnImageName: '1@link.mrcs' }, { rlnImageName: `1@${real}`, rlnRandomSubset: '2' }, { rlnImageName: '1@other.mrcs' }])))
    expect(imported.particles.files).toEqual([join(folder, 'link.mrcs'), real, join(folder, 'other.mrc')])
    expect(doubtsOf(imported)).toContain('other extension')
  })
  test('missing ones are counted, and one prefix must fit all', () => {
    stack('moved/a/s.mrcs', 1)
    const path = star(OPTICS + particles(rows), 'moved/p.star')
    const failure = failureOf(() => importParticles(path), path, 'missing')
    expect(failure.line).toContain('2 of 2 image stacks, first Extract/job1/a/s.mrcs')
    expect(failure.advice).toContain('--root')
    failureOf(() => importParticles(path, { root: join(folder, 'nowhere') }), join(folder, 'nowhere'), 'missing')
  })
  test('two names are never taken for one file', () => {
    stack('s.mrcs', 1)
    const path = star(OPTICS + particles([{ rlnImageName: '1@x/s.mrcs' }, { rlnImageName: '1@x/./s.mrcs' }]))
    expect(failureOf(() => importParticles(path), path).line).toContain('are one file')
  })
  test.each(['../../../../../../../../dev/zero', '/dev/zero', '/proc/self/mem', '.', `${'x'.repeat(5000)}.mrcs`, '\\\\host\\share\\s.mrcs'])('%s is no stack', name => {
    const path = star(OPTICS + particles([{ rlnImageName: `1@${name}` }]))
    expect(() => importParticles(path)).toThrow(/not a regular file|not found|ends inside/)
  })
})

describe('damage is named with its line', () => {
  // OPTICS is 10 lines, the particles' head 2 and its labels 12: rows begin on line 25.
  const first = 2 + COLUMNS.length + OPTICS.split('\n').length
  test.each([
    ['beyond the stack', { rlnImageName: '3@s.mrcs' }, 'image 3 of', 'which has 2'], ['image 0', { rlnImageName: '0@s.mrcs' }, '_rlnImageName is "0@s.mrcs"', 'counted from 1'],
    ['a negative image', { rlnImageName: '-1@s.mrcs' }, '_rlnImageName', ''], ['half an image', { rlnImageName: '1.5@s.mrcs' }, '_rlnImageName', ''], ['no stack name', { rlnImageName: '1@' }, '_rlnImageName', ''],
    ['NaN angle', { rlnAngleTilt: 'nan' }, '_rlnAngleTilt is "nan"', ''], ['NaN defocus', { rlnDefocusU: 'NaN' }, '_rlnDefocusU is "NaN"', ''], ['infinite shift', { rlnOriginXAngst: 'inf' }, '_rlnOriginXAngst is "inf"', ''],
    ['an unknown optics group', { rlnOpticsGroup: '0' }, '_rlnOpticsGroup 0 is not in data_optics', ''],
  ])('%s', (_, change, words, more) => {
    stack('s.mrcs', 2)
    const path = star(OPTICS + particles([{}, change]))
    const { line } = failureOf(() => importParticles(path), path)
    expect(line).toContain(`line ${first + 1}: `)
    expect(line).toContain(words)
    expect(line).toContain(more)
  })
  test.each([
    ['rlnImageName', 'no block has the column _rlnImageName'], ['rlnAngleTilt', 'no angles: _rlnAngleTilt missing'], ['rlnDefocusU', 'no defocus: _rlnDefocusU missing'],
  ])('without %s', (column, words) => {
    const path = star(OPTICS + particles(TWO, COLUMNS.filter(name => name !== column)))
    expect(failureOf(() => importParticles(path), path).line).toContain(words)
  })
  test.each([
    ['no voltage', OPTICS.replace('_rlnVoltage', '_rlnOther'), '_rlnVoltage missing'], ['no optics at all', '', '_rlnVoltage and _rlnSphericalAberration missing'],
    ['a voltage of 0', OPTICS.replace('300', '0'), '_rlnVoltage is 0'], ['a pixel size of −1', OPTICS.replace('0.1 2 8', '0.1 -1 8'), '_rlnImagePixelSize is -1'], ['NaN pixel size', OPTICS.replace('0.1 2 8', '0.1 nan 8'), '_rlnImagePixelSize is "nan"'],
    ['another box', OPTICS.replace('2 8\n', '2 16\n'), 'boxes of 16 px, but'], ['the same group twice', `${OPTICS}1 two 300 2.7 0.1 2 8\n`, 'same _rlnOpticsGroup'],
    ['CTF-premultiplied', OPTICS.replace('_rlnImageSize\n', '_rlnImageSize\n_rlnCtfDataAreCtfPremultiplied\n').replace('2 8\n', '2 8 1\n'), 'multiplied by their CTF'],
    ['3D subtomograms', OPTICS.replace('_rlnImageSize\n', '_rlnImageSize\n_rlnImageDimensionality\n').replace('2 8\n', '2 8 3\n'), '3D subtomograms'],
  ])('%s', (_, optics, words) => {
    stack('s.mrcs', 2)
    const path = star(optics + particles(TWO))
    expect(failureOf(() => importParticles(path), path).line).toContain(words)
  })
  test.each([['rlnTomoName', 'subtomograms of RELION 4 or 5'], ['rlnCtfImage', '3D subtomograms with 3D CTF'], ['rlnTomoVisibleFrames', '2D stacks per particle']])('tomography by %s', (column, words) => {
    const path = star(OPTICS + particles(TWO, [...COLUMNS, column]))
    expect(failureOf(() => importParticles(path), path).line).toContain(words)
  })
  test('an empty table, a missing file, a damaged and a non-square stack', () => {
    const empty = star(OPTICS + particles([]))
    expect(failureOf(() => importParticles(empty), empty).line).toContain('no particles')
    failureOf(() => importParticles(join(folder, 'none.star')), join(folder, 'none.star'), 'missing')
    const damaged = stack('s.mrcs', 2)
    const path = star(OPTICS + particles(TWO))
    const bytes = readFileSync(damaged)
    writeFileSync(damaged, bytes.subarray(0, 1200))
    expect(failureOf(() => importParticles(path), damaged).line).toContain('byte 1200: the file ends here')
    bytes.writeInt32LE(4, 0)
    bytes.writeInt32LE(16, 4)
    writeFileSync(damaged, bytes)
    expect(failureOf(() => importParticles(path), damaged).line).toContain('4 × 16 pixels')
  })
})

test('100,000 rows are read to the last', () => {
  const count = 100_000
  stack('s.mrcs', count, 2)
  const text = readFileSync(interop('relion31.star'), 'utf8').split('\n')
  const row = text.find(line => line.includes('000001@relion31.mrcs')) ?? ''
  const head = text.slice(0, text.indexOf(row)).join('\n').replace('256            2', '2 2')
  const path = star(`${head}\n${Array.from({ length: count }, (_, i) => row.replace('000001@relion31.mrcs', `${i + 1}@s.mrcs`)).join('\n')}\n`)
  const { particles: set } = importParticles(path)
  expect([set.count, set.slice[count - 1]]).toEqual([count, count - 1])
})
