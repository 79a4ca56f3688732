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

/** Views of one map along z, y and x; `masked` are its projections within the mask. */
type Views = { readonly slices: readonly Plane[]; readonly projections: readonly Plane[]; readonly masked: readonly Plane[]; readonly solvent: number }

const AXES: readonly Axis[] = [2, 1, 0]
const SLICE_NAMES = ['slice xy', 'slice xz', 'slice yz']
const VIEW_NAMES = ['along z', 'along y', 'along x']
const MASK_FILE = 'mask.mrc'

function readMap(path: string): Volume | string {
  try {
    return readVolume(path)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The mask that the maps were made with, if there is one of their size. */
function readMask(folder: string, box: number): Volume | null {
  const mask = readMap(join(folder, MASK_FILE))
  return typeof mask !== 'string' && mask.box === box ? mask : null
}

function viewsOf(map: Volume, mask: Volume | null): Views {
  const window = mask ? windowAround(mask, 0.5) : { start: 0, size: map.box }
  return {
    slices: AXES.map(axis => centralSlice(map, window, axis)),
    projections: AXES.map(axis => projection(map, window, axis)),
    masked: AXES.map(axis => projection(map, window, axis, mask?.data ?? null)),
    solvent: quantile(map.data, 0.5),
  }
}

/** Views of all maps that have the size of the first readable one; of the others, the reason why not. Holds one map at a time. */
function readViews(folder: string, classes: readonly ClassReport[]): (Views | string)[] {
  let box = 0
  let mask: Volume | null = null
  return classes.map(one => {
    const map = readMap(join(folder, one.map))
    if (typeof map === 'string') return map
    if (box === 0) {
      box = map.box
      mask = readMask(folder, box)
    }
    return map.box === box ? viewsOf(map, mask) : `${map.box} voxels a side, the others have ${box}`
  })
}

/** plane − Σ weight · other, which are all of one size. */
function minusMean(plane: Plane, others: readonly Plane[], weights: readonly number[]): Plane {
  const data = plane.data.slice()
  for (const [k, other] of others.entries()) for (let i = 0; i < data.length; i += 1) data[i] -= weights[k] * other.data[i]
  return { ...plane, data }
}

const pictures = (planes: readonly Plane[], names: readonly string[], draw: (plane: Plane) => string): Picture[] =>
  planes.map((plane, i) => {
    const small = reduced(plane)
    return { view: names[i], address: draw(small), size: small.size, pixelSize: small.pixelSize }
  })

/** One scale for all classes, from the solvent's level to the brightest but for the outermost thousandth, so that pictures can be compared. */
const commonRange = (planes: readonly Plane[], low: number) => ({ low, high: Math.max(...planes.map(plane => quantile(plane.data, 0.999))) })

/**
 * Central slices, projections and projected differences from the occupancy-weighted mean of all classes, on scales that all classes share.
 * Maps that cannot be read, or differ in size from the first, are named with the reason instead.
 */
export function mapGallery(folder: string, classes: readonly ClassReport[]): ClassPictures[] {
  const read = readViews(folder, classes)
  const good = read.flatMap((views, k) => (typeof views === 'string' ? [] : [{ views, occupancy: classes[k].occupancy }]))
  const all = good.reduce((sum, { occupancy }) => sum + occupancy, 0) || 1
  const weights = good.map(({ occupancy }) => occupancy / all)
  const differencesOf = ({ masked }: Views): Plane[] => masked.map((plane, axis) => minusMean(plane, good.map(({ views }) => views.masked[axis]), weights))
  const solvent = good.reduce((sum, { views }, k) => sum + weights[k] * views.solvent, 0)
  const sliceRange = commonRange(good.flatMap(({ views }) => views.slices), solvent)
  const projectionRange = commonRange(good.flatMap(({ views }) => views.projections), solvent * (good[0]?.views.slices[0].size ?? 0))
  const most = Math.max(...good.flatMap(({ views }) => differencesOf(views)).map(plane => quantile(plane.data.map(Math.abs), 0.999)))
  return read.map(views => (typeof views === 'string' ? { unreadable: views } : {
    slices: pictures(views.slices, SLICE_NAMES, plane => greyPicture(plane, sliceRange)),
    projections: pictures(views.projections, VIEW_NAMES, plane => greyPicture(plane, projectionRange)),
    differences: pictures(differencesOf(views), VIEW_NAMES, plane => differencePicture(plane, most)),
  }))
}
