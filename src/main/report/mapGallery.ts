import { AXES, VIEW_NAMES, readable } from './mapViews.ts'
import type { ClassMap, MapViews } from './mapViews.ts'
import { quantile } from './planes.ts'
import type { Plane } from './planes.ts'
import { differencePicture, greyPicture, reduced } from './pictures.ts'

export type Picture = { readonly view: string; readonly address: string; readonly size: number; readonly pixelSize: number }

/** What is shown of one class, or the reason why its map could not be read. */
export type ClassPictures =
  | { readonly slices: readonly Picture[]; readonly projections: readonly Picture[]; readonly differences: readonly Picture[] }
  | { readonly unreadable: string }

const SLICE_NAMES = ['slice xy', 'slice xz', 'slice yz']

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
 * `read[k]` is what `mapViews` gave for `maps[k]`; maps that could not be read are named with the reason instead.
 */
export function mapGallery(read: readonly (MapViews | string)[], maps: readonly ClassMap[]): ClassPictures[] {
  const good = readable(read, maps)
  const weights = good.map(({ weight }) => weight)
  const differencesOf = ({ masked }: MapViews): Plane[] => AXES.map((_, axis) => minusMean(masked[axis], good.map(({ views }) => views.masked[axis]), weights))
  const solvent = good.reduce((sum, { views, weight }) => sum + weight * views.solvent, 0)
  const sliceRange = commonRange(good.flatMap(({ views }) => views.slices), solvent)
  const projectionRange = commonRange(good.flatMap(({ views }) => views.projections), solvent * (good[0]?.views.slices[0].size ?? 0))
  const most = Math.max(...good.flatMap(({ views }) => differencesOf(views)).map(plane => quantile(plane.data.map(Math.abs), 0.999)))
  return read.map(views => (typeof views === 'string' ? { unreadable: views } : {
    slices: pictures(views.slices, SLICE_NAMES, plane => greyPicture(plane, sliceRange)),
    projections: pictures(views.projections, VIEW_NAMES, plane => greyPicture(plane, projectionRange)),
    differences: pictures(differencesOf(views), VIEW_NAMES, plane => differencePicture(plane, most)),
  }))
}
