import { badData } from '../../../preload/contract/failure.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { ParticleSet } from '../../../preload/contract/records.ts'
import type { Report } from '../../../preload/contract/report.ts'
import { transpose } from '../../numerics/rotations.ts'
import { seededRandom } from '../../numerics/rng.ts'
import { backproject, ballMask, correlation, halfConsensus, shellPower } from '../sorting/consensus.ts'
import { loadSet, type LoadOptions } from '../sorting/loadSet.ts'
import { pickRows } from '../sorting/pickRows.ts'
import { productsWithHalves } from '../sorting/passes.ts'
import { createWorkspace } from '../sorting/workspace.ts'
import { whiten } from '../sorting/whiten.ts'
import type { Pool } from '../threads/pool.ts'

type Variant = { readonly name: string; readonly advice: string; readonly particles: ParticleSet; readonly pixelScale: number }

const SAMPLE = 400
/** Fewer particles than this prove nothing and make no map. */
const LEAST = 60
const PIXEL_SCALES = [0.5, 2 / 3, 0.8, 0.9, 1 / 0.9, 1.25, 1.5, 2]
/** A variant is believed when it beats the rows as given by this many standard errors and this fraction. */
const CERTAIN = 5
const BETTER = 1.05

const BALL = ballMask()

const HANDEDNESS = 'the mirror image fits the images exactly as well: handedness cannot be told from the data'

/**
 * Shows, before hours are spent, that rows, images and poses belong together: half-set back-projections must explain the
 * other half's images, and better at their own poses than at other particles' poses. The common mistakes are tried too;
 * one that explains the images significantly better than the rows as given is named and the input refused.
 */
export async function proveMatch(particles: ParticleSet, options: LoadOptions, pool: Pool, ctx: StageContext, path: string): Promise<Report['proof']> {
  if (particles.count < LEAST) throw badData(path, 'all rows', `${particles.count} particles cannot be sorted into conformations`, `at least ${LEAST} are needed, some hundreds of each conformation to be useful`)
  const sample = choose(particles, options.seed)
  const given = await gains({ name: 'as given', advice: '', particles: sample, pixelScale: 1 }, options, pool, ctx)
  const proof = { variants: [{ name: 'as given', gain: mean(given.own) }], halfMapCorrelation: given.correlation, handedness: HANDEDNESS }
  const tried = variantsOf(sample)
  let best: { variant: Variant; gain: number; z: number } | null = null
  for (const [i, variant] of tried.entries()) {
    ctx.report({ stage: 'prove match', done: i, total: tried.length })
    const { own, others } = await gains(variant, options, pool, ctx)
    proof.variants.push({ name: variant.name, gain: mean(own) })
    const z = pairedZ(own, given.own)
    if (z < CERTAIN || pairedZ(own, others) < CERTAIN || mean(own) < BETTER * Math.max(mean(given.own), 0) || mean(own) < (best?.gain ?? 0)) continue
    // Noisy shifts fit better when they are shrunk, with any pixel size: the CTF must speak for another one as well.
    if (variant.pixelScale !== 1 && pairedZ(own, (await gains({ ...variant, pixelScale: 1 }, options, pool, ctx)).own) < CERTAIN) continue
    best = { variant, gain: mean(own), z }
  }
  if (best) throw badData(path, 'all rows', `images and poses fit better with ${best.variant.name}: log-likelihood ${best.gain.toFixed(2)} per particle instead of ${mean(given.own).toFixed(2)} (${best.z.toFixed(0)} standard errors)`, best.variant.advice)
  if (pairedZ(given.own, given.others) < CERTAIN) {
    throw badData(path, 'all rows', `poses explain the images no better than other particles' poses (${mean(given.own).toFixed(3)} against ${mean(given.others).toFixed(3)} per particle)`, 'the rows are likely in another order than the images: write stack and particle file again from one program')
  }
  return proof
}

const advice = (what: string) => `correct ${what} in the particle file`

function variantsOf(sample: ParticleSet): Variant[] {
  const moved = sample.shift.some(v => Math.abs(v) > 0.1 * sample.optics[0].pixelSize)
  const turned = new Float64Array(sample.rotation.length)
  for (let p = 0; p < sample.count; p++) turned.set(transpose(sample.rotation, 9 * p), 9 * p)
  return [
    ...(moved ? [{ name: 'the sign of the shifts turned', advice: advice('the sign of the origins'), particles: { ...sample, shift: sample.shift.map(v => -v) }, pixelScale: 1 }] : []),
    { name: 'the rotations transposed (inverted)', advice: advice('the direction of the rotations (object to view in RELION)'), particles: { ...sample, rotation: turned }, pixelScale: 1 },
    ...[-1, 1].map(step => ({
      name: `the image ${step < 0 ? 'before' : 'after'} each row's own`, advice: advice('the image numbers, which are off by one'), pixelScale: 1,
      particles: { ...sample, slice: neighbours(sample, step) },
    })),
    ...PIXEL_SCALES.map(pixelScale => ({
      name: `a pixel size of ${(sample.optics[0].pixelSize * pixelScale).toPrecision(4)} Å instead of ${sample.optics[0].pixelSize.toPrecision(4)} Å`,
      advice: advice('the pixel size'), particles: { ...sample, shift: sample.shift.map(v => v / pixelScale) }, pixelScale,
    })),
  ]
}

/** Held-out log-likelihood over an empty model of every sample particle, at its own pose and at another one's. */
async function gains({ particles, pixelScale }: Variant, options: LoadOptions, pool: Pool, ctx: StageContext) {
  const { set, shellPower: powers } = await loadSet(particles, { ...options, pixelScale }, pool)
  whiten(set, powers)
  const w = createWorkspace(pool, ctx, set)
  w.mask = BALL
  const sums = await backproject(w)
  w.power = shellPower(sums)
  const halves = halfConsensus(w, sums)
  const gain = async () => {
    const { linear, energy } = await productsWithHalves(w, halves, bandsOf(w.limit))
    return scaledGain(linear, energy)
  }
  const own = await gain()
  const rotation = new Float64Array(set.state.rotation), swapped = Float64Array.from(rotation)
  const { count } = set.store
  for (let p = 0; p < count; p++) rotation.set(swapped.subarray(9 * ((p + (count >> 1)) % count), 9 * ((p + (count >> 1)) % count) + 9), 9 * p)
  const others = await gain()
  // Back to the order of the sample, so that variants can be compared particle by particle.
  const inOrder = (values: Float64Array) => {
    const out = new Float64Array(count)
    for (let p = 0; p < count; p++) out[set.rowAt[p]] = values[p]
    return out
  }
  return { own: inOrder(own), others: inOrder(others), correlation: correlation(...halves) }
}

/** About six bands up to the limit. */
const bandsOf = (limit: number): number[] => [...new Set([1, 2, 3, 4, 5, 6].map(b => Math.max(3, Math.round((limit * b) / 6))))]

/**
 * Log-likelihood over no signal of every particle, the map scaled in each band as fits all particles best: a comparison
 * of poses and CTFs must not hang on how well the map's noise was filtered.
 */
function scaledGain(linear: readonly Float64Array[], energy: readonly Float64Array[]): Float64Array {
  const scale = linear.map((l, b) => Math.max(0, mean(l) / Math.max(mean(energy[b]), 1e-12)))
  return linear[0].map((_, p) => scale.reduce((sum, s, b) => sum + 2 * s * linear[b][p] - s * s * energy[b][p], 0))
}

/** A random sample of the rows, in row order. */
const choose = (particles: ParticleSet, seed: number): ParticleSet =>
  pickRows(particles, seededRandom(seed).fork('proof').permutation(particles.count).slice(0, SAMPLE).toSorted())

/** Every particle's image replaced by its neighbour in the stack; the sample's outermost images keep their own. */
function neighbours(sample: ParticleSet, step: number): Uint32Array {
  const last = new Map<number, number>()
  sample.slice.forEach((slice, i) => last.set(sample.file[i], Math.max(last.get(sample.file[i]) ?? 0, slice)))
  return sample.slice.map((slice, i) => Math.min(last.get(sample.file[i])!, Math.max(0, slice + step)))
}

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length

/** Mean of a − b over its standard error. */
function pairedZ(a: Float64Array, b: Float64Array): number {
  const difference = a.map((v, i) => v - b[i]), m = mean(difference)
  return m / Math.sqrt(mean(difference.map(v => (v - m) ** 2)) / difference.length + 1e-12)
}
