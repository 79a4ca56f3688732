import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/main/numerics/rng.ts'
import { PointRaster } from '../../../src/renderer/scatter/pointRaster.ts'
import { FIRST_SLICE, nextSlice, spread, stepOf } from '../../../src/renderer/scatter/slices.ts'

const WIDTH = 31, HEIGHT = 17, COUNT = 300
const PLACING = { scale: [3, 2], offset: [-5, -4] } as const

/** Points in and around the picture, one in ten without a place, one in four chosen. */
function someRaster(): PointRaster {
  const random = seededRandom(7), raster = new PointRaster()
  const bytes = (length: number, most: number): Uint8Array => Uint8Array.from({ length }, () => (most + 1) * random.uniform())
  const places = (): Float32Array => Float32Array.from({ length: COUNT }, (_, i) => (i % 10 === 9 ? 1e30 : 12 * random.uniform() - 6))
  Object.assign(raster.values, { x: places(), y: places(), index: bytes(COUNT, 255), chosen: bytes(COUNT, 3).map(value => Number(value === 0)) })
  raster.palette = bytes(4 * 256, 255)
  return raster
}

/** Red, green, blue and opacity of one pixel: each point in turn is asked whether it holds the pixel's middle. */
function pixelAt({ values: { x, y, index, chosen }, palette }: PointRaster, size: number, opacities: readonly [number, number], column: number, row: number): number[] {
  let pixel = [0, 0, 0, 0], isCovered = false
  for (let i = 0; i < COUNT; i++) {
    const px = PLACING.scale[0] * (x[i] - PLACING.offset[0]), py = PLACING.scale[1] * (y[i] - PLACING.offset[1])
    const right = column + 0.5 - px, up = row + 0.5 - py, half = (size + chosen[i]) / 2
    const holds = size < 4 ? Math.max(Math.abs(right), Math.abs(up)) < half : Math.hypot(right, up) < half
    if (!holds || px < 0 || px > WIDTH || py < 0 || py > HEIGHT || (isCovered && chosen[i] === 0)) continue
    const colour = [...palette.subarray(4 * index[i], 4 * index[i] + 3), 255]
    pixel = pixel.map((part, k) => opacities[chosen[i]] * colour[k] + (1 - opacities[chosen[i]]) * part)
    isCovered ||= chosen[i] === 1
  }
  return pixel
}

test.each([['squares', 1.5], ['wide squares', 3.2], ['discs', 6]])('points are laid over one another as %s, what is chosen on top', (_, size) => {
  const raster = someRaster(), opacities = [0.35, 0.6] as const
  raster.begin(PLACING, { size, others: opacities[0], opacity: opacities[1] }, WIDTH, HEIGHT)
  raster.draw(0, 100)
  raster.draw(100, COUNT - 100)
  const bytes = new Uint8Array(raster.image.buffer)
  let filled = 0
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    const pixel = pixelAt(raster, size, opacities, at % WIDTH, Math.floor(at / WIDTH))
    pixel.forEach((part, k) => expect(Math.abs(bytes[4 * at + k] - part)).toBeLessThan(3))
    filled += Number(pixel[3] > 0)
  }
  expect(filled).toBeGreaterThan(0.3 * WIDTH * HEIGHT)
})

test('a picture begun anew holds nothing of the last, whatever its size', () => {
  const raster = someRaster(), look = { size: 3, others: 0.5, opacity: 1 }
  for (const [width, height] of [[31, 17], [31, 17], [8, 9]]) {
    raster.begin(PLACING, look, width, height)
    expect([raster.image.length, raster.image.every(pixel => pixel === 0)]).toEqual([width * height, true])
    raster.draw(0, COUNT)
    expect(raster.image.some(pixel => pixel !== 0)).toBe(true)
  }
})

test.each([1, 2, 3, 10, 997, 1000, 4096])('the walk through %i rows visits each once', count => {
  expect([...spread(Float32Array.from({ length: count }, (_, i) => i))].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
  expect(stepOf(count)).toBeLessThanOrEqual(count)
})

test.each([2, 3, 16, 250])('the beginning of the walk is a sample of all rows where every %i of them are alike', period => {
  const first = spread(Uint8Array.from({ length: 100_000 }, (_, row) => row % period)).subarray(0, 10_000), counts = new Uint32Array(period)
  for (const value of first) counts[value] += 1
  for (const count of counts) expect(count / (10_000 / period)).toBeCloseTo(1, 0.5)
})

test('slices grow where drawing is fast, by four times at most, and are never less than the first', () => {
  expect(nextSlice(100_000, 60)).toBe(50_000)
  expect(nextSlice(100_000, 0)).toBe(400_000)
  expect(nextSlice(100_000, 10_000)).toBe(FIRST_SLICE)
})
