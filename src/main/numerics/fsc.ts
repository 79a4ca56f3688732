import { type ComplexArray } from './fftAxes.ts'
import { fourierPairToVolumes, volumePairToFourier } from './fft3.ts'
import type { Random } from './rng.ts'
import { forHalfTransform } from './shells.ts'

export const FSC_THRESHOLD = 0.143

/** The unmasked correlation below which phases are randomised (RELION's --randomize_at_fsc). */
const RANDOMISE_BELOW = 0.8

/** Shells beyond the randomisation that still carry its artefacts and are left uncorrected (RELION, postprocessing.cpp). */
const SKIPPED_SHELLS = 2

/** Correlations by shell 0 … n/2; shell i is frequency i / (n · pixel size). */
export type MaskedFsc = {
  readonly unmasked: Float64Array
  readonly masked: Float64Array
  /** Of the masked maps with random phases; 0 where nothing was randomised. */
  readonly phaseRandomised: Float64Array
  readonly corrected: Float64Array
  /** First shell with random phases; null where the unmasked FSC never drops below 0.8. */
  readonly randomisedFrom: number | null
  /** The unmasked FSC reaches further than the corrected one, so it stands in for it, as in RELION: the mask cuts or is too tight. */
  readonly maskRejected: boolean
}

/** Fourier shell correlation of two transforms of n³ maps (FFT order), shells and weights as in RELION's getFSC. */
export function shellCorrelation(a: ComplexArray, b: ComplexArray, n: number): Float64Array {
  const shells = (n >> 1) + 1
  const cross = new Float64Array(shells)
  const powerA = new Float64Array(shells)
  const powerB = new Float64Array(shells)
  forHalfTransform(n, (i, shell) => {
    const [ar, ai, br, bi] = [a[2 * i], a[2 * i + 1], b[2 * i], b[2 * i + 1]]
    cross[shell] += ar * br + ai * bi
    powerA[shell] += ar * ar + ai * ai
    powerB[shell] += br * br + bi * bi
  })
  return cross.map((sum, shell) => (powerA[shell] * powerB[shell] > 0 ? sum / Math.sqrt(powerA[shell] * powerB[shell]) : 0))
}

/** Fourier shell correlation of two n³ maps. */
export function fourierShellCorrelation(a: Float32Array, b: Float32Array, n: number): Float64Array {
  const fa = new Float32Array(2 * n ** 3)
  const fb = new Float32Array(2 * n ** 3)
  volumePairToFourier(a, b, n, fa, fb)
  return shellCorrelation(fa, fb, n)
}

/**
 * The FSC of two half-maps [n³] with a soft mask and the correction for what the mask itself correlates (Chen et al. 2013):
 * (FSC_t − FSC_n) / (1 − FSC_n) from 2 shells beyond the first with an unmasked FSC below 0.8, where FSC_n is that of the masked
 * maps with random phases from that shell on. Step by step RELION's postprocessing.cpp.
 */
export function maskedFsc(a: Float32Array, b: Float32Array, mask: Float32Array, n: number, random: Random): MaskedFsc {
  const fa = new Float32Array(2 * n ** 3)
  const fb = new Float32Array(2 * n ** 3)
  volumePairToFourier(a, b, n, fa, fb)
  const unmasked = shellCorrelation(fa, fb, n)
  const found = unmasked.findIndex((value, shell) => shell > 0 && value < RANDOMISE_BELOW)
  const randomisedFrom = found < 0 ? null : found

  const maskedA = a.map((value, i) => value * mask[i])
  const maskedB = b.map((value, i) => value * mask[i])
  let phaseRandomised: Float64Array = new Float64Array(unmasked.length)
  let randomA = maskedA
  let randomB = maskedB
  if (randomisedFrom !== null) {
    randomisePhases(fa, n, randomisedFrom, random)
    randomisePhases(fb, n, randomisedFrom, random)
    randomA = new Float32Array(n ** 3)
    randomB = new Float32Array(n ** 3)
    fourierPairToVolumes(fa, fb, n, randomA, randomB)
    for (let i = 0; i < mask.length; i++) {
      randomA[i] *= mask[i]
      randomB[i] *= mask[i]
    }
  }
  volumePairToFourier(maskedA, maskedB, n, fa, fb)
  const masked = shellCorrelation(fa, fb, n)
  if (randomisedFrom !== null) {
    volumePairToFourier(randomA, randomB, n, fa, fb)
    phaseRandomised = shellCorrelation(fa, fb, n)
  }
  const corrected = correctForMask(masked, phaseRandomised, randomisedFrom)
  const maskRejected = lastShellAbove(unmasked) > lastShellAbove(corrected)
  return { unmasked, masked, phaseRandomised, corrected: maskRejected ? unmasked.slice() : corrected, randomisedFrom, maskRejected }
}

/** (FSC_t − FSC_n) / (1 − FSC_n), two shells beyond the randomisation and on. */
export function correctForMask(masked: Float64Array, phaseRandomised: Float64Array, randomisedFrom: number | null): Float64Array {
  if (randomisedFrom === null) return masked.slice()
  return masked.map((value, shell) => {
    const noise = phaseRandomised[shell]
    return shell < randomisedFrom + SKIPPED_SHELLS || noise >= 1 ? value : (value - noise) / (1 - noise)
  })
}

/**
 * Gives every coefficient of a Hermitian n³ transform (FFT order) from shell `from` on a random phase; amplitudes and Hermitian
 * symmetry stay. Coefficients that are their own mate keep their size and get a random sign.
 */
export function randomisePhases(data: ComplexArray, n: number, from: number, random: Random): void {
  const mirror = Uint32Array.from({ length: n }, (_, i) => (n - i) % n)
  const signed = (i: number): number => (i > n - i ? i - n : i)
  for (let z = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      for (let x = 0; x <= n >> 1; x++) {
        if (signed(x) ** 2 + signed(y) ** 2 + signed(z) ** 2 < from * from) continue
        const p = 2 * ((z * n + y) * n + x)
        const q = 2 * ((mirror[z] * n + mirror[y]) * n + mirror[x])
        if (q < p && mirror[x] === x) continue
        const size = Math.sqrt(data[p] ** 2 + data[p + 1] ** 2)
        const phase = 2 * Math.PI * random.uniform()
        const real = p === q
        data[p] = real ? (phase < Math.PI ? size : -size) : size * Math.cos(phase)
        data[p + 1] = real ? 0 : size * Math.sin(phase)
        data[q] = data[p]
        data[q + 1] = real ? 0 : -data[p + 1]
      }
    }
  }
}

const lastShellAbove = (curve: Float64Array): number => {
  const below = curve.findIndex((value, shell) => shell > 0 && value < FSC_THRESHOLD)
  return below < 0 ? curve.length - 1 : below - 1
}

/**
 * Shell, as a fraction, at which a curve first falls below 0.143, between shells by straight lines; the last shell if it never does.
 * Shell 0 counts as 1, whatever stands there.
 */
export function firstCrossing(curve: ArrayLike<number>): number {
  for (let shell = 1; shell < curve.length; shell++) {
    if (curve[shell] >= FSC_THRESHOLD) continue
    const before = shell === 1 ? 1 : curve[shell - 1]
    return shell - 1 + (before - FSC_THRESHOLD) / (before - curve[shell])
  }
  return curve.length - 1
}

/** Resolution in Å at the first crossing of 0.143; Nyquist if there is none. */
export const resolutionAt = (curve: ArrayLike<number>, n: number, pixelSize: number): number => (n * pixelSize) / firstCrossing(curve)

/** Whether the curve rises above 0.143 again, for two shells in a row, after having crossed it. */
export function crossesAgain(curve: ArrayLike<number>): boolean {
  for (let shell = Math.ceil(firstCrossing(curve)) + 1; shell + 1 < curve.length; shell++) {
    if (curve[shell] >= FSC_THRESHOLD && curve[shell + 1] >= FSC_THRESHOLD) return true
  }
  return false
}
