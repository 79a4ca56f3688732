import { describe, expect, test } from 'vitest'
import { whiteningWeights, type ShellPowers } from '../../src/main/numerics/noise.ts'
import { seededRandom, type Random } from '../../src/main/numerics/rng.ts'

const SHELLS = 14
/** Coefficients of half a plane: a shell of radius s holds about πs. */
const members = Float64Array.from({ length: SHELLS }, (_, s) => Math.round(Math.PI * s))

/** Mean |F|² over n complex Gaussian coefficients of variance 1. */
function meanPower(n: number, random: Random): number {
  let sum = 0
  for (let i = 0; i < 2 * n; i++) sum += random.normal() ** 2
  return sum / (2 * n)
}

/** Particles of groups with the given spectra [groups × shells], `each` per group. */
function simulate(spectra: Float64Array, each: number, random: Random): ShellPowers {
  const groups = spectra.length / SHELLS, count = groups * each
  const power = new Float32Array(count * SHELLS), group = Uint32Array.from({ length: count }, (_, i) => i % groups)
  for (let i = 0; i < count; i++) for (let s = 1; s < SHELLS; s++) power[i * SHELLS + s] = spectra[group[i] * SHELLS + s] * meanPower(members[s], random)
  return { power, shells: SHELLS, group, groups, active: new Uint8Array(count).fill(1), members }
}

/** Like the simulator's micrographs: level and low-frequency excess differ. */
const coloured = (groups: number, random: Random): Float64Array => {
  const out = new Float64Array(groups * SHELLS)
  for (let g = 0; g < groups; g++) {
    const [level, excess, width] = [0.5 + random.uniform(), 1 + 3 * random.uniform(), 2 + 3 * random.uniform()]
    for (let s = 1; s < SHELLS; s++) out[g * SHELLS + s] = level * (1 + excess * Math.exp(-s / width))
  }
  return out
}
const alike = (groups: number): Float64Array => Float64Array.from({ length: groups * SHELLS }, (_, i) => 3 / (1 + (i % SHELLS)))

/** True variance after whitening, minus one: root mean square in units of what counting alone would leave. */
function residual(weight: Float32Array, spectra: Float64Array, each: number): { mean: number; rms: number } {
  let [sum, squares, n] = [0, 0, 0]
  for (let i = 0; i < spectra.length; i++) {
    if (i % SHELLS === 0) continue
    const off = weight[i % weight.length] ** 2 * spectra[i] - 1
    sum += off
    squares += off * off * each * members[i % SHELLS]
    n++
  }
  return { mean: sum / n, rms: Math.sqrt(squares / n) }
}

describe.each([1, 2, 3])('seed %i', seed => {
  test('coloured groups become white, within counting error', () => {
    const random = seededRandom(seed), spectra = coloured(12, random)
    const input = simulate(spectra, 150, random)
    const { mean, rms } = residual(whiteningWeights(input), spectra, 150)
    expect(Math.abs(mean)).toBeLessThan(0.005)
    expect(rms).toBeLessThan(1.15)
    // The spectrum of all would leave them far from it.
    const { group } = input
    expect(residual(whiteningWeights({ ...input, group: new Uint32Array(group.length), groups: 1 }), spectra, 150).rms).toBeGreaterThan(4)
  })

  test('groups of few particles with one spectrum borrow it from all: far better than counting', () => {
    const random = seededRandom(seed), spectra = alike(100)
    expect(residual(whiteningWeights(simulate(spectra, 2, random)), spectra, 2).rms).toBeLessThan(0.45)
  })

  test('a spectrum that changes by a level only is a level times the spectrum of all', () => {
    const random = seededRandom(seed), levels = Float64Array.from({ length: 60 }, () => 0.5 + random.uniform())
    const spectra = alike(60).map((v, i) => v * levels[Math.floor(i / SHELLS)])
    expect(residual(whiteningWeights(simulate(spectra, 4, random)), spectra, 4).rms).toBeLessThan(0.5)
  })

  test('small coloured groups: no worse than either alone', () => {
    const random = seededRandom(seed), spectra = coloured(60, random), input = simulate(spectra, 3, random)
    expect(residual(whiteningWeights(input), spectra, 3).rms).toBeLessThan(0.9)
  })
})

test('particles that take no part count nothing, and a group of none has the spectrum of all', () => {
  const random = seededRandom(9), spectra = alike(4), input = simulate(spectra, 100, random)
  const wrong = input.power.slice(), active = input.active.slice()
  for (let i = 0; i < active.length; i++) {
    if (input.group[i] !== 3 && i >= 40) continue
    active[i] = 0
    wrong.fill(1e6, i * SHELLS, (i + 1) * SHELLS)
  }
  const weight = whiteningWeights({ ...input, power: wrong, active })
  for (let i = 0; i < weight.length; i++) {
    if (i % SHELLS === 0) expect(weight[i]).toBe(0)
    else expect(Math.abs(weight[i] ** 2 * spectra[i] - 1)).toBeLessThan(0.1)
  }
})
