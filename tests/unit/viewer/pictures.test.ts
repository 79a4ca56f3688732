import { expect, test } from 'vitest'
import { colourAt, coloursOf } from '../../../src/renderer/viewer/colourScales.ts'
import { drawingFor } from '../../../src/renderer/viewer/drawing.ts'
import type { DrawingState } from '../../../src/renderer/viewer/drawing.ts'
import { figureOf } from '../../../src/renderer/viewer/figure.ts'
import type { FigureItem } from '../../../src/renderer/viewer/figure.ts'
import { isSoftwareRenderer } from '../../../src/renderer/viewer/glSupport.ts'
import type { Picture } from '../../../src/renderer/viewer/picture.ts'
import { scaleBarOf } from '../../../src/renderer/viewer/scaleBar.ts'
import { opacityPoints } from '../../../src/renderer/viewer/transferFunction.ts'
import { noteOf } from '../../../src/renderer/viewer/ViewNote.tsx'

test.each([[0.5, 120, 50, '50 Å'], [1, 120, 100, '100 Å'], [1.7, 120, 200, '200 Å'], [0.01, 100, 1, '1 Å'], [0.003, 100, 0.2, '0.2 Å'], [200, 100, 20_000, '2 µm']])(
  'at %d Å a pixel a bar of at most %d px is %d Å long', (angstromPerPixel, most, angstrom, label) => {
    const bar = scaleBarOf(angstromPerPixel, most)
    expect(bar.angstrom).toBeCloseTo(angstrom, 9)
    expect(bar.label).toBe(label)
    expect(bar.pixels).toBeLessThanOrEqual(most)
    expect(bar.pixels).toBeGreaterThan(most / 2.6)
    expect(bar.pixels * angstromPerPixel).toBeCloseTo(bar.angstrom, 9)
  })

const state: DrawingState = { quality: 'auto', isSoftware: false, isMoving: false, volumeBox: 128, pixels: 800 * 800, devicePixelRatio: 2 }

test('a graphics card draws with full care, and faster while the view moves', () => {
  expect(drawingFor(state)).toEqual({ shaded: true, sampling: 0.7, pixelRatio: 2 })
  expect(drawingFor({ ...state, isMoving: true })).toEqual({ shaded: true, sampling: 1.5, pixelRatio: 1 })
  expect(drawingFor({ ...state, quality: 'low' }).shaded).toBe(false)
})

test('a processor is given few pixels, no shading and wide steps', () => {
  const still = drawingFor({ ...state, isSoftware: true })
  const moving = drawingFor({ ...state, isSoftware: true, isMoving: true })
  expect(still.shaded).toBe(false)
  expect(still.sampling).toBeGreaterThanOrEqual(1.5)
  expect(state.pixels * still.pixelRatio ** 2).toBeLessThanOrEqual(80_000.1)
  expect(moving.pixelRatio).toBeLessThan(still.pixelRatio)
  expect(drawingFor({ ...state, isSoftware: true, quality: 'high' })).toEqual({ shaded: true, sampling: 0.7, pixelRatio: 2 })
  expect(drawingFor({ ...state, isSoftware: true, volumeBox: 0, devicePixelRatio: 1 }).pixelRatio).toBe(1)
})

test.each([['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', true], ['llvmpipe (LLVM 15.0.6, 256 bits)', true], ['Microsoft Basic Render Driver', true], ['ANGLE (NVIDIA, NVIDIA RTX A4000 Direct3D11)', false], ['Mesa Intel(R) UHD Graphics 620 (KBL GT2)', false]])(
  'knows whether “%s” is a processor', (renderer, isSoftware) => expect(isSoftwareRenderer(renderer)).toBe(isSoftware))

test.each([0.01, 0.1, 0.4, -1, 3])('the transfer function rises from solvent to the greatest density at level %d', level => {
  const points = opacityPoints({ low: 0, high: 0.5, level, opacity: 1 })
  for (let i = 1; i < points.length; i++) {
    expect(points[i][0]).toBeGreaterThan(points[i - 1][0])
    expect(points[i][1]).toBeGreaterThanOrEqual(points[i - 1][1])
  }
  expect(points[0]).toEqual([0, 0])
  expect(points.at(-1)![0]).toBe(255)
})

test('colours: both ends, beyond them, and no number', () => {
  const colours = coloursOf(Float32Array.of(-5, -1, 0, 1, 5, NaN), 'diverging', [-1, 1])
  const at = (i: number): number[] => [...colours.subarray(4 * i, 4 * i + 3)]
  expect(at(0)).toEqual(at(1))
  expect(at(1)).toEqual(colourAt('diverging', 0))
  expect(at(3)).toEqual(at(4))
  expect(Math.max(...at(2)) - Math.min(...at(2))).toBeLessThan(6)
  expect(at(5)).toEqual([150, 150, 150])
  expect(colourAt('viridis', 0)).toEqual([68, 1, 84])
})

const picture = (width: number, height: number, isFilled = false): Picture => ({ image: {} as HTMLCanvasElement, width, height, angstromPerPixel: 1, isFilled })
const words = (items: readonly FigureItem[]): string[] => items.flatMap(item => (item.kind === 'text' ? [item.text] : []))
const width = (text: string, size: number): number => 0.6 * size * text.length

test('a figure holds its views side by side, with title, captions, scale bars and legend inside its bounds', () => {
  const figure = figureOf([{ picture: picture(400, 300), caption: 'Class 1' }, { picture: picture(400, 300, true), caption: 'Class 2' }], {
    title: 'HSA', legend: [{ kind: 'colour', label: '1 · open', colour: '#0072b2' }, { kind: 'scale', label: 'Difference', scale: 'diverging', low: '−3 σ', high: '3 σ' }],
  }, width)
  expect(words(figure.items)).toEqual(['HSA', 'Class 1', '100 Å', 'Class 2', '100 Å', '1 · open', 'Difference', '−3 σ', '3 σ'])
  expect(figure.width).toBeGreaterThan(800)
  for (const item of figure.items) {
    const [right, bottom] = item.kind === 'text' ? [item.x, item.y] : [item.x + item.width, item.y + item.height]
    expect(item.x).toBeGreaterThanOrEqual(0)
    expect(right).toBeLessThanOrEqual(figure.width)
    expect(bottom).toBeLessThanOrEqual(figure.height)
  }
})

test('four views stand in two rows; a long legend takes more lines', () => {
  const four = figureOf(Array.from({ length: 4 }, () => ({ picture: picture(300, 200) })), {}, width)
  expect(four.width).toBeLessThan(700)
  expect(four.height).toBeGreaterThan(400)
  const legend = Array.from({ length: 12 }, (_, i) => ({ kind: 'colour' as const, label: `${i + 1} · a class with a long name`, colour: '#000000' }))
  expect(figureOf([{ picture: picture(300, 200) }], { legend }, width).height).toBeGreaterThan(400)
})

const view = { isBusy: false, triangles: 10, binning: 1, empty: 0, failure: null }

test('a view says what is not as asked for', () => {
  expect(noteOf(view)).toBeNull()
  expect(noteOf({ ...view, empty: 1 })).toMatch(/Lower the level/)
  expect(noteOf({ ...view, empty: 1, isBusy: true })).toBeNull()
  expect(noteOf({ ...view, binning: 2 })).toMatch(/1\/2/)
  expect(noteOf({ ...view, failure: 'out of memory' })).toMatch(/out of memory/)
})
