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

/** Everything that was drawn for one particle. */
export type Particle = {
  /** From 0; −1 for junk. */
  readonly state: number
  readonly half: 0 | 1
  readonly contrast: number
  /** Where it lies in the image. */
  readonly truth: Pose
  /** Where the particle file says that it lies. */
  readonly written: Pose
}

/** Particle `index` (from 0); depends on the seed and its index alone. `chances`: cumulative occupancies, the last one 1. */
export function drawParticle(options: SimulateOptions, random: Random, index: number, chances: readonly number[]): Particle {
  const own = random.fork(`particle ${index}`)
  const rotation = randomRotation(own)
  const [x, y] = [options.shift * own.normal(), options.shift * own.normal()]
  const chance = own.uniform()
  const half = own.uniform() < 0.5 ? 0 : 1
  const contrast = Math.max(0.2, 1 + options.contrastSpread * own.normal())
  const written = erroneous({ rotation, x, y }, options, own)
  if (own.uniform() < options.junk) return { state: -1, half, contrast, truth: misplaced(options, own), written }
  return { state: chances.findIndex(limit => chance < limit), half, contrast, truth: { rotation, x, y }, written }
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
