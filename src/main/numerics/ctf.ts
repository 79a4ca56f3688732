import type { CtfParameters } from '../../preload/contract/records.ts'
import type { Angstrom, KiloVolt } from '../../preload/contract/units.ts'

/** Relativistic wavelength, with RELION's constants (ctf.cpp). */
export const electronWavelength = (voltage: KiloVolt): Angstrom => {
  const volts = voltage * 1000
  return 12.2643247 / Math.sqrt(volts * (1 + volts * 0.978466e-6))
}

/** Frequencies at which CTFs are wanted, prepared once for all particles: no angle is ever computed. */
export type CtfFrequencies = {
  /** s² in 1/Å². */
  readonly square: Float64Array
  /** s² cos 2θ = sx² − sy². */
  readonly cosine: Float64Array
  /** s² sin 2θ = 2 sx sy. */
  readonly sine: Float64Array
}

/** `sx`, `sy`: frequencies of the coefficients in 1/Å, x along image rows. */
export function ctfFrequencies(sx: ArrayLike<number>, sy: ArrayLike<number>): CtfFrequencies {
  const count = sx.length
  const square = new Float64Array(count)
  const cosine = new Float64Array(count)
  const sine = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    square[i] = sx[i] * sx[i] + sy[i] * sy[i]
    cosine[i] = sx[i] * sx[i] - sy[i] * sy[i]
    sine[i] = 2 * sx[i] * sy[i]
  }
  return { square, cosine, sine }
}

/**
 * RELION's CTF −sin γ · exp(−B s²/4) · scale at every frequency, written from `out[offset]` on, with
 * γ = −πλ Δf(θ) s² + (π/2) Cs λ³ s⁴ − φ − atan(Q0 / √(1 − Q0²)) and
 * Δf(θ) s² = ½(U + V) s² + ½(U − V)(cos 2θ0 · s² cos 2θ + sin 2θ0 · s² sin 2θ).
 * Positive at low frequency for under-focus: protein is white, as RELION wants its images.
 */
export function fillCtf(ctf: CtfParameters, at: CtfFrequencies, out: Float32Array | Float64Array, offset = 0): void {
  const lambda = electronWavelength(ctf.voltage)
  const scale = Math.PI * lambda
  const mean = scale * 0.5 * (ctf.defocusU + ctf.defocusV)
  const half = scale * 0.5 * (ctf.defocusU - ctf.defocusV)
  const alongCosine = half * Math.cos(2 * ctf.defocusAngle)
  const alongSine = half * Math.sin(2 * ctf.defocusAngle)
  const aberration = (Math.PI / 2) * ctf.sphericalAberration * 1e7 * lambda ** 3
  const constant = ctf.phaseShift + amplitudePhase(ctf.amplitudeContrast)
  const decay = -ctf.bfactor / 4
  const { square, cosine, sine } = at
  for (let i = 0; i < square.length; i++) {
    const s2 = square[i]
    const minusGamma = mean * s2 + alongCosine * cosine[i] + alongSine * sine[i] - aberration * s2 * s2 + constant
    out[offset + i] = ctf.scale * Math.sin(minusGamma) * (decay === 0 ? 1 : Math.exp(decay * s2))
  }
}

/** The same at one frequency (sx, sy), 1/Å. */
export function ctfValue(ctf: CtfParameters, sx: number, sy: number): number {
  const out = new Float64Array(1)
  fillCtf(ctf, ctfFrequencies([sx], [sy]), out)
  return out[0]
}

const amplitudePhase = (contrast: number): number => Math.atan2(contrast, Math.sqrt(1 - contrast * contrast))
