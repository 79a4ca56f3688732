import type { CtfParameters } from '../../preload/contract/records.ts'
import { radians } from '../../preload/contract/units.ts'
import { type CtfFrequencies, ctfFrequencies, fillCtf } from '../numerics/ctf.ts'
import { fourierToImage, imageToFourier } from '../numerics/fft2.ts'
import type { Random } from '../numerics/rng.ts'
import type { AtomProjector, Scatterers } from './atomProjector.ts'
import type { Micrograph } from './micrograph.ts'
import type { SimulateOptions } from './options.ts'
import type { Particle } from './particle.ts'

/** What of a particle its image shows. */
type Shown = Pick<Particle, 'truth' | 'contrast'>

export type Camera = {
  /** Variance of the noise-free image over all its pixels. */
  signalVariance(particle: Shown, atoms: Scatterers, micrograph: Micrograph): number
  /** The image, signal times `scale` plus noise of `random` (null: none), into `image` [box²]. */
  expose(particle: Shown, atoms: Scatterers, micrograph: Micrograph, scale: number, random: Random | null, image: Float32Array): void
}

/** Turns particles into images: CTF, displacement, contrast and noise in Fourier space. Owns scratch memory. */
export function camera(options: SimulateOptions, pixelSize: number, projector: AtomProjector): Camera {
  const { box } = options
  const at = boxFrequencies(box, pixelSize)
  const ctf = new Float64Array(box * box)
  const signal = new Float64Array(2 * box * box)
  const noise = new Float64Array(2 * box * box)
  const white = new Float64Array(box * box)
  const alongX = new Float64Array(2 * box)
  const alongY = new Float64Array(2 * box)

  const project = (particle: Shown, atoms: Scatterers, micrograph: Micrograph): void => {
    projector.project(atoms, particle.truth.rotation, signal)
    fillCtf(ctfOf(options, micrograph), at, ctf)
    const { x: dx, y: dy } = particle.truth
    fillShift(dx, box, alongX)
    fillShift(dy, box, alongY)
    for (let y = 0, i = 0; y < box; y++) {
      for (let x = 0; x < box; x++, i++) {
        const factor = ctf[i] * particle.contrast
        const cos = factor * (alongX[2 * x] * alongY[2 * y] - alongX[2 * x + 1] * alongY[2 * y + 1])
        const sin = factor * (alongX[2 * x] * alongY[2 * y + 1] + alongX[2 * x + 1] * alongY[2 * y])
        const re = signal[2 * i]
        signal[2 * i] = re * cos - signal[2 * i + 1] * sin
        signal[2 * i + 1] = re * sin + signal[2 * i + 1] * cos
      }
    }
  }

  const signalVariance = (particle: Shown, atoms: Scatterers, micrograph: Micrograph): number => {
    project(particle, atoms, micrograph)
    let power = 0
    // Parseval; the mean of the image, coefficient 0, is no variance.
    for (let i = 2; i < signal.length; i++) power += signal[i] * signal[i]
    return power / box ** 4
  }

  const expose = (particle: Shown, atoms: Scatterers, micrograph: Micrograph, scale: number, random: Random | null, image: Float32Array): void => {
    project(particle, atoms, micrograph)
    const sign = options.invert ? -scale : scale
    for (let i = 0; i < signal.length; i++) signal[i] *= sign
    if (random) {
      for (let i = 0; i < white.length; i++) white[i] = random.normal()
      imageToFourier(white, box, noise)
      for (let i = 0; i < white.length; i++) {
        signal[2 * i] += noise[2 * i] * micrograph.noise[i]
        signal[2 * i + 1] += noise[2 * i + 1] * micrograph.noise[i]
      }
    }
    fourierToImage(signal, box, image)
  }
  return { signalVariance, expose }
}

/** exp(−2πi k·by/box) at every frequency of one axis: moves an image by `by` pixels. */
function fillShift(by: number, box: number, out: Float64Array): void {
  for (let i = 0; i < box; i++) {
    const phase = (-2 * Math.PI * (i < box / 2 ? i : i - box) * by) / box
    out[2 * i] = Math.cos(phase)
    out[2 * i + 1] = Math.sin(phase)
  }
}

function ctfOf(options: SimulateOptions, micrograph: Micrograph): CtfParameters {
  const { voltage, sphericalAberration, amplitudeContrast } = options
  const { defocusU, defocusV, defocusAngle } = micrograph
  return { voltage, sphericalAberration, amplitudeContrast, defocusU, defocusV, defocusAngle: radians(defocusAngle), phaseShift: 0, bfactor: 0, scale: 1 }
}

/** Every frequency of a box in FFT order. */
function boxFrequencies(box: number, pixelSize: number): CtfFrequencies {
  const frequency = (i: number): number => (i < box / 2 ? i : i - box) / (box * pixelSize)
  const indices = Array.from({ length: box * box }, (_, i) => i)
  return ctfFrequencies(indices.map(i => frequency(i % box)), indices.map(i => frequency(Math.floor(i / box))))
}
