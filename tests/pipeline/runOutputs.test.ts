import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { startRun } from '../../src/main/core/startRun.ts'
import { readVolume, writeVolume } from '../../src/main/formats/mrc.ts'
import { findBlock, numberColumns, readStar, rewriteStar, textColumn, type StarFile } from '../../src/main/formats/star.ts'
import { fourierShellCorrelation } from '../../src/main/numerics/fsc.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import { DEFAULT_PARAMETERS, type RunParameters } from '../../src/preload/contract/parameters.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import { Report } from '../../src/preload/contract/report.ts'
import { runRelion, testWithRelion } from './relion.ts'
import { agreement, context, scratch, simulatedSet, type SimulatedSet } from './sets.ts'

const [COUNT, BOX, PIXEL, CLASSES] = [1000, 48, 2.4, 2]
/** For runs whose maps do not matter. */
const FEW = 300
/** Side of the box, Å. */
const LENGTH = BOX * PIXEL
/** Signal enough for two thirds of the Nyquist frequency. */
const BRIGHT = { states: 'hsa2', particles: COUNT, box: BOX, pixelSize: PIXEL, resolution: 5, snr: 1, particlesPerMicrograph: 100, seed: 5 } as const

const folder = scratch()
const inDir = (name: string): string => folder.path('DIR', name)
let set: SimulatedSet, input: string, report: Report

const run = async (output: string, parameters: Partial<RunParameters>, ctx: StageContext = context(), particles = folder.path('few', 'particles.star')): Promise<Report> => {
  const request = { input: particles, root: null, passthrough: null, outputDir: folder.path(output), parameters: { ...DEFAULT_PARAMETERS, network: 'off' as const, classes: CLASSES, box: BOX, threads: 2, ...parameters } }
  return (await startRun(request, { intent: 'new', truthPath: join(dirname(particles), 'truth.csv') }, ctx)).report
}

/** What a particle file collects on its way: classes of an earlier job, columns and blocks that nobody here knows, comments. */
function growStar(path: string): string {
  const star = readStar(path), out = folder.path('set', 'grown.star')
  rewriteStar(star, out, [{
    table: findBlock(star, 'particles')!.tables[0],
    columns: [{ name: 'rlnClassNumber', value: () => 7 }, { name: 'labFreezingNote', value: row => (row % 2 ? 'thin_ice' : '# 2nd') }, { name: 'labDoseRate', value: row => `${row}.50` }],
  }])
  const before = '# kept by hand\ndata_lab_session\n\n_labOperator "A. Person"\n_labGrid 12\n\n'
  const behind = '\ndata_lab_squares\n\nloop_\n_labSquare #1\n_labQuality #2\n3 good\n1 "so so"\n\n# end\n'
  writeFileSync(out, before + readFileSync(out, 'utf8') + behind)
  return out
}

beforeAll(async () => {
  set = await simulatedSet(folder.path('set'), BRIGHT)
  input = growStar(set.star)
  report = await run('DIR', { network: 'on' }, context(), input)
  await simulatedSet(folder.path('few'), { ...BRIGHT, particles: FEW, seed: 6 })
}, 300_000)

test('DIR holds exactly the files that are promised, and nothing that was temporary', () => {
  const promised = ['project.sqlite', 'run_data.star', 'run_posteriors.csv', 'mask.mrc', 'report.json', 'report.html', 'run.log']
  const ofClasses = [1, 2].flatMap(k => [`run_class00${k}.mrc`, `run_half1_class00${k}_unfil.mrc`, `run_half2_class00${k}_unfil.mrc`, `run_class00${k}_fsc.star`])
  const graph = ['graph.json', ...['centre.f32', 'side.u8', 'voxels.u32', 'of_voxel.i32', 'from.u32', 'to.u32', 'correlation.f32', 'length.f32'].map(name => `graph_${name}`)]
  // Local resolution, variance and what the network decodes are maps of a class too.
  const besides = [1, 2].flatMap(k => [`run_class00${k}_locres.mrc`, `run_class00${k}_variance.mrc`, `run_class00${k}_decoded.mrc`])
  const features = ['network_features.json', 'network_features.f32']
  expect(readdirSync(folder.path('DIR')).toSorted()).toEqual([...promised, ...graph, ...features, ...ofClasses, ...besides].toSorted())
  for (const name of readdirSync(folder.path('DIR')).filter(file => file.endsWith('.mrc'))) {
    const { box, pixelSize } = readVolume(inDir(name))
    expect([name, box, pixelSize]).toEqual([name, BOX, expect.closeTo(PIXEL, 5)])
  }
})

test('report.json keeps to its schema and tells of this run', () => {
  const read = Report.parse(JSON.parse(readFileSync(inDir('report.json'), 'utf8')))
  expect(read).toEqual(report)
  expect(read).toMatchObject({ schema: 1, seed: 1, input: { path: input, format: 'star', particles: COUNT, box: BOX, pixelSizeA: PIXEL, micrographs: 10, halfSets: 'upstream' }, junk: { particles: 0 } })
  expect(read.classes.map(({ number, map, halfMaps }) => [number, map, ...halfMaps])).toEqual([1, 2].map(k => [k, `run_class00${k}.mrc`, `run_half1_class00${k}_unfil.mrc`, `run_half2_class00${k}_unfil.mrc`]))
  expect(read.truth!.accuracy).toBeGreaterThan(0.98)
  for (const word of ['schema', 'stages', 'classes']) expect(() => Report.parse({ ...read, [word]: undefined })).toThrow()
})

/** A block from its name to the next block's. */
function blockText(star: StarFile, name: string): string {
  const place = star.blocks.findIndex(block => block.name === name), next = star.blocks[place + 1]
  return star.bytes.toString('utf8').split('\n').slice(star.blocks[place].line - 1, next && next.line - 1).join('\n')
}

describe('run_data.star', () => {
  test('keeps every block, column and row of the input in order', () => {
    const [before, after] = [readStar(input), readStar(inDir('run_data.star'))]
    expect(before.blocks.map(({ name }) => name)).toEqual(['lab_session', 'optics', 'particles', 'lab_squares'])
    expect(after.blocks.map(({ name }) => name)).toEqual(before.blocks.map(({ name }) => name))
    for (const name of ['lab_session', 'optics', 'lab_squares']) expect(blockText(after, name)).toBe(blockText(before, name))
    const [rows, kept] = [before, after].map(star => findBlock(star, 'particles')!.tables[0])
    expect(rows.columns.slice(-3)).toEqual(['rlnClassNumber', 'labFreezingNote', 'labDoseRate'])
    expect(kept.columns).toEqual([...rows.columns, 'rlnMaxValueProbDistribution'])
    for (const name of rows.columns.filter(column => column !== 'rlnClassNumber')) expect([name, textColumn(after, kept, name)]).toEqual([name, textColumn(before, rows, name)])
    expect([textColumn(after, kept, 'labFreezingNote')[0], after.bytes.toString('utf8').startsWith('# kept by hand\n'), after.bytes.toString('utf8').endsWith('# end\n')]).toEqual(['# 2nd', true, true])
  })

  test('has the class and its probability from run_posteriors.csv, row by row', () => {
    const star = readStar(inDir('run_data.star'))
    const [classNumber, probability] = numberColumns(star, findBlock(star, 'particles')!.tables[0], ['rlnClassNumber', 'rlnMaxValueProbDistribution'])
    const [head, ...lines] = readFileSync(inDir('run_posteriors.csv'), 'utf8').trim().split('\n')
    expect([head, lines.length]).toEqual(['index,class_1,class_2', COUNT])
    for (const [row, line] of lines.entries()) {
      const [index, ...posteriors] = line.split(',').map(Number)
      expect([index, posteriors[classNumber[row] - 1], Math.max(...posteriors)]).toEqual([row + 1, expect.closeTo(probability[row], 5), expect.closeTo(probability[row], 5)])
    }
    expect(agreement(classNumber, set.truth)).toBe(report.truth!.accuracy)
    for (const one of report.classes) expect(classNumber.filter(k => k === one.number)).toHaveLength(one.particles)
  })
})

const least = (a: string, b: string): number => Math.min(...fourierShellCorrelation(readVolume(a).data, readVolume(b).data, BOX).slice(1, Math.floor(BOX / 3) + 1))

testWithRelion('relion_reconstruct', 'makes our class maps and half-maps from our run_data.star', () => {
  symlinkSync(folder.path('set', 'particles.mrcs'), inDir('particles.mrcs'))
  const relionMap = (k: number, ...more: string[]): string => {
    const out = folder.path(`relion_${[k, ...more].join('')}.mrc`)
    runRelion('relion_reconstruct', ['--i', 'run_data.star', '--o', out, '--ctf', '--class', String(k), ...more], folder.path('DIR'))
    return out
  }
  const whole = [1, 2].map(k => relionMap(k))
  for (const k of [1, 2]) expect(least(whole[k - 1], inDir(`run_class00${k}.mrc`))).toBeGreaterThan(0.95)
  // The classes differ, so that a map of the other one, or of all, would be found out; and so do the halves.
  expect(least(whole[0], inDir('run_class002.mrc'))).toBeLessThan(0.9)
  const half = relionMap(1, '--subset', '1')
  expect(least(half, inDir('run_half1_class001_unfil.mrc'))).toBeGreaterThan(0.95)
  expect(least(half, inDir('run_half2_class001_unfil.mrc'))).toBeLessThan(0.75)
})

testWithRelion('mrcfile-validate', 'accepts every map', () => {
  const maps = readdirSync(folder.path('DIR')).filter(name => name.endsWith('.mrc'))
  expect(maps).toHaveLength(13)
  const { status, stdout, stderr } = spawnSync('mrcfile-validate', maps, { cwd: folder.path('DIR'), encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout.match(/^File appears to be valid\.$/gm)).toHaveLength(maps.length)
})

const full = (box: number, value: number): Float32Array => new Float32Array(box ** 3).fill(value)

/** The finest resolution in whole Fourier pixels that is not finer than `wanted`. */
const wholePixels = (wanted: number): number => LENGTH / Math.floor(LENGTH / wanted + 1e-9)

describe('options', () => {
  test('the working box limits what decides the classes: 9/16 of its Nyquist frequency', async () => {
    expect(report.resolutionLimitA).toBeCloseTo(wholePixels((2 * PIXEL * 16) / 9), 6)
    const mask = inDir('mask.mrc')
    const small = await run('box-and-mask', { box: 32, mask, maxResolution: 3 })
    // Finer than the box holds: the box decides.
    expect(small.resolutionLimitA).toBeCloseTo(wholePixels(((2 * LENGTH) / 32) * (16 / 9)), 6)
    expect([small.parameters.box, small.parameters.mask, small.input.box]).toEqual([32, mask, BOX])
    // --mask takes the mask that an earlier run left, and the maps stay at full size.
    expect(readVolume(folder.path('box-and-mask', 'mask.mrc')).data).toEqual(readVolume(mask).data)
    expect(readVolume(folder.path('box-and-mask', 'run_class001.mrc')).box).toBe(BOX)
    expect(small.truth!.accuracy).toBeGreaterThan(0.98)
  }, 300_000)

  test('--max-resolution limits it further', async () => {
    const coarse = await run('coarse', { maxResolution: 11, classes: 1 })
    expect(coarse.resolutionLimitA).toBeCloseTo(LENGTH / 10, 6)
    // What decides the classes does not limit the maps.
    expect(coarse.classes[0].resolutionA).toBeLessThan(9)
  }, 300_000)

  test('--max-resolution that leaves nothing to decide by is refused', async () => {
    await expect(run('nothing', { maxResolution: 30 })).rejects.toThrow(/30 Å leaves 3 Fourier pixels/)
    expect(existsSync(folder.path('nothing'))).toBe(false)
  })

  test.each([
    ['another box', { box: 32, pixelSize: PIXEL, data: full(32, 1) }, /a mask of 32³ voxels of 2\.400 Å does not fit particles of 48 px of 2\.400 Å/],
    ['another pixel size', { box: BOX, pixelSize: 3, data: full(BOX, 1) }, /a mask of 48³ voxels of 3\.000 Å does not fit particles of 48 px of 2\.400 Å/],
    ['nothing in it', { box: BOX, pixelSize: PIXEL, data: full(BOX, 0) }, /empty/],
    ['values that no mask has', { box: BOX, pixelSize: PIXEL, data: full(BOX, 7) }, /values from 7/],
  ])('--mask with %s is refused in one line before any work, and leaves no output', async (name, mask, message) => {
    const path = folder.path(`${name}.mrc`), stages = new Set<string>()
    writeVolume(path, mask)
    const thrown = await run('refused', { mask: path }, context(undefined, ({ stage }) => stages.add(stage))).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(Failure)
    const { kind, line, advice } = thrown as Failure
    expect([kind, line]).toEqual(['data', expect.stringMatching(message)])
    expect(line.startsWith(path)).toBe(true)
    expect(line).not.toContain('\n')
    expect(advice).not.toBe('')
    expect([...stages].filter(stage => stage !== 'import')).toEqual([])
    expect(existsSync(folder.path('refused'))).toBe(false)
  })
})
