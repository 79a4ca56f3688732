import { fourierToVolume, volumeToFourier } from './fft3.ts'
import { filterShells } from './shells.ts'

/** 1 up to `edge` − `width`/2, 0 from `edge` + `width`/2, a raised cosine between (Fourier pixels). */
export function lowPassGain(radius: number, edge: number, width: number): number {
  const from = (radius - (edge - width / 2)) / width
  return from <= 0 ? 1 : from >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * from)
}

/** The n³ map with every Fourier coefficient multiplied by `gain(|k|)`, |k| in Fourier pixels. */
export function filterVolume(volume: Float32Array, n: number, gain: (radius: number) => number): Float32Array {
  const transform = new Float32Array(2 * n ** 3)
  volumeToFourier(volume, n, transform)
  filterShells(transform, n, gain)
  const out = new Float32Array(n ** 3)
  fourierToVolume(transform, n, out)
  return out
}

/**
 * The weight √(2 FSC / (1 + FSC)) of the average of two half-maps by shell (Rosenthal & Henderson 2003), 0 from the first shell on
 * in which nothing correlates any more (FSC < 10⁻⁴, as in RELION).
 */
export function fscWeights(fsc: ArrayLike<number>): Float64Array {
  const out = new Float64Array(fsc.length)
  for (let shell = 0; shell < fsc.length; shell++) {
    const value = shell === 0 ? 1 : fsc[shell]
    if (value < 1e-4) break
    out[shell] = Math.sqrt((2 * value) / (1 + value))
  }
  return out
}
