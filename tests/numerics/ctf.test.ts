import { expect, test } from 'vitest'
import type { CtfParameters } from '../../src/preload/contract/records.ts'
import { ctfFrequencies, ctfValue, electronWavelength, fillCtf } from '../../src/main/numerics/ctf.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

const ctf: CtfParameters = {
  voltage: 300, sphericalAberration: 2.7, amplitudeContrast: 0.1, defocusU: 16000, defocusV: 14000, defocusAngle: 0.5,
  phaseShift: 0, bfactor: 0, scale: 1,
}

test('electron wavelengths of the usual voltages', () => {
  // Published relativistic wavelengths, Å.
  expect(electronWavelength(300)).toBeCloseTo(0.019687, 5)
  expect(electronWavelength(200)).toBeCloseTo(0.025079, 5)
  expect(electronWavelength(100)).toBeCloseTo(0.037014, 5)
})

test('at zero frequency the CTF is the amplitude contrast, positive', () => {
  expect(ctfValue(ctf, 0, 0)).toBeCloseTo(0.1, 12)
  expect(ctfValue({ ...ctf, amplitudeContrast: 0.07, scale: 0.9 }, 0, 0)).toBeCloseTo(0.063, 12)
})

test('the first zero of a pure phase CTF without aberration lies at 1/√(λ Δf)', () => {
  const pure = { ...ctf, defocusU: 10000, defocusV: 10000, amplitudeContrast: 0, sphericalAberration: 0 }
  const zero = 1 / Math.sqrt(electronWavelength(300) * 10000)
  expect(ctfValue(pure, zero, 0)).toBeCloseTo(0, 10)
  expect(ctfValue(pure, 0, zero * 0.9)).toBeGreaterThan(0)
  expect(ctfValue(pure, 0, zero * 1.1)).toBeLessThan(0)
})

test('the axis of U lies at the defocus angle, that of V across', () => {
  const s = 0.08
  const along = (angle: number): number => ctfValue(ctf, s * Math.cos(angle), s * Math.sin(angle))
  const round = (defocus: number): number => ctfValue({ ...ctf, defocusU: defocus, defocusV: defocus }, s, 0)
  expect(along(0.5)).toBeCloseTo(round(16000), 10)
  expect(along(0.5 + Math.PI / 2)).toBeCloseTo(round(14000), 10)
  expect(along(0.5 + Math.PI / 4)).toBeCloseTo(round(15000), 10)
})

test('values equal the formula written out with angles', () => {
  const random = seededRandom(4)
  const parameters: CtfParameters = { ...ctf, phaseShift: 0.8, bfactor: 50, scale: 0.7 }
  const sx = Array.from({ length: 100 }, () => 0.15 * random.normal())
  const sy = Array.from({ length: 100 }, () => 0.15 * random.normal())
  const out = new Float32Array(105)
  fillCtf(parameters, ctfFrequencies(sx, sy), out, 5)
  const lambda = 12.2643247 / Math.sqrt(300e3 * (1 + 300e3 * 0.978466e-6))
  for (let i = 0; i < 100; i++) {
    const k2 = sx[i] ** 2 + sy[i] ** 2
    const defocus = 15000 + 1000 * Math.cos(2 * (Math.atan2(sy[i], sx[i]) - 0.5))
    const gamma = Math.PI * lambda * -defocus * k2 + (Math.PI / 2) * 2.7e7 * lambda ** 3 * k2 ** 2 - 0.8 - Math.atan(0.1 / Math.sqrt(1 - 0.01))
    expect(out[5 + i]).toBeCloseTo(-Math.sin(gamma) * Math.exp((-50 * k2) / 4) * 0.7, 5)
  }
})
