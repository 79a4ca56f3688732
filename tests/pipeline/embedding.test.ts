import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../../src/main/app/projects/importInto.ts'
import { readEmbeddingReport, readLatent } from '../../src/main/compute/embedding/readEmbedding.ts'
import { writeEmbeddingCsv } from '../../src/main/core/embeddingCsv.ts'
import { startEmbedding, startWalk } from '../../src/main/core/startEmbedding.ts'
import { startRun } from '../../src/main/core/startRun.ts'
import { readProject } from '../../src/main/db/open.ts'
import { readParticles } from '../../src/main/db/particles.ts'
import { readVolume } from '../../src/main/formats/mrc.ts'
import { filterVolume } from '../../src/main/numerics/filters.ts'
import { fourierShellCorrelation } from '../../src/main/numerics/fsc.ts'
import { resampleTrilinear } from '../../src/main/numerics/resampleTrilinear.ts'
import type { SimulateOptions } from '../../src/main/simulate/options.ts'
import { WalkReport, type EmbeddingReport, type WalkAlong } from '../../src/preload/contract/calls/landscape.ts'
import type { Failure } from '../../src/preload/contract/failure.ts'
import { DEFAULT_PARAMETERS } from '../../src/preload/contract/parameters.ts'
import type { StageContext } from '../../src/preload/contract/progress.ts'
import { context, scratch, simulatedSet, stoppedIn, type SimulatedSet } from './sets.ts'
import { bimodality, correlation, ranks } from './statistics.ts'

const folder = scratch()
const BOX = 40, PARTICLES = 400, COMPONENTS = 4
const HINGE = 'rotate A:5-197 0 about A:198 A:100'

/** A set and a project that nobody has sorted. */
async function projectOf(name: string, options: Partial<SimulateOptions>): Promise<SimulatedSet> {
  const set = await simulatedSet(folder.path(`${name} set`), { particles: PARTICLES, box: BOX, snr: 0.3, seed: 3, ...options })
  createProject(folder.path(name), { path: set.star, root: null, passthrough: null })
  return set
}

const embed = (name: string, input: string, ctx: StageContext = context(), more: { threads?: number; components?: number } = {}): Promise<EmbeddingReport> =>
  startEmbedding({ input, root: null, passthrough: null, outputDir: folder.path(name), threads: 2, components: COMPONENTS, ...more }, ctx)

const walkOf = (name: string, input: string, along: WalkAlong, ctx: StageContext = context(), threads = 2): Promise<WalkReport> =>
  startWalk({ input, root: null, passthrough: null, outputDir: folder.path(name), threads, along }, ctx)

const files = (name: string): string[] => readdirSync(folder.path(name, 'embedding'), { recursive: true }).map(String).toSorted()
const WHOLE = ['component_001.mrc', 'component_002.mrc', 'component_003.mrc', 'component_004.mrc', 'consensus.mrc', 'embedding.json', 'latent.f32']
const coordinates = (name: string, report: EmbeddingReport): Float32Array[] => {
  const latent = readLatent(folder.path(name), report)
  return report.components.map((_, j) => latent.subarray(j * report.particles, (j + 1) * report.particles))
}
const usedRows = (values: Float32Array): number[] => [...values.keys()].filter(row => !Number.isNaN(values[row]))
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('a hinge that opens and closes', () => {
  let set: SimulatedSet, report: EmbeddingReport, z: Float32Array[]
  const stages: string[] = []
  beforeAll(async () => {
    set = await projectOf('hinge', { states: HINGE, motion: 15, junk: 0.05 })
    report = await embed('hinge', set.star, context(undefined, ({ stage }) => { if (stages.at(-1) !== stage) stages.push(stage) }))
    z = coordinates('hinge', report)
  }, 300_000)

  test('goes through the stages and leaves an embedding that is read back as it was told', () => {
    expect(stages).toEqual(['import', 'prove match', 'load images', 'judge particles', 'components', 'write'])
    expect(files('hinge')).toEqual(WHOLE)
    expect(readEmbeddingReport(folder.path('hinge'))).toEqual(report)
    expect(report).toMatchObject({ particles: PARTICLES, run: null, poses: 'given', sign: 1, warnings: [] })
    for (const { name, bytes, sha256 } of report.files) {
      const content = readFileSync(folder.path('hinge', 'embedding', name))
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256])
    }
  })
  test('shows its angle in the first coordinate, and in no other', () => {
    const angle = new Map(readFileSync(folder.path('hinge set', 'motion.csv'), 'utf8').trim().split('\n').slice(1).map(line => line.split(',').map(Number) as [number, number]))
    const rows = usedRows(z[0]).filter(row => angle.has(row + 1)), truth = ranks(rows.map(row => angle.get(row + 1)!))
    const spearman = z.map(values => Math.abs(correlation(ranks(rows.map(row => values[row])), truth)))
    expect(spearman[0]).toBeGreaterThan(0.88)
    expect(Math.max(...spearman.slice(1))).toBeLessThan(0.2)
    expect(bimodality(rows.map(row => z[0][row]))).toBeLessThan(0.5)
  })
  test('takes most of the variance, and the data speak for it', () => {
    const shares = report.components.map(({ variance }) => variance)
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
    expect(shares).toEqual(shares.toSorted((a, b) => b - a))
    expect(shares[0]).toBeGreaterThan(0.4)
    expect(report.evidence[0]).toBeGreaterThan(3)
    // The domain moves on an arc, which a second component straightens; noise is all that is left for the others.
    expect(report.evidence[1]).toBeLessThan(report.evidence[0] / 2)
    expect(Math.max(...report.evidence.slice(2))).toBeLessThan(0.2)
  })
  test('has coordinates of variance one that know nothing of each other, and none for junk', () => {
    const rows = usedRows(z[0])
    expect(rows).toHaveLength(report.used)
    for (const values of z) expect(usedRows(values)).toEqual(rows)
    const junk = [...set.truth.keys()].filter(row => set.truth[row] < 0)
    expect(junk.filter(row => Number.isNaN(z[0][row])).length).toBeGreaterThan(0.8 * junk.length)
    expect(report.used).toBeGreaterThan(0.95 * (PARTICLES - junk.length))
    const variance = rows.reduce((sum, row) => sum + z[0][row] ** 2, 0) / rows.length
    expect(variance).toBeGreaterThan(0.8) // the posterior's own width makes up for the rest
    expect(variance).toBeLessThan(1.01)
    expect(Math.abs(correlation(rows.map(row => z[0][row]), rows.map(row => z[1][row])))).toBeLessThan(0.1)
  })
  test('is the same to the last bit with any number of threads', async () => {
    mkdirSync(folder.path('again'))
    cpSync(folder.path('hinge', 'project.sqlite'), folder.path('again', 'project.sqlite'))
    const again = await embed('again', set.star, context(), { threads: 1 })
    expect({ ...again, made: '', seconds: 0 }).toEqual({ ...report, made: '', seconds: 0 })
  })
  test('can be had as a table', () => {
    writeEmbeddingCsv(folder.path('hinge.csv'), report, readLatent(folder.path('hinge'), report))
    const [head, ...rows] = readFileSync(folder.path('hinge.csv'), 'utf8').trimEnd().split('\n')
    expect([head, rows.length]).toEqual(['index,pc1,pc2,pc3,pc4', PARTICLES])
    rows.forEach((line, row) => {
      const [index, ...cells] = line.split(',')
      expect([Number(index), cells.length]).toEqual([row + 1, COMPONENTS])
      cells.forEach((cell, j) => (Number.isNaN(z[j][row]) ? expect(cell).toBe('') : expect(Number(cell)).toBeCloseTo(z[j][row], 4)))
    })
  })

  test('that is asked for too many components of its particles says how many there may be', async () => {
    const few = await projectOf('few', { particles: 60 })
    await expect(embed('few', few.star, context(), { components: 12 })).rejects.toMatchObject({ kind: 'data', message: expect.stringContaining('too few for 12 components'), advice: expect.stringMatching(/at most [456],/) })
    expect(existsSync(folder.path('few', 'embedding'))).toBe(false)
  })
  test.each(['prove match', 'judge particles', 'components'])('whose embedding is stopped in the stage “%s” is left within seconds, the one before stands', async stage => {
    const name = `stopped ${stage}`
    mkdirSync(folder.path(name))
    cpSync(folder.path('hinge', 'project.sqlite'), folder.path(name, 'project.sqlite'))
    if (stage === 'components') cpSync(folder.path('hinge', 'embedding'), folder.path(name, 'embedding'), { recursive: true })
    const { reason, ms } = await stoppedIn(stage, ctx => embed(name, set.star, ctx))
    expect(reason).toMatchObject({ kind: 'cancelled' })
    expect(ms).toBeLessThan(5000)
    if (stage === 'components') expect([files(name), readEmbeddingReport(folder.path(name))]).toEqual([WHOLE, report])
    else expect(readdirSync(folder.path(name))).toEqual(['project.sqlite'])
  })
  test('is embedded anew in the place of the last one, and what a killed one left is gone', async () => {
    cpSync(folder.path('hinge'), folder.path('anew'), { recursive: true })
    for (const left of [['.work', 'made'], ['walk_pc1']]) mkdirSync(folder.path('anew', 'embedding', ...left), { recursive: true })
    for (const left of ['.cgr-12-0123456789ab.part', 'mine.txt']) writeFileSync(folder.path('anew', 'embedding', left), 'x')
    await embed('anew', set.star, context(), { components: 1 })
    expect(files('anew')).toEqual(['component_001.mrc', 'consensus.mrc', 'embedding.json', 'latent.f32', 'mine.txt'])
  })
  test('is not embedded into a link: what lies behind it is somebody else’s', async () => {
    mkdirSync(folder.path('else'))
    mkdirSync(folder.path('linked'))
    cpSync(folder.path('hinge', 'project.sqlite'), folder.path('linked', 'project.sqlite'))
    symlinkSync(folder.path('else'), folder.path('linked', 'embedding'))
    await expect(embed('linked', set.star)).rejects.toThrow(/embedding: is a link/)
    expect(readdirSync(folder.path('else'))).toEqual([])
  })
  test('that is not there is told of before anything is made', async () => {
    await expect(embed('hinge', folder.path('nothing.star'))).rejects.toMatchObject({ kind: 'missing' })
    expect(files('hinge')).toEqual(WHOLE)
  })

  test.each([
    ['latent.f32', 'cut short', /latent\.f32, byte 100: ends there, and 6400 bytes were written; make the embedding again/],
    ['latent.f32', 'changed', /latent\.f32, SHA-256: is not that of the file/],
    ['latent.f32', 'gone', /latent\.f32: cannot be read/],
    ['embedding.json', 'cut short', /embedding\.json: not JSON; make the embedding again/],
  ])('whose %s is %s says so', (name, how, message) => {
    const damaged = `${how} ${name}`, path = folder.path(damaged, 'embedding', name)
    mkdirSync(folder.path(damaged, 'embedding'), { recursive: true })
    for (const file of ['latent.f32', 'embedding.json']) if (how !== 'gone' || file !== name) cpSync(folder.path('hinge', 'embedding', file), folder.path(damaged, 'embedding', file))
    if (how === 'cut short') truncateSync(path, 100)
    if (how === 'changed') writeFileSync(path, readFileSync(path).map((byte, i) => (i === 40 ? byte ^ 1 : byte)))
    const thrown = thrownBy(() => readLatent(folder.path(damaged), readEmbeddingReport(folder.path(damaged))!))
    expect(thrown).toMatchObject({ kind: 'data' })
    expect((thrown as Failure).line).toMatch(message)
  })
  test('whose report is of another number of particles than its coordinates is refused', () => {
    mkdirSync(folder.path('other', 'embedding'), { recursive: true })
    writeFileSync(folder.path('other', 'embedding', 'embedding.json'), JSON.stringify({ ...report, particles: PARTICLES + 1 }))
    expect(() => readEmbeddingReport(folder.path('other'))).toThrow(/latent\.f32 is not of 4 components of 401 particles/)
    writeFileSync(folder.path('other', 'embedding', 'embedding.json'), JSON.stringify({ ...report, used: 'many' }))
    expect(() => readEmbeddingReport(folder.path('other'))).toThrow(/embedding\.json, used: /)
  })
})

describe('a walk along the first component', () => {
  const POINTS = 4
  const stages: string[] = []
  let set: SimulatedSet, embedding: EmbeddingReport, report: WalkReport
  const walk = (name: string, ctx: StageContext = context(), { threads = 2, component = 1, points = POINTS }: { threads?: number; component?: number; points?: number } = {}): Promise<WalkReport> =>
    walkOf(name, set.star, { kind: 'component', component, points }, ctx, threads)
  const bytes = (name: string, file: string): Buffer => readFileSync(folder.path(name, 'embedding', 'walk_pc1', file))
  beforeAll(async () => {
    set = await projectOf('walked', { states: HINGE, motion: 15 })
    embedding = await embed('walked', set.star, context(), { components: 1 })
    report = await walk('walked', context(undefined, ({ stage }) => { if (stages.at(-1) !== stage) stages.push(stage) }))
  }, 300_000)

  test('leaves a map and two half-maps with their FSC for each point', () => {
    expect(stages).toEqual(['import', 'prove match', 'load images', 'judge particles', 'walk', 'write'])
    expect(WalkReport.parse(JSON.parse(bytes('walked', 'walk.json').toString()))).toEqual(report)
    expect(report).toMatchObject({ name: 'walk_pc1', along: { kind: 'component', component: 1 }, embedding: embedding.made, box: BOX, warnings: [] })
    expect(readdirSync(folder.path('walked', 'embedding', 'walk_pc1')).toSorted()).toEqual(['mask.mrc', 'morph.cxc', ...report.points.flatMap(({ map, halfMaps }) => [map, ...halfMaps]), 'walk.json'].toSorted())
    for (const { fsc, resolutionA, particles } of report.points) {
      expect(fsc.masked[2]).toBeGreaterThan(0.8)
      expect(resolutionA).toBeLessThanOrEqual(report.lowpassA)
      expect(particles).toBeGreaterThan(20)
    }
  })
  test('turns the domain from one end to the other, point by point', async () => {
    const ends = await simulatedSet(folder.path('ends'), { particles: 10, box: BOX, pixelSize: set.pixelSize, states: 'rotate A:5-197 -12 about A:198 A:100; rotate A:5-197 12 about A:198 A:100' })
    // To what the components were sought to, and inside the mask: beyond is noise of a hundred particles.
    const limit = (BOX * ends.pixelSize) / embedding.resolutionLimitA, inside = (file: string): string => folder.path('walked', 'embedding', 'walk_pc1', file), mask = readVolume(inside(report.mask)).data
    const smooth = (path: string): Float32Array => filterVolume(readVolume(path).data, BOX, radius => (radius <= limit ? 1 : 0)).map((v, i) => v * mask[i])
    const [closed, open] = [0, 1].map(state => smooth(folder.path('ends', `gt_class${state}.mrc`))), maps = report.points.map(({ map }) => smooth(inside(map))), motion = open.map((v, i) => v - closed[i])
    const along = maps.map(map => map.reduce((sum, v, i) => sum + v * motion[i], 0)), sign = Math.sign(along[POINTS - 1] - along[0])
    for (let i = 1; i < POINTS; i++) expect(sign * (along[i] - along[i - 1])).toBeGreaterThan(0)
    expect(sign * correlation(maps[POINTS - 1].map((v, i) => v - maps[0][i]), motion)).toBeGreaterThan(0.8)
  }, 60_000)
  test('is the same to the last bit with any number of threads, and takes the place of the last one', async () => {
    cpSync(folder.path('walked'), folder.path('walked again'), { recursive: true })
    writeFileSync(folder.path('walked again', 'embedding', 'walk_pc1', 'point_009.mrc'), 'x')
    const again = await walk('walked again', context(), { threads: 1 })
    expect({ ...again, made: '', seconds: 0 }).toEqual({ ...report, made: '', seconds: 0 })
    for (const file of report.points.flatMap(({ map, halfMaps }) => [map, ...halfMaps])) expect(bytes('walked again', file).equals(bytes('walked', file))).toBe(true)
    expect(existsSync(folder.path('walked again', 'embedding', 'walk_pc1', 'point_009.mrc'))).toBe(false)
    expect(existsSync(folder.path('walked again', 'embedding', '.work'))).toBe(false)
  }, 120_000)
  test('that is stopped leaves the one before', async () => {
    const before = bytes('walked', 'point_001.mrc'), { reason, ms } = await stoppedIn('walk', ctx => walk('walked', ctx, { points: 3 }))
    expect(reason).toMatchObject({ kind: 'cancelled' })
    expect(ms).toBeLessThan(5000)
    expect([files('walked').includes('.work'), bytes('walked', 'point_001.mrc').equals(before), existsSync(folder.path('walked', 'embedding', 'walk_pc1', 'point_004.mrc'))]).toEqual([false, true, true])
  }, 60_000)
  test('is refused without an embedding, along a component that it has not, and with points that nobody is near', async () => {
    createProject(folder.path('bare'), { path: set.star, root: null, passthrough: null })
    await expect(walk('bare')).rejects.toMatchObject({ kind: 'missing', message: expect.stringContaining('no embedding'), advice: 'make one with cgr embed' })
    await expect(walk('walked', context(), { component: 2 })).rejects.toMatchObject({ kind: 'usage', message: 'component 2: the embedding has 1' })
    await expect(walk('walked', context(), { points: 50 })).rejects.toMatchObject({ kind: 'usage', advice: 'take fewer points' })
    expect(existsSync(folder.path('bare', 'embedding'))).toBe(false)
  })
  test('is told to ChimeraX: the maps in order, at one level that shows the molecule and no solvent', () => {
    const commands = bytes('walked', 'morph.cxc').toString().trimEnd().split('\n').filter(line => !line.startsWith('#'))
    const [open, volume, view, play] = commands, level = Number(/^volume #1 style surface step 1 level (\S+)$/.exec(volume)![1])
    expect([open, view, play, commands.length]).toEqual([`open ${report.points.map(({ map }) => map).join(' ')} vseries true`, 'view', 'vseries play #1 loop true direction oscillate maxFrameRate 4', 4])
    const mask = readVolume(folder.path('walked', 'embedding', 'walk_pc1', 'mask.mrc')).data
    for (const { map } of report.points) {
      const { data } = readVolume(folder.path('walked', 'embedding', 'walk_pc1', map)), shown = [...data.keys()].filter(i => data[i] > level)
      // Albumin, 66.5 kDa at 1.21 Å³ for each dalton.
      expect((shown.length * set.pixelSize ** 3) / 80_500).toBeGreaterThan(0.6)
      expect((shown.length * set.pixelSize ** 3) / 80_500).toBeLessThan(1.6)
      expect(shown.filter(i => mask[i] === 0).length / shown.length).toBeLessThan(0.02)
    }
  })
  test('is refused along ways that lead nowhere', async () => {
    const path = { kind: 'path', x: 1, y: 2, vertices: [[0, 0], [1, 1]], points: 3 } as const
    await expect(walkOf('walked', set.star, { ...path, vertices: [[0, 0], [1, 1]] })).rejects.toMatchObject({ kind: 'usage', message: 'component 2: the embedding has 1' })
    await expect(walkOf('walked', set.star, { ...path, y: 1, vertices: [[0, 0], [1, 1]] })).rejects.toMatchObject({ kind: 'usage', message: 'a path through component 1 alone' })
    await expect(walkOf('walked', set.star, { kind: 'chosen', rows: [3, PARTICLES] })).rejects.toMatchObject({ kind: 'usage', message: `row ${PARTICLES}: the embedding is of ${PARTICLES} particles` })
    await expect(walkOf('walked', set.star, { kind: 'chosen', rows: Array.from({ length: 40 }, (_, i) => i % 19) })).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(/^1\d of the chosen particles have coordinates, too few/), advice: 'choose at least 20 that are not junk' })
  })
})

describe('two states', () => {
  let set: SimulatedSet, report: EmbeddingReport, z: Float32Array
  beforeAll(async () => {
    set = await projectOf('states', { states: 'hsa2', invert: true })
    report = await embed('states', set.star)
    ;[z] = coordinates('states', report)
  }, 300_000)

  test('are two clouds along the first coordinate', () => {
    const [a, b] = [0, 1].map(state => usedRows(z).filter(row => set.truth[row] === state).map(row => z[row]))
    const mean = (values: readonly number[]): number => values.reduce((x, y) => x + y, 0) / values.length
    const width = (values: readonly number[]): number => Math.sqrt(mean(values.map(v => (v - mean(values)) ** 2)))
    expect(Math.abs(mean(a) - mean(b)) / Math.max(width(a), width(b))).toBeGreaterThan(4)
    expect(bimodality(usedRows(z).map(row => z[row]))).toBeGreaterThan(0.7)
    expect(report.sign).toBe(-1)
    expect(report.evidence[0]).toBeGreaterThan(3)
    expect(Math.max(...report.evidence.slice(1))).toBeLessThan(0.2)
  })
  test('differ by the map of the first component, whose density is that of the true maps', () => {
    const [component, consensus] = ['component_001', 'consensus'].map(name => readVolume(folder.path('states', 'embedding', `${name}.mrc`)))
    const size = (map: Float32Array): number => Math.sqrt(map.reduce((sum, v) => sum + v * v, 0))
    const limit = (BOX * set.pixelSize) / report.resolutionLimitA
    const [first, second] = [0, 1].map(state => resampleTrilinear(filterVolume(readVolume(folder.path('states set', `gt_class${state}.mrc`)).data, BOX, radius => (radius <= limit ? 1 : 0)), BOX, component.box))
    expect([component.box, component.box * component.pixelSize]).toEqual([consensus.box, expect.closeTo(BOX * set.pixelSize, 3)])
    const difference = first.map((v, i) => v - second[i]), along = correlation(component.data, difference)
    expect(Math.abs(along)).toBeGreaterThan(0.7)
    expect(correlation(consensus.data, first.map((v, i) => v + second[i]))).toBeGreaterThan(0.9)
    // One standard deviation is half the way from one state to the other.
    const amplitude = (2 * Math.abs(along) * size(component.data)) / size(difference)
    expect(amplitude).toBeGreaterThan(0.85)
    expect(amplitude).toBeLessThan(1.3)
  })
  test('are told apart by maps of chosen particles, each like its own state', async () => {
    const truths = [0, 1].map(state => readVolume(folder.path('states set', `gt_class${state}.mrc`)).data)
    const walks: WalkReport[] = []
    for (const state of [0, 1]) walks.push(await walkOf('states', set.star, { kind: 'chosen', rows: [...set.truth.keys()].filter(row => set.truth[row] === state) }))
    expect(walks.map(({ name, bandwidth }) => [name, bandwidth])).toEqual([['walk_chosen1', null], ['walk_chosen2', null]])
    for (const [state, { name, along, points: [point], warnings }] of walks.entries()) {
      const rows = [...set.truth.keys()].filter(row => set.truth[row] === state), used = rows.filter(row => !Number.isNaN(z[row])).length
      expect([along, point.place, point.particles]).toEqual([{ kind: 'chosen', count: rows.length }, [], used])
      expect(warnings).toHaveLength(used < rows.length ? 1 : 0)
      const [first, second] = point.halfMaps.map(file => readVolume(folder.path('states', 'embedding', name, file)).data), mean = first.map((v, i) => (v + second[i]) / 2)
      const mask = readVolume(folder.path('states', 'embedding', name, 'mask.mrc')).data, masked = (map: Float32Array): Float32Array => map.map((v, i) => v * mask[i])
      const [own, other] = [state, 1 - state].map(number => fourierShellCorrelation(masked(mean), masked(truths[number]), BOX)), shells = [...own.keys()].slice(3, 10), average = (curve: ArrayLike<number>): number => shells.reduce((sum, shell) => sum + curve[shell], 0) / shells.length
      expect(average(own)).toBeGreaterThan(0.8)
      expect(average(own)).toBeGreaterThan(average(other) + 0.05)
      expect(readFileSync(folder.path('states', 'embedding', name, 'morph.cxc'), 'utf8')).toContain('\nopen point_001.mrc\n')
    }
  }, 120_000)
  test('lie at the ends of a path drawn from one cloud to the other, which a new embedding takes away', async () => {
    const x = coordinates('states', report)[0], ends = [0, 1].map(state => { const own = usedRows(x).filter(row => set.truth[row] === state); return own.reduce((sum, row) => sum + x[row], 0) / own.length })
    cpSync(folder.path('states'), folder.path('path'), { recursive: true })
    const walk = await walkOf('path', set.star, { kind: 'path', x: 1, y: 2, vertices: [[ends[0], 0], [0, 0], [ends[1], 0]], points: 2 })
    expect(walk).toMatchObject({ name: 'walk_path1', along: { kind: 'path', x: 1, y: 2 }, points: [{ place: [expect.closeTo(ends[0], 9), 0] }, { place: [expect.closeTo(ends[1], 9), 0] }] })
    const limit = (BOX * set.pixelSize) / report.resolutionLimitA, mask = readVolume(folder.path('path', 'embedding', walk.name, walk.mask)).data
    const smooth = (...names: string[]): Float32Array => filterVolume(readVolume(folder.path(...names)).data, BOX, radius => (radius <= limit ? 1 : 0)).map((v, i) => v * mask[i])
    const difference = (maps: readonly Float32Array[]): Float32Array => maps[1].map((v, i) => v - maps[0][i])
    expect(correlation(difference(walk.points.map(({ map }) => smooth('path', 'embedding', walk.name, map))), difference([0, 1].map(state => smooth('states set', `gt_class${state}.mrc`))))).toBeGreaterThan(0.8)
    await expect(walkOf('path', set.star, { kind: 'path', x: 1, y: 2, vertices: [[ends[0], 0], [ends[0], 9]], points: 3 })).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(/^point [23] of 3 at pc1 .*, pc2 .*: \d+ particles lie near it/), advice: expect.stringContaining('draw the path where particles are') })
    await embed('path', set.star, context(), { components: 1 })
    expect(files('path').filter(name => name.startsWith('walk'))).toEqual([])
  }, 120_000)
})

test('a finished run says which particles are junk, and where their poses are polished', async () => {
  const set = await projectOf('sorted', { states: 'hsa2', angleError: 3, shiftError: 0.5, junk: 0.08, particles: 300 })
  await startRun({ input: set.star, root: null, passthrough: null, outputDir: folder.path('sorted'), parameters: { ...DEFAULT_PARAMETERS, classes: 2, box: BOX, network: 'off', threads: 2 } }, { intent: 'new', truthPath: null }, context())
  const stages: string[] = []
  const report = await embed('sorted', set.star, context(undefined, ({ stage }) => { if (stages.at(-1) !== stage) stages.push(stage) }))
  expect(stages).toEqual(['import', 'prove match', 'load images', 'judge particles', 'polish poses', 'components', 'write'])
  const db = readProject(folder.path('sorted', 'project.sqlite')), { classNumber } = readParticles(db)
  db.close()
  const [z] = coordinates('sorted', report)
  expect(report).toMatchObject({ poses: 'polished', run: expect.any(String), used: classNumber.filter(number => number > 0).length })
  expect(Array.from(z, Number.isNaN)).toEqual(Array.from(classNumber, number => number === 0))
  const signs = usedRows(z).filter(row => set.truth[row] >= 0)
  const agree = signs.filter(row => (z[row] > 0) === (set.truth[row] === 1)).length / signs.length
  expect(Math.max(agree, 1 - agree)).toBeGreaterThan(0.95)

  const fewer = await simulatedSet(folder.path('fewer'), { particles: 100, box: BOX, snr: 0.3 })
  await expect(embed('sorted', fewer.star)).rejects.toMatchObject({ kind: 'data', message: expect.stringContaining('100 particles, but the run has sorted 300') })
  expect(files('sorted')).toEqual(WHOLE)
}, 300_000)
