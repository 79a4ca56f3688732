import { expect, test } from 'vitest'
import { axesOf, cameraFor, isSameCamera, pan, turn, zoom } from '../../../src/renderer/viewer/camera.ts'
import type { Vector } from '../../../src/renderer/viewer/camera.ts'
import { afterDrag, afterKey } from '../../../src/renderer/viewer/gestures.ts'

const home = cameraFor(50, 1)
const near = (a: Vector, b: Vector): void => a.forEach((x, i) => expect(x).toBeCloseTo(b[i], 9))

test('the first view is along z, x to the right and y upwards', () => {
  const { right, up, out } = axesOf(home)
  near(right, [1, 0, 0])
  near(up, [0, 1, 0])
  near(out, [0, 0, 1])
  expect(home.scale).toBeGreaterThan(50)
})

test('a narrow view is framed by its width', () => {
  expect(cameraFor(50, 0.5).scale).toBeCloseTo(2 * home.scale)
  expect(cameraFor(50, 2).scale).toBe(home.scale)
})

test('pushing rightwards brings the left side to the front; pushing upwards brings the lower side', () => {
  near(axesOf(turn(home, Math.PI / 2, 0)).out, [-1, 0, 0])
  near(axesOf(turn(home, 0, Math.PI / 2)).out, [0, -1, 0])
})

test('turning keeps the distance, the focus and right angles, past the poles too', () => {
  let camera = home
  for (let i = 0; i < 40; i++) camera = turn(camera, 0.31, 0.47)
  expect(Math.hypot(...camera.position)).toBeCloseTo(Math.hypot(...home.position), 6)
  expect(camera.focalPoint).toEqual([0, 0, 0])
  const { right, up, out } = axesOf(camera)
  for (const [a, b] of [[right, up], [up, out], [out, right]]) expect(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]).toBeCloseTo(0, 9)
})

test('a turn and the same turn back is no turn', () => {
  const back = turn(turn(home, 0, 0.7), 0, -0.7)
  near(back.position, home.position)
  near(back.viewUp, home.viewUp)
})

test('a camera survives being saved as JSON', () => {
  const camera = pan(zoom(turn(home, 0.3, 0.2), 1.5), 4, -2)
  expect(isSameCamera(JSON.parse(JSON.stringify(camera)), camera)).toBe(true)
  expect(isSameCamera(zoom(camera, 1.01), camera)).toBe(false)
})

test('a drag over the view moves what is under the pointer by as many pixels', () => {
  const height = 400
  const { focalPoint } = afterDrag(home, 30, -10, height, true)
  near(focalPoint, [(-30 * 2 * home.scale) / height, (-10 * 2 * home.scale) / height, 0])
})

test.each([['ArrowRight', false], ['ArrowUp', true], ['+', false], ['-', false], ['r', false]])('key %s does something', (key, shift) => {
  const from = turn(home, 0.1, 0.1)
  expect(isSameCamera(afterKey(from, key, shift, () => home)!, from)).toBe(false)
})

test('other keys are left to the page; + and − undo each other; R goes home', () => {
  expect(afterKey(home, 'Tab', false, () => home)).toBeNull()
  expect(afterKey(afterKey(home, '+', false, () => home)!, '-', false, () => home)!.scale).toBeCloseTo(home.scale, 9)
  expect(afterKey(turn(home, 1, 1), 'R', true, () => home)).toBe(home)
})

test('zoom has ends', () => {
  expect(zoom(home, 1e9).scale).toBe(1)
  expect(zoom(home, 1e-9).scale).toBe(1e5)
})
