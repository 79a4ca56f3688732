import { Failure } from '../../../preload/contract/failure.ts'
import type { Volume } from '../../../preload/contract/records.ts'
import { readVolume, writeVolume } from '../../formats/mrc.ts'
import { PIXEL_TOLERANCE } from '../../formats/volumeList.ts'
import { connectedComponents } from '../../numerics/connectedComponents.ts'
import { filterVolume, lowPassGain } from '../../numerics/filters.ts'
import { softened } from '../../numerics/masks.ts'
import { resampleTrilinear } from '../../numerics/resampleTrilinear.ts'

/** A mask round the largest part of a map that lies above a level. */
export type MaskRequest = {
  /** Absolute paths of the map and of the mask. */
  readonly map: string
  readonly output: string
  /** In the map's units, after the low-pass. */
  readonly level: number
  readonly lowpassA: number | null
  /** Voxels of the map by which the part is widened, and over which the mask then falls to 0. */
  readonly grow: number
  readonly soften: number
  /** Of the particles: what the mask is written for; a map that was made smaller covers the same Å. */
  readonly box: number
  readonly pixelSize: number
}

/** Of the mask as written: voxels above one half, their fraction of the box and their volume. */
export type MadeMask = { readonly voxels: number; readonly fraction: number; readonly volumeA3: number }

/** Writes the mask as MRC, whole or not at all. Throws a Failure for a map of another extent than the particles', and a level that leaves nothing. */
export function makeMask(request: MaskRequest): MadeMask {
  const map = readVolume(request.map), { box, pixelSize } = request
  refuseOtherExtent(map, request)
  const data = resampleTrilinear(maskAbove(map, request), map.box, box)
  writeVolume(request.output, { box, pixelSize, data })
  const voxels = data.reduce((sum, value) => sum + (value >= 0.5 ? 1 : 0), 0)
  return { voxels, fraction: voxels / data.length, volumeA3: voxels * pixelSize ** 3 }
}

function refuseOtherExtent({ box, pixelSize }: Volume, request: MaskRequest): void {
  const extent = box * pixelSize, wanted = request.box * request.pixelSize
  // 0 is a header without a pixel size: then the box has to be that of the particles.
  if (pixelSize === 0 ? box === request.box : Math.abs(extent / wanted - 1) <= PIXEL_TOLERANCE) return
  throw new Failure('data', `${request.map}: a map of ${box}³ voxels of ${pixelSize.toFixed(3)} Å does not cover the particles’ box of ${request.box} px of ${request.pixelSize.toFixed(3)} Å`, 'choose a map of this project')
}

/** [box³], 1 on the largest face-connected part above the level and `grow` voxels round it, falling to 0 over `soften` voxels more. */
export function maskAbove(map: Volume, { map: path, level, lowpassA, grow, soften }: Omit<MaskRequest, 'output' | 'box' | 'pixelSize'>): Float32Array {
  const { box } = map, density = lowpassA === null ? map.data : lowPassed(map, lowpassA)
  const { label, size } = connectedComponents(Uint8Array.from(density, value => (value > level ? 1 : 0)), box)
  if (size.length === 1) {
    const highest = density.reduce((a, b) => Math.max(a, b), -Infinity)
    throw new Failure('usage', `${path}: nothing lies above a level of ${level.toPrecision(3)}`, `the map reaches ${highest.toPrecision(3)}: choose a lower level`)
  }
  const largest = size.reduce((best, voxels, part) => (part > 0 && voxels > size[best] ? part : best), 1)
  return softened(Uint8Array.from(label, part => (part === largest ? 1 : 0)), box, grow, Math.max(soften, HARD))
}

/** Voxels: an edge that no voxel falls on. */
const HARD = 1e-3

function lowPassed({ data, box, pixelSize }: Volume, lowpassA: number): Float32Array {
  const edge = (box * (pixelSize || 1)) / lowpassA
  return filterVolume(data, box, radius => lowPassGain(radius, edge, Math.max(2, edge / 5)))
}
