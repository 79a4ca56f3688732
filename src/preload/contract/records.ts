import type { Angstrom, AngstromPerPixel, KiloVolt, MilliMetre, Radian } from './units.ts'

/** Microscope settings that a group of particles shares. */
export type OpticsGroup = {
  readonly name: string
  readonly voltage: KiloVolt
  readonly sphericalAberration: MilliMetre
  /** Fraction, 0…1. */
  readonly amplitudeContrast: number
  readonly pixelSize: AngstromPerPixel
  /** Pixels along one side of the particle image. */
  readonly box: number
  readonly ctfPremultiplied: boolean
}

/**
 * Particles as columns, in our units and conventions whatever the file was.
 * Row i of every column is row i of the input file (from 0).
 */
export type ParticleSet = {
  readonly count: number
  readonly format: 'star' | 'cs'
  /** Absolute paths of the image stacks; particle i is section `slice[i]` (from 0) of `files[file[i]]`. */
  readonly files: readonly string[]
  readonly file: Uint32Array
  readonly slice: Uint32Array
  readonly optics: readonly OpticsGroup[]
  /** Index into `optics` (from 0). */
  readonly opticsGroup: Uint16Array
  /** [count × 9] row-major, RELION's matrix A(rot, tilt, psi): object → view coordinates, row 3 is the beam. */
  readonly rotation: Float64Array
  /** [count × 2] Å, RELION's origin: translating the image by (+x, +y) centres the particle. */
  readonly shift: Float64Array
  /** Å, positive is under-focus. */
  readonly defocusU: Float64Array
  readonly defocusV: Float64Array
  /** Radians. */
  readonly defocusAngle: Float64Array
  readonly phaseShift: Float64Array
  /** Å². */
  readonly ctfBfactor: Float64Array
  readonly ctfScale: Float64Array
  readonly micrographs: readonly string[]
  readonly micrograph: Uint32Array
  /** Half-set 0 or 1 as the upstream refinement drew it; null where the file has none. */
  readonly half: Uint8Array | null
}

/** One row's CTF parameters: what numerics/ctf.ts evaluates. */
export type CtfParameters = {
  readonly voltage: KiloVolt
  readonly sphericalAberration: MilliMetre
  readonly amplitudeContrast: number
  readonly defocusU: Angstrom
  readonly defocusV: Angstrom
  readonly defocusAngle: Radian
  readonly phaseShift: Radian
  readonly bfactor: number
  readonly scale: number
}

/** A cube of density; voxel (z, y, x) sits at index (z * box + y) * box + x, the origin is voxel box >> 1 on every axis. */
export type Volume = { readonly box: number; readonly pixelSize: AngstromPerPixel; readonly data: Float32Array }
