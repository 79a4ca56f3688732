import { join } from 'node:path'
import type { Volume } from '../../preload/contract/records.ts'
import type { ClassReport } from '../../preload/contract/report.ts'
import { readVolume } from '../formats/mrc.ts'
import { centralSlice, projection, quantile, windowAround } from './planes.ts'
import type { Axis, Plane } from './planes.ts'
import { differencePicture, greyPicture, reduced } from './pictures.ts'

export type Picture = { readonly view: string; readonly address: string; readonly size: number; readonly pixelSize: number }

/** What is shown of one class, or the reason why its map could not be read. */
export type ClassPictures =
  | { readonly slices: readonly Picture[]; readonly projections: readonly Picture[]; readonly differences: readonly Picture[] }
  | { readonly unreadable: string }

const AXES: readonly Axis[] = [2, 1, 0]
const PLANE_NAMES = ['yz', 'xz', 'xy'] as const
const AXIS_NAMES = ['x', 'y', 'z'] as const

function readMap(path: string): Volume | string {
  try {
    return readVolume(path)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Occupancy-weighted mean of the maps that have the box of the first. */
function meanOf(maps: readonly Volume[], weights: readonly number[]): Volume {
  const [first] = maps
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  const data = new Float32Array(first.data.length)
  for (const [k, map] of maps.entries()) for (let i = 0; i < data.length; i += 1) data[i] += (weights[k] / total) * map.data[i]
  return { ...first, data }
}

/** Difference within the mask: outside is noise that no class decides about. */
function maskedDifference(map: Volume, mean: Volume, mask: Volume): Volume {
  return { ...map, data: map.data.map((value, i) => (value - mean.data[i]) * mask.data[i]) }
}

const pictures = (planes: readonly Plane[], names: readonly string[], draw: (plane: Plane) => string): Picture[] =>
  planes.map((plane, i) => {
    const small = reduced(plane)
    return { view: names[i], address: draw(small), size: small.size, pixelSize: small.pixelSize }
  })

/** One scale for all classes, from the solvent's level to the brightest but for the outermost thousandth, so that pictures can be compared. */
const commonRange = (planes: readonly Plane[], low: number) => ({ low, high: Math.max(...planes.map(plane => quantile(plane.data, 0.999))) })

const MASK_FILE = 'mask.mrc'

/** The mask that the maps were made with; ones everywhere where there is none of their size. */
function readMask(folder: string, box: number): Volume {
  const mask = readMap(join(folder, MASK_FILE))
  return typeof mask !== 'string' && mask.box === box ? mask : { box, pixelSize: 0, data: new Float32Array(box ** 3).fill(1) }
}

/**
 * Central slices, projections and projected differences from the mean of all classes, on scales that all classes share.
 * Maps that cannot be read, or differ in size from the first, are named with the reason instead.
 */
export function mapGallery(folder: string, classes: readonly ClassReport[]): ClassPictures[] {
  const read = classes.map(({ map }) => readMap(join(folder, map)))
  const box = read.find(map => typeof map !== 'string')?.box
  const good = read.flatMap((map, k) => (typeof map !== 'string' && map.box === box ? [{ map, k }] : []))
  if (good.length === 0) return read.map(reason => ({ unreadable: String(reason) }))
  const mean = meanOf(good.map(({ map }) => map), good.map(({ k }) => classes[k].occupancy))
  const mask = readMask(folder, mean.box)
  const window = windowAround(mask, 0.5)
  const solvent = quantile(mean.data, 0.5)
  const planes = good.map(({ map }) => {
    const difference = maskedDifference(map, mean, mask)
    return {
      slices: AXES.map(axis => centralSlice(map, window, axis)),
      projections: AXES.map(axis => projection(map, window, axis)),
      differences: AXES.map(axis => projection(difference, window, axis)),
    }
  })
  const sliceRange = commonRange(planes.flatMap(shown => shown.slices), solvent)
  const projectionRange = commonRange(planes.flatMap(shown => shown.projections), solvent * window.size)
  const most = Math.max(...planes.flatMap(shown => shown.differences).map(plane => quantile(plane.data.map(Math.abs), 0.999)))
  const sliceNames = AXES.map(axis => `slice ${PLANE_NAMES[axis]}`)
  const viewNames = AXES.map(axis => `along ${AXIS_NAMES[axis]}`)
  return read.map((map, k) => {
    const place = good.findIndex(entry => entry.k === k)
    if (place < 0) return { unreadable: typeof map === 'string' ? map : `${map.box} voxels a side, the others have ${box}` }
    return {
      slices: pictures(planes[place].slices, sliceNames, plane => greyPicture(plane, sliceRange)),
      projections: pictures(planes[place].projections, viewNames, plane => greyPicture(plane, projectionRange)),
      differences: pictures(planes[place].differences, viewNames, plane => differencePicture(plane, most)),
    }
  })
}
