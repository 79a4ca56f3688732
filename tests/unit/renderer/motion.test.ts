import { describe, expect, test } from 'vitest'
import type { WalkReport } from '../../../src/preload/contract/calls/landscape.ts'
import { NO_WAY, endedWay, extendedWay, simplified, verticesOf } from '../../../src/renderer/scatter/way.ts'
import { walkCommand } from '../../../src/renderer/steps/landscape/embedCommand.ts'
import { betweenPoints, blended, morphBox } from '../../../src/renderer/steps/motion/blend.ts'
import { endToEnd, planeThrough } from '../../../src/renderer/steps/motion/plane.ts'
import { advanced, frameCount, positionsOf } from '../../../src/renderer/steps/motion/playing.ts'
import { stopsOf } from '../../../src/renderer/steps/motion/stopsOf.ts'
import { pictureWords, positionWords, titleOf } from '../../../src/renderer/steps/motion/walkWords.ts'

type Along = WalkReport['along']
const FSC = { frequency: [], unmasked: [], masked: [], phaseRandomised: [], corrected: [] }
const walk = (along: Along, places: readonly number[][]): Pick<WalkReport, 'along' | 'points'> => ({
  along, points: places.map((place, i) => ({ place, particles: 1000 + i, resolutionA: 7.25, map: `point_00${i + 1}.mrc`, halfMaps: ['a', 'b'], fsc: FSC })),
})
const component = walk({ kind: 'component', component: 1 }, [[-1], [-0.5], [0], [1]])

describe('a drawn path', () => {
  test('keeps the corners of what was drawn and drops what lies on the way between them', () => {
    const corner = [...Array.from({ length: 50 }, (_, i) => [2 * i, 0] as const), ...Array.from({ length: 50 }, (_, i) => [100, 2 * i] as const)]
    expect(simplified(corner, 1)).toEqual([[0, 0], [100, 0], [100, 98]])
    const circle = Array.from({ length: 361 }, (_, i) => [100 * Math.cos((i * Math.PI) / 180), 100 * Math.sin((i * Math.PI) / 180)] as const)
    const few = simplified(circle, 4)
    expect(few.length).toBeLessThan(20)
    expect(few[0]).toEqual(circle[0])
    expect(few.at(-1)).toEqual(circle[360])
  })

  test('a click is one vertex, a scribble no more than there is room for', () => {
    expect(verticesOf([[10, 10], [12, 11]])).toEqual([[10, 10]])
    const scribble = Array.from({ length: 2000 }, (_, i) => [i, i % 2 === 0 ? 0 : 60] as const)
    expect(verticesOf(scribble).length).toBeLessThanOrEqual(200)
  })

  test('is gone on with until it is ended, and then begun anew', () => {
    const one = extendedWay(NO_WAY, [[0, 0]]), two = extendedWay(one, [[1, 1]])
    expect(endedWay(one)).toBe(NO_WAY)
    expect(endedWay(two)).toEqual({ vertices: [[0, 0], [1, 1]], isEnded: true })
    expect(extendedWay(endedWay(two), [[5, 5]])).toEqual({ vertices: [[5, 5]], isEnded: false })
  })

  test('from end to end leaves out the outermost twentieths and what has no place', () => {
    const values = Float32Array.from([NaN, ...Array.from({ length: 101 }, (_, i) => 100 - i)])
    expect(endToEnd(values)).toEqual({ vertices: [[5, 0], [95, 0]], isEnded: true })
    expect(endToEnd(new Float32Array([NaN])).vertices).toEqual([])
  })

  test('lies in a plane of two components only', () => {
    const embedding = { components: ['pc1', 'pc2', 'pc3'].map(key => ({ key, title: key, variance: 0.1 })) }
    expect(planeThrough(embedding, 'pc3', 'pc1', true)).toEqual({ x: 3, y: 1, isShown: true })
    expect(planeThrough(embedding, 'pc3', 'pc1', false).isShown).toBe(false)
    expect(planeThrough(embedding, 'nf1', 'nf2', true).isShown).toBe(false)
  })
})

describe('the morph', () => {
  test('blends the two maps between which the slider stands', () => {
    expect(betweenPoints(3.4, 8)).toEqual({ from: 2, to: 3, share: expect.closeTo(0.4, 9) })
    expect(betweenPoints(8, 8)).toEqual({ from: 7, to: 7, share: 0 })
    expect(betweenPoints(0, 1)).toEqual({ from: 0, to: 0, share: 0 })
    const map = (values: number[]) => ({ voxels: Float32Array.from(values), box: 2, pixelSizeA: 1 }), a = map([0, 0, 0, 0, 0, 0, 0, 4]), b = map([8, 0, 0, 0, 0, 0, 0, 0])
    expect([...blended(a, b, 0.25).voxels]).toEqual([2, 0, 0, 0, 0, 0, 0, 3])
    expect(blended(a, b, 0)).toBe(a)
    expect(blended(a, b, 1)).toBe(b)
    expect([...a.voxels]).toEqual([0, 0, 0, 0, 0, 0, 0, 4])
  })

  test('is sampled as finely as its maps were filtered, and never finer than they are', () => {
    expect(morphBox({ box: 256, pixelSizeA: 1, lowpassA: 8 })).toBe(96)
    expect(morphBox({ box: 384, pixelSizeA: 1, lowpassA: 4 })).toBe(128)
    expect(morphBox({ box: 256, pixelSizeA: 1, lowpassA: 40 })).toBe(48)
    expect(morphBox({ box: 32, pixelSizeA: 4, lowpassA: 10 })).toBe(32)
  })

  test('says where the slider stands, and what the picture there is', () => {
    expect(positionWords(component, 1.5)).toBe('point 1.5 of 4, pc1 = −0.75')
    expect(positionWords(component, 3)).toBe('point 3 of 4, pc1 = 0.00')
    expect(positionWords(walk({ kind: 'path', x: 1, y: 3, vertices: [[0, 0], [1, 2]] }, [[0, 0], [1, 2]]), 1.5)).toBe('point 1.5 of 2, pc1 = 0.50, pc3 = 1.00')
    expect(positionWords(walk({ kind: 'chosen', count: 9 }, [[]]), 1)).toBe('point 1 of 1')
    expect(pictureWords(component, 2)).toBe('Reconstruction from 1\u202F001 particles, 7.3 Å')
    expect(pictureWords(component, 2.4)).toBe('A blend of the maps of points 2 and 3, not a reconstruction')
    expect(titleOf({ name: 'walk_path2', along: { kind: 'path', x: 1, y: 3, vertices: [[0, 0], [1, 2]] } })).toBe('Path 2 through components 1 and 3')
  })

  test('goes round or back and forth at its ends', () => {
    expect(advanced({ position: 3.5, direction: 1 }, 1, 4, 'loop')).toEqual({ position: 1, direction: 1 })
    expect(advanced({ position: 3.5, direction: 1 }, 1, 4, 'back and forth')).toEqual({ position: 3.5, direction: -1 })
    expect(advanced({ position: 1.25, direction: -1 }, 0.5, 4, 'back and forth')).toEqual({ position: 1.25, direction: 1 })
  })

  test('a movie has as many frames as its length asks for, and its repetition does not jerk', () => {
    expect(frameCount(4, 24)).toBe(96)
    expect(frameCount(0, 24)).toBe(2)
    expect(positionsOf(4, 4, 'loop')).toEqual([1, 2, 3, 4])
    expect(positionsOf(6, 4, 'back and forth')).toEqual([1, 2, 3, 4, 3, 2].map(value => expect.closeTo(value, 9)))
  })
})

test('the command that makes the same walk', () => {
  expect(walkCommand('/data/my run', 2, 8)).toBe("cgr embed '/data/my run' --walk 2 --points 8")
})

describe('points of a walk in the landscape', () => {
  test('lie on the axis of their component, or on their path, and are not shown in another plane', () => {
    expect(stopsOf(component, 2, 1, 1)[1]).toEqual({ number: 2, x: 0, y: -0.5, isNow: true })
    expect(stopsOf(component, 2, 3, 0)).toEqual([])
    const path = walk({ kind: 'path', x: 1, y: 3, vertices: [[0, 0], [1, 2]] }, [[0, 0], [1, 2]])
    expect(stopsOf(path, 3, 1, 0)[1]).toEqual({ number: 2, x: 2, y: 1, isNow: false })
    expect(stopsOf(path, 1, 2, 0)).toEqual([])
  })
})
