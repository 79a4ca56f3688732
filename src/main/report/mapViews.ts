import { join } from 'node:path'
import type { Volume } from '../../preload/contract/records.ts'
import { readVolume } from '../formats/mrc.ts'
import { centralSlice, projection, quantile, windowAround } from './planes.ts'
import type { Axis, Plane } from './planes.ts'

/** A map of a class, in the folder of the run. */
export type ClassMap = { readonly map: string; readonly occupancy: number }

/** Views of one map along `AXES`; `masked` are its projections within the mask. */
export type MapViews = {
  readonly slices: readonly Plane[]
  readonly projections: readonly Plane[]
  readonly masked: readonly Plane[]
  /** The map's level where nothing is. */
  readonly solvent: number
  /** Place of the first pixel of every row and column, voxels from the map's origin. */
  readonly first: number
}

export const AXES: readonly Axis[] = [2, 1, 0]
export const VIEW_NAMES = ['along z', 'along y', 'along x']
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

function viewsOf(map: Volume, mask: Volume | null): MapViews {
  const window = mask ? windowAround(mask, 0.5) : { start: 0, size: map.box }
  return {
    slices: AXES.map(axis => centralSlice(map, window, axis)),
    projections: AXES.map(axis => projection(map, window, axis)),
    masked: AXES.map(axis => projection(map, window, axis, mask?.data ?? null)),
    solvent: quantile(map.data, 0.5),
    first: window.start - (map.box >> 1),
  }
}

/** Views of all maps that have the size of the first readable one; of the others, the reason why not. Holds one map at a time. */
export function mapViews(folder: string, maps: readonly ClassMap[]): (MapViews | string)[] {
  let box = 0
  let mask: Volume | null = null
  return maps.map(one => {
    const map = readMap(join(folder, one.map))
    if (typeof map === 'string') return map
    if (box === 0) {
      box = map.box
      mask = readMask(folder, box)
    }
    return map.box === box ? viewsOf(map, mask) : `${map.box} voxels a side, the others have ${box}`
  })
}

/** The readable views, each with its share of their particles. */
export function readable(views: readonly (MapViews | string)[], maps: readonly ClassMap[]): { readonly views: MapViews; readonly weight: number }[] {
  const good = views.flatMap((one, k) => (typeof one === 'string' ? [] : [{ views: one, occupancy: maps[k].occupancy }]))
  const all = good.reduce((sum, { occupancy }) => sum + occupancy, 0) || 1
  return good.map(one => ({ views: one.views, weight: one.occupancy / all }))
}
