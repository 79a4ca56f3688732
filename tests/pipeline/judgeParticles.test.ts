import { beforeAll, describe, expect, test } from 'vitest'
import { Checkpoints } from '../../src/main/compute/sorting/checkpoint.ts'
import { MASK_SIZE, type Workspace } from '../../src/main/compute/sorting/workspace.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { makeMicrograph } from '../../src/main/simulate/micrograph.ts'
import { DEFAULT_SIMULATION } from '../../src/main/simulate/options.ts'
import { judgeParticles, type Judgement } from '../../src/main/compute/stages/judgeParticles.ts'
import { openSet, scratch, simulatedSet, testPool, type SimulatedSet } from './sets.ts'

const folder = scratch()
const pool = testPool()

type Judged = { readonly set: SimulatedSet; readonly w: Workspace; readonly judgement: Judgement; readonly checkpoints: Checkpoints }

async function judge(name: string, options: Parameters<typeof simulatedSet>[1], mask: Float32Array | null = null): Promise<Judged> {
  const set = await simulatedSet(folder.path(name), options)
  const checkpoints = new Checkpoints(folder.empty(`${name}.work`))
  const w = await openSet(set.particles, pool, { scratch: folder.path('none') })
  return { set, w, judgement: await judgeParticles(w, mask, checkpoints), checkpoints }
}
/** 1 where the particle at a position of the store takes part. */
const active = (w: Workspace): Uint8Array => new Uint8Array(w.set.state.active)

describe('contrast sign', () => {
  test.each([[false, 1], [true, -1]] as const)('inverted: %s', async (invert, sign) => {
    const { judgement, w } = await judge(`sign ${sign}`, { particles: 300, snr: 0.1, invert, seed: 3 })
    expect(judgement.sign).toBe(sign)
    expect(judgement.junk).toBe(0)
    const contrast = new Float32Array(w.set.state.contrast)
    expect(contrast.every(c => Math.sign(c) === sign)).toBe(true)
    // The density is positive either way: the origin of the box lies in the particle, and so do the strongest voxels of the mask.
    expect(w.mask[((MASK_SIZE >> 1) * MASK_SIZE + (MASK_SIZE >> 1)) * MASK_SIZE + (MASK_SIZE >> 1)]).toBeGreaterThan(0.9)
    expect(w.mask.reduce((sum, v) => sum + v, 0) / MASK_SIZE ** 3).toBeLessThan(0.4)
  })
})

describe('1,000 particles, a tenth of them junk, coloured noise', () => {
  let judged: Judged
  const options = { structures: ['spike'], states: 'spike3', particles: 1000, box: 48, snr: 0.1, junk: 0.1, contrastSpread: 0.15, noise: 'coloured', seed: 6 } as const
  beforeAll(async () => { judged = await judge('junk', { ...options, structures: [...options.structures] }) }, 300_000)

  test('at least 99 % of the junk is found, at most 1 % of the good particles lost', () => {
    const { w, set, judgement } = judged
    const out = { junk: 0, found: 0, good: 0, lost: 0 }
    active(w).forEach((on, p) => {
      const junk = set.truth[w.set.rowAt[p]] < 0
      out[junk ? 'junk' : 'good']++
      if (on === 0) out[junk ? 'found' : 'lost']++
    })
    expect(out.junk).toBeGreaterThan(80)
    expect(out.found / out.junk).toBeGreaterThanOrEqual(0.99)
    expect(out.lost / out.good).toBeLessThanOrEqual(0.01)
    expect(judgement.junk).toBe(out.found + out.lost)
  })

  test('the spread of contrast is found within 25 %', () => expect(Math.abs(judged.judgement.spread / 0.15 - 1)).toBeLessThan(0.25))

  test('every micrograph is whitened by the spectrum that its noise was drawn from', () => {
    const { w: { set: { state, store, micrographs } } } = judged
    const weights = new Float32Array(state.whitening), shells = store.coefficients.limit + 1, { box } = options
    const simulation = { ...DEFAULT_SIMULATION, ...options, structures: [...options.structures], output: '' }
    let [sum, squares, n] = [0, 0, 0]
    for (let g = 0; g < micrographs; g++) {
      const { noise } = makeMicrograph(simulation, seededRandom(options.seed), g)
      for (let s = 1; s < shells; s++) {
        const off = weights[g * shells + s] * noise[s * box] - 1
        sum += off
        squares += off * off
        n++
      }
    }
    // 40 particles of s·π coefficients know an amplitude to 1/√(160πs): 4 % to 1 %; a map that is not quite the particles' adds a little.
    expect(n).toBeGreaterThan(300)
    expect(Math.abs(sum / n)).toBeLessThan(0.02)
    expect(Math.sqrt(squares / n)).toBeLessThan(0.04)
  })

  test('an interrupted run takes the judgement up as it was', async () => {
    const { w, set, judgement, checkpoints } = judged
    const again = await openSet(set.particles, pool, { scratch: folder.path('none') })
    expect(await judgeParticles(again, null, checkpoints)).toEqual(judgement)
    for (const part of ['contrast', 'whitening', 'active'] as const) expect(new Uint8Array(again.set.state[part])).toEqual(new Uint8Array(w.set.state[part]))
    expect([again.consensus, again.power, again.mask, again.contrastSpread]).toEqual([w.consensus, w.power, w.mask, w.contrastSpread])
  })
})

test('particles of one contrast, and no junk: none is lost, in several seeds', async () => {
  for (const seed of [1, 2, 3]) {
    const { judgement, w } = await judge(`plain ${seed}`, { states: 'hsa2', particles: 400, snr: 0.05, seed })
    expect([judgement.junk, active(w).every(on => on === 1)]).toEqual([0, true])
    expect(judgement.spread).toBeLessThan(0.08)
  }
})

test('a mask that was given is used as it is', async () => {
  const mask = Float32Array.from({ length: MASK_SIZE ** 3 }, (_, i) => (Math.hypot((i % MASK_SIZE) - 32, (Math.floor(i / MASK_SIZE) % MASK_SIZE) - 32, Math.floor(i / MASK_SIZE ** 2) - 32) < 26 ? 1 : 0))
  const { w } = await judge('masked', { particles: 200, snr: 0.2 }, mask)
  expect(w.mask).toEqual(mask)
})
