import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StageContext } from '../../preload/contract/progress.ts'
import { StackWriter, writeVolume } from '../formats/mrc.ts'
import { type Random, seededRandom } from '../numerics/rng.ts'
import { atomMap } from './atomMap.ts'
import { type Camera, camera } from './imaging.ts'
import { makeMicrograph, type Micrograph } from './micrograph.ts'
import type { SimulateOptions } from './options.ts'
import { cumulative, drawParticle, type Particle } from './particle.ts'
import { ParticleTables } from './particleTables.ts'
import { openOutput } from './simulationFiles.ts'
import { prepareSpecimens, type Specimens } from './specimens.ts'

export type SimulationSummary = {
  readonly output: string
  readonly particles: number
  readonly box: number
  /** Å. */
  readonly pixelSize: number
  /** Particles by state, junk not counted. */
  readonly states: readonly number[]
  readonly junk: number
  readonly micrographs: number
  readonly seconds: number
}

/**
 * Writes a particle set whose conformations are known: particles.star, particles.mrcs, truth.csv, junk.csv (with junk),
 * true_poses.star (with pose errors), gt_class{k}.mrc and simulation.json. Images are in units of the noise's standard deviation (mean over
 * the set), maps in the same units. Particles are made one by one, so the number of particles costs no memory.
 * particles.star comes last: where it is, the set is whole. Any error takes away what was written.
 */
export async function simulate(options: SimulateOptions, ctx: StageContext): Promise<SimulationSummary> {
  const started = performance.now()
  const specimens = prepareSpecimens(options)
  const undo = openOutput(options)
  try {
    const tables = await writeImages(options, specimens, ctx)
    tables.write(options, specimens.pixelSize)
    const { states, junk, micrographs } = tables
    return {
      output: options.output, particles: options.particles, box: options.box, pixelSize: specimens.pixelSize,
      states, junk, micrographs, seconds: (performance.now() - started) / 1000,
    }
  } catch (error) {
    undo()
    throw error
  }
}

async function writeImages(options: SimulateOptions, specimens: Specimens, ctx: StageContext): Promise<ParticleTables> {
  const { box, particles, snr } = options
  const { pixelSize, projector, states } = specimens
  const random = seededRandom(options.seed)
  const chances = cumulative(options.occupancies ?? states.map(() => 1))
  const optics = camera(options, pixelSize, projector)
  const scale = Math.sqrt((snr ?? 1) / meanSignalVariance(options, specimens, optics, random, chances))
  states.forEach((atoms, k) => writeVolume(join(options.output, `gt_class${k}.mrc`), atomMap(projector, atoms, pixelSize, scale), [`cgr simulate: state ${k}`]))

  const tables = new ParticleTables(particles, states.length)
  const writer = new StackWriter(join(options.output, 'particles.mrcs'), { box, pixelSize, labels: ['cgr simulate'] })
  const image = new Float32Array(box * box)
  let micrograph: Micrograph | null = null
  let reported = 0
  try {
    for (let i = 0; i < particles; i++) {
      if (micrograph === null || i % options.particlesPerMicrograph === 0) micrograph = makeMicrograph(options, random, Math.floor(i / options.particlesPerMicrograph))
      const particle = drawParticle(options, random, i, chances)
      optics.expose(particle, atomsOf(particle, specimens), micrograph, scale, snr === null ? null : random.fork(`noise ${i}`), image)
      writer.append(image)
      tables.add(particle, micrograph)
      if (performance.now() - reported < 250) continue
      reported = performance.now()
      ctx.report({ stage: 'simulate', done: i + 1, total: particles })
      await nextTurn()
      ctx.signal.throwIfAborted()
    }
    writer.close()
  } catch (error) {
    writer.abort()
    throw error
  }
  ctx.report({ stage: 'simulate', done: particles, total: particles })
  return tables
}

const atomsOf = (particle: Particle, { states, foreign }: Specimens): Specimens['foreign'] => (particle.state < 0 ? foreign : states[particle.state])

const PILOTS = 256

/** Mean signal variance of good particles of mean contrast, from a sample with its own random numbers. */
function meanSignalVariance(options: SimulateOptions, specimens: Specimens, optics: Camera, random: Random, chances: readonly number[]): number {
  const own = random.fork('scale')
  const plain = { ...options, junk: 0, contrastSpread: 0 }
  let sum = 0
  for (let i = 0; i < PILOTS; i++) {
    const particle = drawParticle(plain, own, i, chances)
    sum += optics.signalVariance(particle, atomsOf(particle, specimens), makeMicrograph(plain, own, i))
  }
  return sum / PILOTS
}
