import type { ValueMap } from '../surface/sampleMap.ts'
import { outlineOf } from './outline.ts'
import { greysOf, placeOf, sliceOf } from './slices.ts'
import type { SliceAxis } from './slices.ts'

/** A slice to be drawn. `low` and `high`: density that is black and white. */
export type SlicePicture = {
  readonly map: ValueMap
  readonly axis: SliceAxis
  readonly index: number
  readonly low: number
  readonly high: number
  readonly outline?: { readonly map: ValueMap; readonly level: number }
}

/** Okabe & Ito's yellow on black: seen on every grey. */
const OUTLINE = { colour: '#f0e442', rim: '#000000', width: 1.5 }

/** From so many CSS pixels a voxel on, voxels are shown as they are. */
const SHOW_VOXELS = 16

/** Draws a slice into a square of `side` canvas pixels; `ratio`: canvas pixels per CSS pixel. */
export function drawSlice(paper: CanvasRenderingContext2D, side: number, ratio: number, { map, axis, index, low, high, outline }: SlicePicture): void {
  const { box } = map
  const image = document.createElement('canvas')
  image.width = image.height = box
  image.getContext('2d')!.putImageData(new ImageData(greysOf(sliceOf(map, axis, index), box, low, high), box, box), 0, 0)
  paper.imageSmoothingEnabled = side < SHOW_VOXELS * ratio * box
  paper.imageSmoothingQuality = 'high'
  paper.drawImage(image, 0, 0, side, side)
  if (outline) drawOutline(paper, side, ratio, map, outline, axis, placeOf(index, map))
}

/** The outline's map may be sampled differently: both are laid over each other in Å. */
function drawOutline(paper: CanvasRenderingContext2D, side: number, ratio: number, under: ValueMap, { map, level }: { map: ValueMap; level: number }, axis: SliceAxis, placeA: number): void {
  const index = Math.round(placeA / map.pixelSizeA) + (map.box >> 1)
  if (index < 0 || index >= map.box) return
  const scale = side / under.box / under.pixelSizeA
  // The middle of voxel box >> 1 is the origin of both maps; a voxel is drawn from its lower to its upper side.
  const right = (u: number): number => ((u - (map.box >> 1)) * map.pixelSizeA + ((under.box >> 1) + 0.5) * under.pixelSizeA) * scale
  const down = (v: number): number => side - right(v)
  const path = new Path2D()
  const segments = outlineOf(sliceOf(map, axis, index), map.box, level)
  for (let i = 0; i < segments.length; i += 4) {
    path.moveTo(right(segments[i]), down(segments[i + 1]))
    path.lineTo(right(segments[i + 2]), down(segments[i + 3]))
  }
  paper.lineCap = 'round'
  for (const [colour, width] of [[OUTLINE.rim, OUTLINE.width + 1.5], [OUTLINE.colour, OUTLINE.width]] as const) {
    paper.strokeStyle = colour
    paper.lineWidth = width * ratio
    paper.stroke(path)
  }
}
