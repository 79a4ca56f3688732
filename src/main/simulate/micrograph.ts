import type { Random } from '../numerics/rng.ts'
import type { SimulateOptions } from './options.ts'

/** What the particles of one micrograph share. */
export type Micrograph = {
  readonly name: string
  readonly defocusU: number
  readonly defocusV: number
  /** Degrees, 0…180. */
  readonly defocusAngle: number
  /** Square root of the noise spectrum at every frequency of the box, FFT order; mean square 1 over the set. */
  readonly noise: Float64Array
}

/** Micrograph `number` (from 0); depends on the seed and its number alone. */
export function makeMicrograph(options: SimulateOptions, random: Random, number: number): Micrograph {
  const own = random.fork(`micrograph ${number}`)
  const [lowest, highest] = options.defocus
  const mean = lowest + (highest - lowest) * own.uniform()
  const half = (options.astigmatism * Math.abs(own.normal())) / 2
  const defocusAngle = 180 * own.uniform()
  return {
    name: `mic${String(number + 1).padStart(5, '0')}.mrc`,
    defocusU: mean + half,
    defocusV: mean - half,
    defocusAngle,
    noise: noiseAmplitude(options, own),
  }
}

/**
 * White: 1 everywhere. Coloured: variance 0.7…1.3 and a spectrum 1 + a exp(−k/k0) with a = 1…4 and k0 = 0.1…0.3 of Nyquist:
 * ice and background are stronger at low frequency, and no two micrographs are alike.
 */
function noiseAmplitude({ box, noise }: SimulateOptions, random: Random): Float64Array {
  const amplitude = new Float64Array(box * box).fill(1)
  if (noise === 'white') return amplitude
  const level = 0.7 + 0.6 * random.uniform()
  const excess = 1 + 3 * random.uniform()
  const width = 0.1 + 0.2 * random.uniform()
  const frequency = (i: number): number => Math.min(i, box - i) / (box / 2)
  let sum = 0
  for (let i = 0; i < amplitude.length; i++) {
    const k = Math.hypot(frequency(i % box), frequency(Math.floor(i / box)))
    amplitude[i] = 1 + excess * Math.exp(-k / width)
    sum += amplitude[i]
  }
  return amplitude.map(power => Math.sqrt((power * level * amplitude.length) / sum))
}
