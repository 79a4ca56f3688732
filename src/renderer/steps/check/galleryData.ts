import { z } from 'zod'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import type { Column, Query } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { PLAIN_VIEW } from '../../gallery/view.ts'
import type { GalleryView } from '../../gallery/view.ts'
import { fixed, integer, withUnit } from '../../plots/numbers.ts'

/** How a project keeps the look of a gallery. */
export const KEPT_VIEW: z.ZodType<GalleryView> = z.object({ size: z.literal([64, 96, 128, 192]), kind: z.enum(['raw', 'lowpass', 'ctf']), lowpassA: z.number().positive(), invert: z.boolean() })

type Input = NonNullable<Project['input']>

/** Least and greatest Å of a low-pass: two pixels, and half of the box. */
export function lowpassLimits({ pixelSizeA, box }: Pick<Input, 'pixelSizeA' | 'box'>): readonly [number, number] {
  const least = Math.ceil(2 * pixelSizeA)
  return [least, Math.max(least + 1, Math.floor((pixelSizeA * box) / 2))]
}

/** What a gallery begins with: 15 Å, or the coarser that the pixels allow. */
export const firstView = (input: Pick<Input, 'pixelSizeA' | 'box'>): GalleryView => ({ ...PLAIN_VIEW, lowpassA: Math.max(PLAIN_VIEW.lowpassA, lowpassLimits(input)[0]) })

/** Changes when a particle may be in another class than before; a name or a colour moves none. */
export const placesKey = (edits: EditState | undefined): string => (edits ? `${edits.moved} ${edits.classes.map(({ number, particles, merged }) => `${number}:${particles}:${merged.join('+')}`).join(' ')}` : '')

/** Whether labels decide which particles are shown, or where: then a labelled one may leave its place. */
export const dependsOnLabels = ({ sort, filters }: Query): boolean => [sort?.column, ...(filters ?? []).map(({ column }) => column)].some(key => key?.startsWith('label:'))

/** A value as a person reads it: "1.53 µm", or the name of a category. */
export function valueText({ names, kind, unit, range }: Pick<Column, 'names' | 'kind' | 'unit' | 'range'>, value: number): string {
  if (names) return names[value] ?? '–'
  if (kind === 'category') return integer(value + 1)
  const span = range ? range[1] - range[0] : 1
  const isWhole = range !== null && [...range, value].every(Number.isInteger)
  return withUnit(fixed(value, isWhole && span > 1 ? 0 : span >= 100 ? 1 : span > 1 ? 2 : 3), unit ?? undefined)
}

/** What stands below a tile: the row as people count, from 1, and the value that the particles are sorted by. */
export function captionBy(columns: readonly Column[], sortedBy: string | null): (row: number, values: readonly number[]) => string {
  const index = columns.findIndex(({ key }) => key === sortedBy && key !== 'row')
  return (row, values) => `#${row + 1}${index < 0 ? '' : ` · ${valueText(columns[index], values[index])}`}`
}
