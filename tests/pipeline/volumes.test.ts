import { cpSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { alignVolume } from '../../src/main/compute/volumes/alignVolume.ts'
import { ballOf } from '../../src/main/compute/volumes/ball.ts'
import { adviseVolumeNumber } from '../../src/main/compute/volumes/adviseVolumeNumber.ts'
import { finalDifferences, scoreFold } from '../../src/main/compute/volumes/expectation.ts'
import { gridFor } from '../../src/main/compute/volumes/fourierMaps.ts'
import { importVolumes, isVolumeInput } from '../../src/main/compute/volumes/importVolumes.ts'
import { judgeVolumes, type VolumeJudgement } from '../../src/main/compute/volumes/judgeVolumes.ts'
import { loadVolumes } from '../../src/main/compute/volumes/loadVolumes.ts'
import { runVolumePipeline } from '../../src/main/compute/volumes/pipeline.ts'
import { SOME_EFFORT, sortVolumes } from '../../src/main/compute/volumes/sortVolumes.ts'
import { VolumeCropper } from '../../src/main/compute/volumes/volumeCropper.ts'
import { volumeNodeDensities } from '../../src/main/compute/volumes/volumeNodeDensities.ts'
import { foldOf } from '../../src/main/compute/volumes/workspace.ts'
import { writeVolumeRunData } from '../../src/main/compute/volumes/writeVolumeRunData.ts'
import { Checkpoints } from '../../src/main/compute/sorting/checkpoint.ts'
import { slotsOfFold } from '../../src/main/compute/sorting/particles.ts'
import { BANDS, nodeChannels, SHARED_CHANNELS } from '../../src/main/compute/threads/nodeDensities.ts'
import { readVolume, writeVolume } from '../../src/main/formats/mrc.ts'
import { numberColumns, readStar, textColumn } from '../../src/main/formats/star.ts'
import { volumeToFourier } from '../../src/main/numerics/fft3.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { matrixFromEuler, randomRotation, eulerFromMatrix, transpose } from '../../src/main/numerics/rotations.ts'
import { DEFAULT_SIMULATION, type SimulateOptions } from '../../src/main/simulate/options.ts'
import { simulate } from '../../src/main/simulate/simulate.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import { DEFAULT_PARAMETERS, type RunParameters } from '../../src/preload/contract/parameters.ts'
import { Report } from '../../src/preload/contract/report.ts'
import { runRelion, testWithRelion } from './relion.ts'
import { agreement, context, scratch, simulatedMaps } from './sets.ts'

const folder = scratch()
const BOX = 32

type MapSet = { readonly folder: string; readonly star: string; readonly truth: Int32Array }

async function mapSet(name: string, options: Partial<SimulateOptions>): Promise<MapSet> {
  const output = folder.path(name), { star, truth } = await simulatedMaps(output, { states: 'hsa2', box: BOX, particlesPerMicrograph: 25, ...options })
  return { folder: output, star, truth }
}

async function judged(input: string): Promise<VolumeJudgement> {
  return judgeVolumes(await loadVolumes(importVolumes(input).particles, { box: 64, maxResolution: null, seed: 1 }, context()), null, input, context())
}

const run = (input: string, output: string, classes: number | 'auto', ctx = context(), resume = false, parameters: Partial<RunParameters> = {}) => runVolumePipeline({
  input, root: null, passthrough: null, outputDir: resume ? folder.path(output) : folder.empty(output), resume, parameters: { ...DEFAULT_PARAMETERS, threads: 2, classes, network: 'off', ...parameters },
}, ctx)

/** Fraction right of the exact posterior with the true maps, in white noise of variance 1. */
function oracle({ folder: from, star, truth }: MapSet): number {
  const maps = [0, 1].map(k => readVolume(join(from, `gt_class${k}.mrc`)).data)
  const right = importVolumes(star).particles.paths.filter((path, row) => {
    const { data } = readVolume(path)
    const score = (map: Float32Array): number => map.reduce((sum, v, i) => sum + v * (data[i] - v / 2), 0)
    return (score(maps[1]) > score(maps[0]) ? 1 : 0) === truth[row]
  })
  return right.length / truth.length
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length

function correlation(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i]
    aa += a[i] * a[i]
    bb += b[i] * b[i]
  }
  return ab / Math.sqrt(aa * bb)
}

describe('coefficients', () => {
  test.each([17, 20, 24])('of a %i³ map are those of its whole transform, unitary and centred', n => {
    const random = seededRandom(n), map = Float32Array.from({ length: n ** 3 }, () => random.normal())
    const ball = ballOf((n >> 1) - 1), found = new Float32Array(2 * ball.count), whole = new Float64Array(2 * n ** 3)
    new VolumeCropper(n, ball).read(map, found, 0)
    volumeToFourier(map, n, whole)
    for (let c = 0; c < ball.count; c++) {
      const at = 2 * ((((ball.kz[c] + n) % n) * n + ((ball.ky[c] + n) % n)) * n + ((ball.kx[c] + n) % n))
      for (const part of [0, 1]) expect(Math.abs(found[2 * c + part] - whole[at + part] / n ** 1.5)).toBeLessThan(1e-5)
    }
  })
  test('hold every frequency of the ball once, with its shells one behind the other', () => {
    const { count, kx, ky, kz, shell, first, within } = ballOf(6), seen = new Set<string>()
    for (let c = 0; c < count; c++) for (const sign of [1, -1]) seen.add([kx[c], ky[c], kz[c]].map(k => sign * k || 0).join())
    let inside = 0
    for (let z = -6; z <= 6; z++) for (let y = -6; y <= 6; y++) for (let x = -6; x <= 6; x++) if (x * x + y * y + z * z <= 36) inside++
    expect([seen.size, within[6]]).toEqual([inside - 1, count])
    for (let c = 0; c < count; c++) expect(c >= first[shell[c]] && c < first[shell[c] + 1]).toBe(true)
  })
})

describe('two conformations at low signal to noise', () => {
  let set: MapSet, result: Awaited<ReturnType<typeof run>>
  beforeAll(async () => {
    set = await mapSet('hsa2', { particles: 200, snr: 0.005, seed: 3 })
    result = await run(set.star, 'hsa2 out', 'auto')
  })

  test('are told apart nearly as well as by who knows the maps, and counted', () => {
    const accuracy = agreement(result.classNumber, set.truth), best = oracle(set)
    expect(accuracy).toBeGreaterThan(0.93)
    expect(accuracy).toBeGreaterThan(best - 0.04)
    expect([result.classes, result.report.classNumber.advised, result.report.junk.particles]).toEqual([2, 2, 0])
  })
  test('posteriors are what they say: as often right as they are sure', () => {
    for (let i = 0; i < result.count; i++) expect(result.posteriors[2 * i] + result.posteriors[2 * i + 1]).toBeCloseTo(1, 5)
    expect(Math.abs(mean(result.maxPosterior) - agreement(result.classNumber, set.truth))).toBeLessThan(0.04)
  })
  test('give the files and the report of every run', () => {
    Report.omit({ schema: true, program: true, version: true, created: true, command: true, versions: true, parameters: true, seed: true, truth: true }).parse(result.report)
    expect(readdirSync(folder.path('hsa2 out')).filter(name => !name.startsWith('.')).toSorted()).toEqual([
      'mask.mrc', ...[1, 2].flatMap(k => ['', '_fsc', '_locres', '_variance'].map(kind => `run_class00${k}${kind}.${kind === '_fsc' ? 'star' : 'mrc'}`)),
      ...[1, 2].flatMap(half => [1, 2].map(k => `run_half${half}_class00${k}_unfil.mrc`)),
    ].toSorted())
    expect(result.report.input).toMatchObject({ particles: 200, box: BOX, micrographs: 8, halfSets: 'upstream', doubts: [] })
    expect(result.report.poseError).toBeNull()
    expect(result.report.classes.reduce((sum, one) => sum + one.particles, 0)).toBe(200)
  })
  test('maps are the true ones in the units of the input, and their FSC that of so many maps in such noise', () => {
    for (const { number, particles, fsc, resolutionA } of result.report.classes) {
      const [first, second] = [1, 2].map(half => readVolume(folder.path('hsa2 out', `run_half${half}_class00${number}_unfil.mrc`)).data)
      const average = first.map((v, i) => (v + second[i]) / 2)
      const truths = [0, 1].map(k => readVolume(join(set.folder, `gt_class${k}.mrc`)).data)
      const own = truths.toSorted((a, b) => correlation(average, b) - correlation(average, a))[0]
      const slope = own.reduce((sum, v, i) => sum + v * average[i], 0) / own.reduce((sum, v) => sum + v * v, 0)
      expect(slope).toBeGreaterThan(0.9)
      expect(slope).toBeLessThan(1.1)
      // A half of n/2 maps in noise of power 1 a coefficient: FSC = S / (S + 2/n), S the map's mean power in the shell.
      const whole = new Float64Array(2 * BOX ** 3), power = new Float64Array(17), members = new Float64Array(17)
      volumeToFourier(own, BOX, whole)
      for (let i = 0; i < BOX ** 3; i++) {
        const [x, y, z] = [i % BOX, Math.floor(i / BOX) % BOX, Math.floor(i / BOX ** 2)].map(k => (k > BOX / 2 ? k - BOX : k)), r = Math.round(Math.hypot(x, y, z))
        if (r > 16) continue
        power[r] += (whole[2 * i] ** 2 + whole[2 * i + 1] ** 2) / BOX ** 3
        members[r]++
      }
      for (let r = 2; r < 9; r++) {
        const s = power[r] / members[r]
        expect(Math.abs(fsc.unmasked[r] - s / (s + 2 / particles))).toBeLessThan(0.12)
      }
      expect(resolutionA).toBeGreaterThanOrEqual(2 * result.report.input.pixelSizeA - 1e-6)
      expect(resolutionA).toBeLessThan(5 * result.report.input.pixelSizeA)
    }
  })
  test('the voxel graph network reads them too, and leaves nobody worse off', async () => {
    const learned = await run(set.star, 'hsa2 network', 2, context(), false, { network: 'on', backend: 'tensorflow', nodes: 120 }), { graph, network, comparison } = learned.report
    expect(learned.report.stages.map(({ name }) => name).slice(-4)).toEqual(['voxel graph', 'network', 'combine', 'reconstruct'])
    expect(graph!.nodes).toBeGreaterThanOrEqual(120)
    expect(graph!.edges).toBeGreaterThan(0)
    expect(network!.crossEntropy.trained).toBeLessThanOrEqual(network!.crossEntropy.untrained)
    // Half a map tells what the other half shows.
    for (const { rule, value } of comparison!.rules) expect([rule, value > 0.7]).toEqual([rule, true])
    expect(learned.rules.map(({ rule }) => rule)).toEqual(['likelihood', 'network', 'sorting'])
    for (const { rule, classNumber } of learned.rules) expect([rule, agreement(classNumber, set.truth) > 0.9]).toEqual([rule, true])
    expect(agreement(learned.classNumber, set.truth)).toBeGreaterThan(agreement(learned.rules[2].classNumber, set.truth) - 0.02)
    for (const [k, name] of network!.decodedMaps.entries()) {
      const decoded = readVolume(folder.path('hsa2 network', name)), own = readVolume(folder.path('hsa2 network', `run_class00${k + 1}.mrc`))
      expect([decoded.box, decoded.pixelSize]).toEqual([BOX, expect.closeTo(own.pixelSize, 4)])
      const truths = [0, 1].map(j => readVolume(join(set.folder, `gt_class${j}.mrc`)).data), nearest = truths.toSorted((a, b) => correlation(own.data, b) - correlation(own.data, a))[0]
      expect(correlation(decoded.data, nearest)).toBeGreaterThan(0.85)
      // In the units of the input.
      const slope = nearest.reduce((sum, v, i) => sum + v * decoded.data[i], 0) / nearest.reduce((sum, v) => sum + v * v, 0)
      expect(slope).toBeGreaterThan(0.7)
      expect(slope).toBeLessThan(1.2)
    }
  })
  test('the star file comes back with its classes, every other byte as it was', () => {
    writeVolumeRunData(result.source, result, folder.path('run_data.star'))
    const star = readStar(folder.path('run_data.star')), table = star.blocks[1].tables[0]
    expect(table.columns.slice(-2)).toEqual(['rlnClassNumber', 'rlnMaxValueProbDistribution'])
    expect(Array.from(numberColumns(star, table, ['rlnClassNumber'])[0])).toEqual([...result.classNumber])
    expect(readFileSync(folder.path('run_data.star'), 'utf8').startsWith(readFileSync(set.star, 'utf8').split('_rlnRandomSubset')[0])).toBe(true)
  })
  test('a run that is stopped while sorting and taken up again gives the same', async () => {
    const small = await mapSet('small', { particles: 60, snr: 0.03, seed: 2 }), controller = new AbortController()
    const stopping = context(controller.signal, step => { if (step.stage === 'sort' && /Å/.test(step.note ?? '') && step.note!.startsWith('K = 2')) controller.abort() })
    await expect(run(small.star, 'stopped', 2, stopping)).rejects.toThrow(/abort/i)
    expect(readdirSync(folder.path('stopped')).filter(name => name.endsWith('.mrc'))).toEqual([])
    const [whole, again] = [await run(small.star, 'whole', 2), await run(small.star, 'stopped', 2, context(), true)]
    expect(again.posteriors).toEqual(whole.posteriors)
    expect(readFileSync(folder.path('stopped', 'run_class001.mrc')).equals(readFileSync(folder.path('whole', 'run_class001.mrc')))).toBe(true)
  })
})

describe('what real maps are like: a missing wedge each, coloured noise, contrast, junk', () => {
  let set: MapSet, judgement: VolumeJudgement
  beforeAll(async () => {
    set = await mapSet('real', { particles: 160, snr: 0.015, tiltRange: 60, noise: 'coloured', contrastSpread: 0.15, junk: 0.1, seed: 8 })
    judgement = await judged(set.star)
  })
  test('what a map lacks is seen from the map', async () => {
    const { ball, observed, data } = await loadVolumes(importVolumes(set.star).particles, { box: 64, maxResolution: null, seed: 1 }, context())
    let right = 0
    for (let at = 0; at < observed!.length; at++) if ((data[2 * at] ** 2 + data[2 * at + 1] ** 2 > 1e-6) === (observed![at] === 1)) right++
    expect(right / observed!.length).toBeGreaterThan(0.95)
    expect(ball.limit).toBe(15)
  })
  test('junk is found and set apart, hardly anybody else; the contrast’s spread is measured', () => {
    const { active } = judgement.w, junk = [...set.truth.keys()].filter(row => set.truth[row] < 0)
    expect(junk.length).toBeGreaterThan(8)
    expect(junk.filter(row => active[row] === 0).length).toBeGreaterThan(0.7 * junk.length)
    expect(judgement.junk - junk.filter(row => active[row] === 0).length).toBeLessThanOrEqual(3)
    expect(judgement.spread).toBeGreaterThan(0.08)
    expect(judgement.spread).toBeLessThan(0.25)
  })
  test('the conformations are told apart, and not the wedges', async () => {
    const { posteriors } = await sortVolumes(judgement.w, 2, SOME_EFFORT, seededRandom(2), null)
    const good = Int32Array.from(set.truth, (k, row) => (judgement.w.active[row] === 1 ? k : -1))
    expect(agreement(Array.from(good, (_, row) => (posteriors[2 * row] > 0.5 ? 1 : 2)), good)).toBeGreaterThan(0.93)
  })
})

test('one conformation is one, however the wedges lie', async () => {
  const set = await mapSet('one', { states: 'as-is', particles: 80, snr: 0.02, tiltRange: 50, seed: 4 })
  const { w } = await judged(set.star)
  const { advised, table } = await adviseVolumeNumber(w, 'auto', seededRandom(1), new Checkpoints(folder.empty('advice')))
  expect(advised).toBe(1)
  expect(table[0].heldOutLogLikelihood).toBe(0)
  expect(table[1].heldOutLogLikelihood).toBeLessThan(0)
})

describe('the same maps', () => {
  let set: MapSet
  const sorted = async (input: string): Promise<number> => {
    const { w } = await judged(input), { posteriors } = await sortVolumes(w, 2, SOME_EFFORT, seededRandom(2), null)
    return agreement(Array.from(set.truth, (_, row) => (posteriors[2 * row] > 0.5 ? 1 : 2)), set.truth)
  }
  beforeAll(async () => { set = await mapSet('plain', { particles: 100, snr: 0.03, seed: 6 }) })

  test('dark instead of bright, each on a scale and level of its own, from a folder, are sorted as well', async () => {
    const other = folder.empty('scaled'), random = seededRandom(1), { paths, pixelSize } = importVolumes(set.star).particles
    paths.forEach((path, i) => {
      const factor = -(10 ** (4 * random.uniform() - 2)), level = 5 * random.normal()
      writeVolume(join(other, `map${i + 1}.mrc`), { box: BOX, pixelSize, data: readVolume(path).data.map(v => factor * v + level * Math.abs(factor)) })
    })
    const { w, sign, junk } = await judged(other)
    expect([sign, junk]).toEqual([-1, 0])
    expect(await sorted(other)).toBeGreaterThan(0.97)
    expect(w.count).toBe(100)
    const { source } = importVolumes(other)
    writeVolumeRunData(source, { classNumber: Int32Array.from(set.truth, k => k + 1), maxPosterior: new Float64Array(100).fill(0.5) }, folder.path('folder.star'))
    const star = readStar(folder.path('folder.star')), table = star.blocks[0].tables[0]
    expect(textColumn(star, table, 'rlnImageName').slice(8, 11)).toEqual(['map9.mrc', 'map10.mrc', 'map11.mrc'])
    expect(table.columns).toEqual(['rlnImageName', 'rlnClassNumber', 'rlnMaxValueProbDistribution'])
  })
  test('as extracted, each in its own pose, are brought into one frame by the star file’s angles and origins', async () => {
    const other = folder.empty('posed'), random = seededRandom(2), { paths, pixelSize } = importVolumes(set.star).particles, turned = new Float32Array(BOX ** 3)
    const rows = paths.map((path, i) => {
      const rotation = randomRotation(random), shift = [0, 1, 2].map(() => 1.5 * random.normal())
      // The inverse of r → A r − s is r → Aᵀ r + Aᵀ s.
      const back = transpose(rotation), moved = [0, 1, 2].map(a => -(back[3 * a] * shift[0] + back[3 * a + 1] * shift[1] + back[3 * a + 2] * shift[2]))
      alignVolume(readVolume(path).data, BOX, back, 0, moved, turned)
      writeVolume(join(other, `${i}.mrc`), { box: BOX, pixelSize, data: turned })
      const { rot, tilt, psi } = eulerFromMatrix(rotation)
      return `${i}.mrc ${rot} ${tilt} ${psi} ${shift.map(s => s * pixelSize).join(' ')}`
    })
    const names = ['ImageName', 'AngleRot', 'AngleTilt', 'AnglePsi', 'OriginXAngst', 'OriginYAngst', 'OriginZAngst']
    const write = (lines: readonly string[]): string => {
      writeFileSync(join(other, 'p.star'), `data_\n\nloop_\n${names.map(name => `_rln${name}\n`).join('')}${lines.join('\n')}\n`)
      return join(other, 'p.star')
    }
    expect(isVolumeInput(write(rows))).toBe(true)
    expect(await sorted(write(rows))).toBeGreaterThan(0.93)
    const posed = await judged(write(rows)), unposed = await judged(write(rows.map(row => `${row.split(' ')[0]} 0 0 0 0 0 0`))).catch(() => null)
    expect(unposed === null || unposed.gain < 0.7 * posed.gain).toBe(true)
  })
  testWithRelion('relion_project', 'a map that RELION turned and shifted comes back into its frame', () => {
    const from = join(set.folder, 'gt_class1.mrc'), truth = readVolume(from), out = new Float32Array(BOX ** 3)
    runRelion('relion_project', ['--i', from, '--o', 'turned.mrc', '--3d_rot', '--rot', '30', '--tilt', '40', '--psi', '50', '--xoff', '2', '--yoff', '-1', '--zoff', '1.5', '--angpix', String(truth.pixelSize)], folder.path('plain'))
    const { data } = readVolume(join(set.folder, 'turned.mrc')), rotation = matrixFromEuler(30, 40, 50)
    alignVolume(data, BOX, rotation, 0, [2, -1, 1.5], out)
    expect(correlation(truth.data, out)).toBeGreaterThan(0.97)
    alignVolume(data, BOX, transpose(rotation), 0, [2, -1, 1.5], out)
    expect(correlation(truth.data, out)).toBeLessThan(0.8)
  })
  test('say on the nodes of a graph what they say as a whole', async () => {
    const { w } = await judged(set.star), sorting = await sortVolumes(w, 2, SOME_EFFORT, seededRandom(2), null)
    const grid = gridFor(w.ball.limit), differences = finalDifferences(w, sorting, [0])
    // Nodes of 4³ voxels over the whole cube, so that nothing of a difference lies outside.
    const cells = Math.ceil(grid.size / 4), count = cells ** 3, ofVoxel = new Int32Array(grid.size ** 3), voxels = new Uint32Array(count)
    ofVoxel.forEach((_, v) => {
      const [x, y, z] = [v % grid.size, Math.floor(v / grid.size) % grid.size, Math.floor(v / grid.size ** 2)].map(i => i >> 2)
      ofVoxel[v] = (z * cells + y) * cells + x
      voxels[ofVoxel[v]]++
    })
    const nodes = { count, size: grid.size, ofVoxel, centre: new Float32Array(3 * count), side: new Uint8Array(count).fill(4), voxels }
    const one = await volumeNodeDensities(w, nodes, differences, { slots: slotsOfFold(0), views: 1 })
    const channels = nodeChannels(2)
    expect([...one.positions]).toEqual([...w.active.keys()].filter(row => foldOf(w, row) === 0))
    one.positions.forEach((_, p) => {
      for (let k = 0; k < 2; k++) {
        let linear = 0
        for (let n = 0; n < count; n++) linear += one.features[(p * count + n) * channels + SHARED_CHANNELS + k]
        const expected = (one.likelihood[2 * p + k] + one.energies[p * BANDS * 2 + k]) / 2
        expect(Math.abs(linear - expected)).toBeLessThan(1e-3 * (1 + Math.abs(expected)))
      }
    })
    // The evidence is the likelihood that sorts: it says of unseen maps what scoring them says.
    const { perParticle } = scoreFold(w, sorting, 0), prior = differences.occupancy
    one.positions.forEach((row, p) => {
      const total = Math.log(prior[0] * Math.exp(one.likelihood[2 * p]) + prior[1] * Math.exp(one.likelihood[2 * p + 1]))
      expect(Math.abs(total - perParticle[row])).toBeLessThan(1e-3 * (1 + Math.abs(total)))
    })
    // Two views add up to the whole.
    const two = await volumeNodeDensities(w, nodes, differences, { slots: slotsOfFold(0), views: 2, most: 5 })
    const sum = (at: number): number => two.features[at] + two.features[at + count * channels]
    const whole = one.features.subarray(0, count * channels)
    for (let n = 0; n < count; n++) expect(Math.abs(sum(n * channels) - whole[n * channels])).toBeLessThan(1e-4 + 1e-3 * Math.abs(whole[n * channels]))
    // Pure noise has no evidence: log-likelihood ratios average to minus the energy.
    const noise = await volumeNodeDensities(w, nodes, differences, { slots: slotsOfFold(0), views: 1, noise: 3 })
    const energy = mean(Array.from(noise.positions, (_, p) => noise.energies[p * BANDS * 2]))
    expect(Math.abs(mean(Array.from(noise.positions, (_, p) => noise.likelihood[2 * p])) + energy)).toBeLessThan(4 * Math.sqrt((2 * energy) / noise.positions.length))
  })
})

describe('damaged input', () => {
  let set: MapSet, copy: string
  beforeAll(async () => { set = await mapSet('good', { particles: 24, snr: 0.1, seed: 1 }) })
  const fresh = (): string => {
    copy = folder.path('damaged')
    rmSync(copy, { recursive: true, force: true })
    cpSync(set.folder, copy, { recursive: true })
    return join(copy, 'particles.star')
  }
  const victim = (): string => join(copy, 'maps', '000007.mrc')
  const rowLine = (): number => readFileSync(join(copy, 'particles.star'), 'utf8').split('\n').findIndex(line => line.startsWith('maps/000007.mrc')) + 1
  const sized = (box: number, pixelSize: number): void => writeVolume(victim(), { box, pixelSize, data: new Float32Array(box ** 3).fill(1) })
  const patch = (byte: number, write: (view: DataView) => void): void => {
    const bytes = readFileSync(victim())
    write(new DataView(bytes.buffer, bytes.byteOffset + byte))
    writeFileSync(victim(), bytes)
  }
  test.each<[string, () => void, RegExp]>([
    ['cut off', () => truncateSync(victim(), 5000), /byte 5000: the file ends here/],
    ['of another box', () => sized(24, 5.08), /box of 24, the first map one of 32/],
    ['of another pixel size', () => sized(32, 3), /pixel size of 3 Å/],
    ['a stack of images', () => patch(8, view => view.setInt32(0, 16, true)), /2D images \(32 × 32 × 16\)/],
    ['no cube', () => { patch(4, view => view.setInt32(0, 16, true)); patch(8, view => view.setInt32(0, 16, true)) }, /not one cube/],
    ['no map at all', () => writeFileSync(victim(), 'hello'), /byte 5: the file ends inside the MRC header/],
  ])('a map that is %s is refused with file and row', (_, damage, words) => {
    const star = fresh()
    damage()
    let thrown: unknown
    try {
      importVolumes(star)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(Failure)
    const { line, kind } = thrown as Failure
    expect([kind, line.includes('\n')]).toEqual(['data', false])
    expect(line).toContain(star)
    expect(line).toContain(`line ${rowLine()}`)
    expect(line).toContain('000007.mrc')
    expect(line).toMatch(words)
  })
  test.each([['NaN', NaN], ['infinite', Infinity]])('a density that is %s is refused with row, file and byte', async (_, value) => {
    const star = fresh()
    patch(1024 + 4 * 99, view => view.setFloat32(0, value, true))
    await expect(run(star, 'nan out', 2)).rejects.toMatchObject({ kind: 'data', message: expect.stringMatching(new RegExp(`line ${rowLine()}: .*000007\\.mrc, voxel 99 \\(byte 1420\\): not a finite number`)) as string })
    expect(readdirSync(folder.path('nan out'))).toEqual([])
  })
  test('a map that is missing is named', () => {
    const star = fresh()
    rmSync(victim())
    expect(() => importVolumes(star)).toThrow(/maps\/000007\.mrc not found/)
  })
  test('too few maps, and headers without a pixel size, are refused', () => {
    fresh()
    for (const name of readdirSync(join(copy, 'maps')).slice(10)) rmSync(join(copy, 'maps', name))
    expect(() => importVolumes(join(copy, 'maps'))).toThrow(/10 maps cannot be sorted/)
    fresh()
    for (const name of readdirSync(join(copy, 'maps'))) writeVolume(join(copy, 'maps', name), { box: 32, pixelSize: 0, data: new Float32Array(BOX ** 3) })
    expect(() => importVolumes(join(copy, 'maps'))).toThrow(/no pixel size in the header/)
  })
  test('an empty map is junk and said; maps of nothing in common are refused', async () => {
    const star = fresh(), { pixelSize } = importVolumes(star).particles, ctx = context()
    writeVolume(victim(), { box: BOX, pixelSize, data: new Float32Array(BOX ** 3).fill(2) })
    const loaded = await loadVolumes(importVolumes(star).particles, { box: 64, maxResolution: null, seed: 1 }, ctx)
    expect(ctx.warnings.join()).toMatch(new RegExp(`1 maps hold no density at all, first .*line ${rowLine()}`))
    expect(judgeVolumes(loaded, null, star, ctx).w.active[6]).toBe(0)
    const random = seededRandom(9)
    for (const name of readdirSync(join(copy, 'maps'))) writeVolume(join(copy, 'maps', name), { box: BOX, pixelSize, data: Float32Array.from({ length: BOX ** 3 }, () => random.normal()) })
    await expect(judged(star)).rejects.toThrow(/explains nothing of the other half/)
  })
  test('images of single particles are no maps', async () => {
    await simulate({ ...DEFAULT_SIMULATION, defocus: [10000, 25000], structures: ['hsa'], states: 'as-is', box: 24, particles: 20, output: folder.path('flat') }, context())
    expect(isVolumeInput(folder.path('flat', 'particles.star'))).toBe(false)
    expect([isVolumeInput(set.star), isVolumeInput(join(set.folder, 'maps'))]).toEqual([true, true])
  })
})
