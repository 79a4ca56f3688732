import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { applyState } from '../../../src/main/simulate/editAtoms.ts'
import { hingesOf, movingState } from '../../../src/main/simulate/motion.ts'
import { parseStates } from '../../../src/main/simulate/states.ts'
import { bundledStructure } from '../../../src/main/simulate/structures.ts'
import { mean, simulatedSets, spread } from './simulated.ts'

const { columns, csv, hash, images, make, path } = simulatedSets()
const [hsa, spike] = [bundledStructure('hsa'), bundledStructure('spike')]

const HINGE = 'about A:198 A:100'
const moves = [
  ['the angle is added to the state’s', hsa, 'hsa2', 1, [8], `rotate A:5-197 28 ${HINGE}`],
  ['a state that leaves the hinge alone has it at 0', hsa, 'hsa2', 0, [-5.5], `rotate A:5-197 -5.5 ${HINGE}`],
  ['each hinge has its own angle', spike, 'spike3', 2, [-3, 6], 'rotate A:334-527 42, rotate B:334-527 51'],
  ['also the one that another state names', spike, 'spike3', 1, [3, -4], 'rotate B:334-527 -4, rotate A:334-527 48'],
  ['what is dropped does not come back', hsa, `rotate A:5-197 0 ${HINGE}; drop A:5-105`, 1, [7], `rotate A:5-197 7 ${HINGE}, drop A:5-105`],
] as const

test.each(moves)('%s', (_, structure, states, which, turns, same) => {
  const parsed = parseStates(states)
  const moved = movingState(structure, parsed[which], hingesOf(parsed), [1, 2, 3], 2)(turns)
  const expected = applyState(structure, parseStates(same)[0])
  expect(moved.count).toBe(expected.count)
  expect(Math.max(...moved.position.map((value, i) => Math.abs(2 * value + [1, 2, 3][i % 3] - expected.position[i])))).toBeLessThan(1e-9)
})

test('angles have the spread that was asked for, about the state’s own, hinge by hinge on their own', async () => {
  const particles = 600
  await make('loose', { structures: ['spike'], states: 'spike3', box: 16, particles, motion: 8, junk: 0.1, snr: null })
  const truth = csv('loose', 'truth.csv')
  const motion = csv('loose', 'motion.csv')
  expect(motion.map(row => row[0])).toEqual(truth.map(row => row[0]))
  const [a, b] = [1, 2].map(column => motion.map(row => row[column]))
  for (const state of [0, 1, 2]) for (const turns of [a, b]) {
    const own = turns.filter((_, i) => truth[i][1] === state)
    // 180 draws know a spread to 1/√360 and a mean to 1/√180.
    expect(Math.abs(spread(own) / 8 - 1)).toBeLessThan(4 / Math.sqrt(360))
    expect(Math.abs(mean(own) / 8)).toBeLessThan(4 / Math.sqrt(180))
  }
  expect(Math.abs(mean(a.map((value, i) => value * b[i])) / 64)).toBeLessThan(4 / Math.sqrt(540))
})

const turned = (angle: number): string => `rotate A:5-197 ${angle} ${HINGE}`

test('motion shows in the images: the angle that fits a projection best is the one that was drawn', async () => {
  const set = { snr: null, particles: 30 } as const
  const grid = Array.from({ length: 9 }, (_, i) => 6 * (i - 4))
  await make('breathing', { ...set, states: turned(0), motion: 8 })
  for (const angle of grid) await make(`at ${angle}`, { ...set, states: turned(angle) })
  const moving = images('breathing').data
  const still = grid.map(angle => images(`at ${angle}`).data)
  const turns = csv('breathing', 'motion.csv').map(row => row[1])
  const errors = turns.map((turn, i) => {
    const image = moving.subarray(1024 * i, 1024 * (i + 1))
    // The sets differ a little in scale, so what is left is measured after fitting one factor.
    const misfits = still.map(data => {
      const other = data.subarray(1024 * i, 1024 * (i + 1))
      const [ab, bb, aa] = other.reduce(([xy, yy, xx], value, p) => [xy + value * image[p], yy + value * value, xx + image[p] ** 2], [0, 0, 0])
      return aa - ab ** 2 / bb
    })
    const best = Math.max(1, Math.min(grid.length - 2, misfits.indexOf(Math.min(...misfits))))
    const [before, at, after] = misfits.slice(best - 1, best + 2)
    return grid[best] + (3 * (before - after)) / (before - 2 * at + after) - turn
  })
  expect(spread(turns)).toBeGreaterThan(5)
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.5)
})

test('motion changes neither poses nor classes nor the maps of the states', async () => {
  await Promise.all([make('rigid'), make('soft', { motion: 5 })])
  for (const file of ['particles.star', 'truth.csv', 'gt_class0.mrc', 'gt_class1.mrc']) expect(hash('soft', file)).toBe(hash('rigid', file))
  expect(hash('soft', 'particles.mrcs')).not.toBe(hash('rigid', 'particles.mrcs'))
  expect(existsSync(path('rigid', 'motion.csv'))).toBe(false)
  expect(columns('soft', ['rlnAngleRot'])[0]).toHaveLength(40)
})

test('where nothing turns, motion is refused, and nothing is left', async () => {
  await expect(make('stiff', { states: 'as-is; drop A:5-105', motion: 5 })).rejects.toThrow('--motion: no state turns anything')
  expect(existsSync(path('stiff', ''))).toBe(false)
})
