import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StageContext } from '../../preload/contract/progress.ts'
import { StackWriter, writeVolume } from '../formats/mrc.ts'
import { type Random, seededRandom } from '../numerics/rng.ts'
import { atomMap } from './atomMap.ts'
import { type Camera, camera } from './imaging.ts'
import { makeMicrograph, type Micrograph } from './micrograph.ts'
import type { SimulateOptions } from './options.ts'
import { neighbourCamera } from './neighbours.ts'
import { cumulative, drawParticle, type Population } from './particle.ts'
import { ParticleTables } from './particleTables.ts'
import { openOutput } from './simulationFiles.ts'
import { prepareSpecimens, type Specimens } from './specimens.ts'
import { simulateVolumes } from './volumes.ts'

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
 * true_poses.star (with pose errors), motion.csv (with motion), neighbours.csv (with neighbours), gt_class{k}.mrc, each state at
 * its own angles, and simulation.json. Images are in units of the noise's standard deviation (mean over
 * the set), maps in the same units. Particles are made one by one, so the number of particles costs no memory.
 * With `maps` there is a 3D map per particle instead of the stack: see volumes.ts.
 * particles.star comes last: where it is, the set is whole. Any error takes away what was written.
 */
export async function simulate(options: SimulateOptions, ctx: StageContext): Promise<SimulationSummary> {
  const started = performance.now()
  const specimens = prepareSpecimens(options)
  const undo = openOutput(options)
  try {
    const { states, junk, micrographs } = options.maps ? await simulateVolumes(options, specimens, ctx) : await imageSet(options, specimens, ctx)
    return {
      output: options.output, particles: options.particles, box: options.box, pixelSize: specimens.pixelSize,
      states, junk, micrographs, seconds: (performance.now() - started) / 1000,
    }
  } catch (error) {
    undo()
    throw error
  }
}

async function imageSet(options: SimulateOptions, specimens: Specimens, ctx: StageContext): Promise<ParticleTables> {
  const tables = await writeImages(options, specimens, ctx)
  tables.write(options, specimens)
  return tables
}

async function writeImages(options: SimulateOptions, specimens: Specimens, ctx: StageContext): Promise<ParticleTables> {
  const { box, particles, snr } = options
  const { pixelSize, projector, states, hinges, diameter } = specimens
  const random = seededRandom(options.seed)
  const population = { chances: cumulative(options.occupancies ?? states.map(() => 1)), hinges, diameter }
  const optics = camera(options, pixelSize, projector)
  const crowd = options.neighbours > 0 ? neighbourCamera(options, specimens) : null
  const scale = Math.sqrt((snr ?? 1) / meanSignalVariance(options, specimens, optics, random, population))
  states.forEach((atoms, k) => writeVolume(join(options.output, `gt_class${k}.mrc`), atomMap(projector, atoms, pixelSize, scale), [`cgr simulate: state ${k}`]))

  const tables = new ParticleTables(particles, states.length)
  const writer = new StackWriter(join(options.output, 'particles.mrcs'), { box, pixelSize, labels: ['cgr simulate'] })
  const image = new Float32Array(box * box)
  let micrograph: Micrograph | null = null
  let reported = 0
  try {
    for (let i = 0; i < particles; i++) {
      if (micrograph === null || i % options.particlesPerMicrograph === 0) micrograph = makeMicrograph(options, random, Math.floor(i / options.particlesPerMicrograph))
      const particle = drawParticle(options, random, i, population)
      optics.expose(particle, specimens.atomsOf(particle), micrograph, scale, snr === null ? null : random.fork(`noise ${i}`), image)
      if (crowd && particle.neighbour) crowd.add(particle.neighbour, particle.contrast, specimens.atomsOf(particle.neighbour), micrograph, scale, image)
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

const PILOTS = 256

/** Mean signal variance of good particles of mean contrast, at their state's own angles and alone in their image, from a sample with its own random numbers. */
function meanSignalVariance(options: SimulateOptions, specimens: Specimens, optics: Camera, random: Random, population: Population): number {
  const own = random.fork('scale')
  const plain = { ...options, junk: 0, contrastSpread: 0, neighbours: 0, motion: 0 }
  let sum = 0
  for (let i = 0; i < PILOTS; i++) {
    const particle = drawParticle(plain, own, i, population)
    sum += optics.signalVariance(particle, specimens.atomsOf(particle), makeMicrograph(plain, own, i))
  }
  return sum / PILOTS
}
