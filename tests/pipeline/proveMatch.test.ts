import { beforeAll, describe, expect, test } from 'vitest'
import { pickRows } from '../../src/main/compute/sorting/pickRows.ts'
import { proveMatch } from '../../src/main/compute/stages/proveMatch.ts'
import { openStack, writeStack } from '../../src/main/formats/mrc.ts'
import { transpose } from '../../src/main/numerics/rotations.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import type { ParticleSet } from '../../src/preload/contract/records.ts'
import type { Report } from '../../src/preload/contract/report.ts'
import { context, scratch, simulatedSet, testPool } from './sets.ts'

const COUNT = 400
const folder = scratch()
const pool = testPool()
let given: ParticleSet

beforeAll(async () => {
  given = (await simulatedSet(folder.path('set'), { particles: COUNT, snr: 0.2, pixelSize: 4, seed: 2 })).particles
}, 300_000)

const prove = (particles: ParticleSet, ctx = context()): Promise<Report['proof']> =>
  proveMatch(particles, { box: 32, maxResolution: null, seed: 1, scratch: folder.path('work') }, pool, ctx, 'set/particles.star')

/** What refuses the rows. */
async function refusal(particles: ParticleSet): Promise<Failure> {
  const error: unknown = await prove(particles).then(() => null, reason => reason as unknown)
  if (!(error instanceof Failure)) throw new Error(`expected a Failure, got ${String(error)}`)
  expect(error.kind).toBe('data')
  expect(error.line).toMatch(/^set\/particles\.star, all rows: [^\n]+; [^\n]+$/)
  return error
}

function transposed(particles: ParticleSet): ParticleSet {
  const rotation = new Float64Array(9 * particles.count)
  for (let i = 0; i < particles.count; i++) rotation.set(transpose(particles.rotation, 9 * i), 9 * i)
  return { ...particles, rotation }
}
/** The rows keep their poses and get the images of others. */
const withImages = (particles: ParticleSet, imageOf: (row: number) => number): ParticleSet => ({ ...particles, slice: particles.slice.map((_, row) => particles.slice[imageOf(row)]) })
const withPixel = (particles: ParticleSet, factor: number): ParticleSet => ({ ...particles, optics: particles.optics.map(group => ({ ...group, pixelSize: group.pixelSize * factor })) })

describe('rows that are as they should be', () => {
  let proof: Report['proof']
  beforeAll(async () => { proof = await prove(given) }, 300_000)

  test('pass, and fit better than every mistake', () => {
    const [own, ...others] = proof.variants
    expect(own.name).toBe('as given')
    expect(own.gain).toBeGreaterThan(5)
    expect(others.length).toBeGreaterThan(8)
    for (const { gain } of others) expect(gain).toBeLessThan(0.9 * own.gain)
    expect(proof.halfMapCorrelation).toBeGreaterThan(0.8)
  })
  test('say that the hand cannot be told', () => expect(proof.handedness).toMatch(/mirror image fits .* exactly as well/))
  test('another seed takes the same decision', async () => {
    await expect(proveMatch(given, { box: 32, maxResolution: null, seed: 9, scratch: folder.path('work') }, pool, context(), 'x')).resolves.toBeDefined()
  })
})

describe('a mistake is named, with the fix', () => {
  test('shifts of the wrong sign', async () => {
    const { line } = await refusal({ ...given, shift: given.shift.map(v => -v) })
    expect(line).toMatch(/fit better with the sign of the shifts turned: .*; correct the sign of the origins/)
  })
  test('transposed rotations', async () => {
    const { line } = await refusal(transposed(given))
    expect(line).toMatch(/fit better with the rotations transposed \(inverted\): .*; correct the direction of the rotations/)
  })
  test.each([['before', 1], ['after', -1]] as const)('images off by one: the one %s is the right one', async (where, step) => {
    // The ends of the stack have no neighbour; their rows are left out.
    const inner = pickRows(given, Uint32Array.from({ length: COUNT - 2 }, (_, i) => i + 1))
    const { line } = await refusal({ ...inner, slice: inner.slice.map(s => s + step) })
    expect(line).toMatch(new RegExp(`fit better with the image ${where} each row's own: .*; correct the image numbers, which are off by one`))
  })
  test('rows in another order than the images', async () => {
    const order = seededRandom(3).permutation(COUNT)
    const { line } = await refusal(withImages(given, row => order[row]))
    expect(line).toMatch(/poses explain the images no better than other particles' poses .*; the rows are likely in another order than the images/)
  })
  test('a pixel size 1.5 times too large: the right one is told', async () => {
    const { line } = await refusal(withPixel(given, 1.5))
    expect(line).toMatch(/fit better with a pixel size of 4\.000 Å instead of 6\.000 Å: .*; correct the pixel size/)
  })
})

const few = (count: number): ParticleSet => pickRows(given, Uint32Array.from({ length: count }, (_, i) => i))
test('too few particles to sort are refused, and that is said', async () => {
  expect((await refusal(few(59))).line).toMatch(/59 particles cannot be sorted into conformations; at least 60 are needed/)
  expect((await prove(few(60))).variants.length).toBeGreaterThan(8)
})

test('stacks of one image each are no reason to doubt', async () => {
  // Every image its own file, as if each had been written to a stack of one: none has a neighbour.
  const alone = { ...given, files: Array.from({ length: COUNT }, (_, i) => folder.path('alone', `${i}.mrcs`)), file: Uint32Array.from(given.slice), slice: new Uint32Array(COUNT) }
  const stack = openStack(given.files[0]), image = new Float32Array(32 * 32)
  folder.empty('alone')
  for (let i = 0; i < COUNT; i++) {
    stack.read(i, image)
    writeStack(alone.files[i], image, { box: 32, pixelSize: 4 })
  }
  stack.close()
  expect((await prove(alone)).variants[0].gain).toBeGreaterThan(5)
})

test('the order of the rows in the file does not matter, only which image and pose share a row', async () => {
  const order = seededRandom(4).permutation(COUNT)
  const proof = await prove(pickRows(given, Uint32Array.from(order)))
  expect(proof.variants[0].gain).toBeGreaterThan(5)
})
