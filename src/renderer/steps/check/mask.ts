import type { MapEntry } from '../../../preload/contract/calls/maps.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'

/** From here on a voxel counts as inside: the middle of a soft edge. */
export const INSIDE = 0.5

/** How a mask is made at first: of the overall shape, with room for what moves. */
export const firstRecipe = ({ pixelSizeA }: { readonly pixelSizeA: number }): { lowpassA: number | null; grow: number; soften: number } =>
  ({ lowpassA: Math.max(15, Math.ceil(3 * pixelSizeA)), grow: Math.max(1, Math.round(6 / pixelSizeA)), soften: Math.max(2, Math.round(12 / pixelSizeA)) })

/** "9 Å" of so many voxels. */
export const voxelsText = (voxels: number, pixelSizeA: number): string => `${Number((voxels * pixelSizeA).toPrecision(2))} Å`

/** Volume inside a mask, and its fraction of the box. */
export function maskSize({ voxels, pixelSizeA }: ValueMap): { readonly volumeA3: number; readonly fraction: number } {
  let inside = 0
  for (let i = 0; i < voxels.length; i++) if (voxels[i] >= INSIDE) inside += 1
  return { volumeA3: inside * pixelSizeA ** 3, fraction: inside / voxels.length }
}

/** Where a map of the project lies. */
export const mapPathIn = (folder: string, { name }: Pick<MapEntry, 'name'>): string => `${folder}/${name}`

/** A mask as a person calls it: what it was made with stands in its file's name. */
export function maskTitle({ name, title }: Pick<MapEntry, 'name' | 'title'>): string {
  const made = /^masks\/.*_above_([\d.e+-]+?)(?:_lowpass([\d.]+)A)?_grow([\d.]+)_soften([\d.]+)\.mrc$/.exec(name)
  if (!made) return title
  const [, level, lowpass, grow, soften] = made
  return `level ${level}${lowpass ? `, ${lowpass} Å` : ''}, grown ${grow}, soft ${soften}`
}
