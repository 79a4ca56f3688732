import { expect, test } from 'vitest'
import { motionGain, motionSentence } from '../../src/preload/contract/motionWords.ts'
import { Embedding, type Motion } from '../../src/preload/contract/calls/landscape.ts'

const found: Motion = { kind: 'states', states: 3, gain: -0.18019, error: 0.00905 }

test('the verdict names the number of states only where they were found', () => {
  expect(motionSentence(found)).toBe('Discrete: along component 1 the particles are in 3 states.')
  expect(motionSentence({ ...found, kind: 'continuous' })).toMatch(/^Continuous: .* More than 4 states/)
  expect(motionSentence({ ...found, kind: 'unclear' })).toMatch(/cannot tell/)
  expect(motionSentence({ ...found, kind: 'none' })).toMatch(/^No motion/)
})

test('the number has its sign, its error and its unit', () => {
  expect(motionGain(found)).toBe('log-likelihood of a continuum above that of 3 states: −0.1802 ± 0.0091 nats per particle, on particles not fitted')
  expect(motionGain({ ...found, states: 1, gain: 0.00001 })).toContain('one conformation: 0.0000 ± 0.0091 nats')
})

test('an embedding of before it was asked is still read', () => {
  const before = { particles: 10, used: 9, made: '2026-01-01T00:00:00Z', seconds: 1, components: [{ key: 'pc1', title: 'Component 1', variance: 1 }], evidence: [0.5] }
  expect(Embedding.parse(before)).toEqual({ ...before, motion: null })
  expect(Embedding.parse({ ...before, motion: found }).motion).toEqual(found)
})
