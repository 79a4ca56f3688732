import { radians } from '../../preload/contract/units.ts'
import type { Random } from '../numerics/rng.ts'
import { eulerFromMatrix, type Matrix3, matrixFromRotationVector, multiply, randomRotation } from '../numerics/rotations.ts'
import type { SimulateOptions } from './options.ts'

export type Pose = {
  readonly rotation: Matrix3
  /** Displacement of the particle from the origin of the image, px. */
  readonly x: number
  readonly y: number
}

/** One copy of the specimen in the ice. */
export type Copy = {
  /** From 0; −1 for junk. */
  readonly state: number
  /** Degrees by which each hinge is turned further than the state says; nothing without motion, and for junk. */
  readonly turns: readonly number[]
  /** Where it lies in the image. */
  readonly truth: Pose
}

/** Everything that was drawn for one particle. */
export type Particle = Copy & {
  readonly half: 0 | 1
  readonly contrast: number
  /** Where the particle file says that it lies. */
  readonly written: Pose
  readonly neighbour: Copy | null
}

/** What particles are drawn from. */
export type Population = {
  /** Cumulative occupancies of the states, the last one 1. */
  readonly chances: readonly number[]
  /** Number of hinges that move. */
  readonly hinges: number
  /** Px. */
  readonly diameter: number
}

/** How far a neighbour's centre is from its particle's, in diameters: almost touching, to just at the edge of the usual box. */
const NEAREST = 0.8
export const FARTHEST = 1.2

/**
 * Particle `index` (from 0); depends on the seed and its index alone. Motion and neighbours have random numbers of their own:
 * with and without them everything else is the same.
 */
export function drawParticle(options: SimulateOptions, random: Random, index: number, population: Population): Particle {
  const own = random.fork(`particle ${index}`)
  const rotation = randomRotation(own)
  const [x, y] = [options.shift * own.normal(), options.shift * own.normal()]
  const chance = own.uniform()
  const half = own.uniform() < 0.5 ? 0 : 1
  const contrast = Math.max(0.2, 1 + options.contrastSpread * own.normal())
  const written = erroneous({ rotation, x, y }, options, own)
  const junk = own.uniform() < options.junk
  const truth = junk ? misplaced(options, own) : { rotation, x, y }
  const state = junk ? -1 : population.chances.findIndex(limit => chance < limit)
  const turns = junk ? [] : drawTurns(options, own, population)
  return { state, turns, half, contrast, truth, written, neighbour: drawNeighbour(options, own.fork('neighbour'), population, truth) }
}

function drawTurns({ motion }: SimulateOptions, random: Random, { hinges }: Population): number[] {
  const own = random.fork('motion')
  return Array.from({ length: motion > 0 ? hinges : 0 }, () => motion * own.normal())
}

/** Another copy, in any state and rotation, in any direction. */
function drawNeighbour(options: SimulateOptions, random: Random, population: Population, { x, y }: Pose): Copy | null {
  if (random.uniform() >= options.neighbours) return null
  const rotation = randomRotation(random)
  const distance = population.diameter * (NEAREST + (FARTHEST - NEAREST) * random.uniform())
  const direction = 2 * Math.PI * random.uniform()
  const chance = random.uniform()
  return {
    state: population.chances.findIndex(limit => chance < limit),
    turns: drawTurns(options, random, population),
    truth: { rotation, x: x + distance * Math.cos(direction), y: y + distance * Math.sin(direction) },
  }
}

/** The pose as an imperfect refinement would have it: three small rotations about the view's axes and a shift. */
function erroneous(pose: Pose, { angleError, shiftError }: SimulateOptions, random: Random): Pose {
  const sigma = radians(angleError)
  const error = matrixFromRotationVector(sigma * random.normal(), sigma * random.normal(), sigma * random.normal())
  return { rotation: multiply(error, pose.rotation), x: pose.x + shiftError * random.normal(), y: pose.y + shiftError * random.normal() }
}

/** A junk particle has nothing to do with its written pose: any rotation, off by 10…25 % of the box in any direction. */
function misplaced({ box }: SimulateOptions, random: Random): Pose {
  const rotation = randomRotation(random)
  const distance = box * (0.1 + 0.15 * random.uniform())
  const direction = 2 * Math.PI * random.uniform()
  return { rotation, x: distance * Math.cos(direction), y: distance * Math.sin(direction) }
}

/** Cumulative occupancies of the states. */
export function cumulative(occupancies: readonly number[]): number[] {
  const total = occupancies.reduce((sum, value) => sum + value, 0)
  let sum = 0
  return occupancies.map((value, i) => (i === occupancies.length - 1 ? 1 : (sum += value) / total))
}

/** RELION's columns for a pose: translating the image by the origin centres the particle. */
export function relionPose({ rotation, x, y }: Pose, pixelSize: number): { rot: number; tilt: number; psi: number; originX: number; originY: number } {
  return { ...eulerFromMatrix(rotation), originX: -x * pixelSize, originY: -y * pixelSize }
}
