import { encode } from 'fast-png'
import type { Volume } from '../../../preload/contract/records.ts'
import { readVolume } from '../../formats/mrc.ts'
import { classMark } from '../../report/classMarks.ts'
import { projection, quantile, type Plane } from '../../report/planes.ts'
import { suggestedLevel } from './measureMap.ts'

const WIDTH = 240
const HEIGHT = 120
type Rgb = readonly [number, number, number]
const BACKGROUND: Rgb = [16, 18, 24]
const WHITE: Rgb = [255, 255, 255]

/** A map and the class whose colour it gets; null: grey. */
export type PicturedMap = { readonly path: string; readonly class: number | null }

const colourOf = (number: number | null): Rgb => (number === null ? [170, 170, 170] : [1, 3, 5].map(at => parseInt(classMark(number).colour.slice(at, at + 2), 16)) as unknown as Rgb)

/** From the background over the colour, at 0.7, to white. */
const shade = (colour: Rgb, t: number): number[] => {
  const [from, to, part] = t < 0.7 ? [BACKGROUND, colour, t / 0.7] : [colour, WHITE, (t - 0.7) / 0.3]
  return from.map((low, i) => low + part * (to[i] - low))
}

/** Bilinear between pixels, the nearest one beyond them. */
function valueAt({ size, data }: Plane, x: number, y: number): number {
  const limit = (v: number): number => Math.min(size - 1, Math.max(0, v))
  const [i, j] = [Math.floor(limit(x)), Math.floor(limit(y))], [fx, fy] = [limit(x) - i, limit(y) - j]
  const row = (at: number): number => data[at + i] * (1 - fx) + data[at + Math.min(i + 1, size - 1)] * fx
  return row(j * size) * (1 - fy) + row(Math.min(j + 1, size - 1) * size) * fy
}

/** Mean of 3 × 3 places in a pixel, the picture being `side` pixels wide; rows are turned so that y points up. */
function pixelOf(plane: Plane, side: number, x: number, y: number): number {
  const scale = plane.size / side, places = [1 / 6, 3 / 6, 5 / 6]
  const sum = places.reduce((all, dy) => all + places.reduce((row, dx) => row + valueAt(plane, (x + dx) * scale - 0.5, (side - 1 - y + dy) * scale - 0.5), 0), 0)
  return sum / 9
}

/** Projections along z side by side, each within what all of the maps take up, on one scale. One map is held at a time. */
export function makeThumbnail({ maps }: { readonly maps: readonly PicturedMap[] }): Uint8Array {
  const wholes = maps.map(({ path }) => {
    const map = readVolume(path)
    return { plane: projection(map, { start: 0, size: map.box }, 2), reach: reachOf(map), solvent: quantile(map.data, 0.5) * map.box }
  })
  const planes = wholes.map(({ plane }) => cut(plane, Math.max(...wholes.map(({ reach }) => reach))))
  const low = Math.min(...wholes.map(({ solvent }) => solvent)), high = Math.max(...planes.map(({ data }) => quantile(data, 0.999)))
  const side = Math.min(HEIGHT, Math.floor(WIDTH / maps.length)), left = Math.floor((WIDTH - side * maps.length) / 2), top = Math.floor((HEIGHT - side) / 2)
  const pixels = Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => BACKGROUND[i % 3])
  for (const [k, plane] of planes.entries()) for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
    const t = Math.min(1, Math.max(0, (pixelOf(plane, side, x, y) - low) / (high - low || 1)))
    pixels.set(shade(colourOf(maps[k].class), t).map(Math.round), 3 * ((top + y) * WIDTH + left + k * side + x))
  }
  return encode({ width: WIDTH, height: HEIGHT, data: pixels, channels: 3, depth: 8 })
}

/** Voxels above the level that may lie outside the picture: noise is everywhere. */
const STRAY = 0.01
const MARGIN = 0.04

/** How far from the centre the map's particle reaches along any axis, as a fraction of the box, with a margin. */
function reachOf({ box, data }: Volume): number {
  const level = suggestedLevel(data, box), c = box >> 1, count = new Uint32Array(c + 1)
  let at = 0, all = 0
  for (let z = -c; z < box - c; z++) for (let y = -c; y < box - c; y++) for (let x = -c; x < box - c; x++) {
    if (data[at++] <= level) continue
    count[Math.max(Math.abs(x), Math.abs(y), Math.abs(z))]++
    all++
  }
  let reach = c
  for (let outside = 0; reach > 0 && outside + count[reach] <= STRAY * all; reach--) outside += count[reach]
  return reach / box + MARGIN
}

/** The middle of a plane, `reach` of its size in each direction. */
function cut({ size, pixelSize, data }: Plane, reach: number): Plane {
  const half = Math.min(size >> 1, Math.ceil(reach * size)), start = (size >> 1) - half, wide = Math.min(2 * half + 1, size - start)
  return { size: wide, pixelSize, data: Float32Array.from({ length: wide * wide }, (_, i) => data[(start + Math.floor(i / wide)) * size + start + (i % wide)]) }
}
