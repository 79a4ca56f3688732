import { z } from 'zod'
import type { ViewCamera } from '../../viewer/camera.ts'
import { LEVEL_CHOICE } from './contours.ts'
import { COLOUR_CHOICE } from './colourChoice.ts'

/** Views side by side: more are too small to be compared. */
export const MOST_SHOWN = 4

export const PAGES = [{ key: '3d', title: '3D' }, { key: 'slices', title: 'Slices' }, { key: 'fsc', title: 'FSC curves' }] as const

/** Slices of all views lie at one place, Å from the box's centre; black and white in σ above each map's mean. */
const SLICE = z.object({ axis: z.enum(['x', 'y', 'z']), placeA: z.number(), blackSigma: z.number(), whiteSigma: z.number() })
export type SlicePlace = z.infer<typeof SLICE>

/** What the Maps step shows, kept by the project. */
export const MAPS_VIEW = z.object({
  page: z.enum(['3d', 'slices', 'fsc']),
  /** Names of maps; null: nobody has chosen yet. */
  shown: z.array(z.string()).max(MOST_SHOWN).nullable(),
  layout: z.enum(['side by side', 'overlaid']),
  mode: z.enum(['surface', 'volume']),
  opacity: z.number().min(0).max(1),
  level: LEVEL_CHOICE, colour: COLOUR_CHOICE,
  graph: z.boolean(),
  slice: SLICE.nullable(),
  curves: z.object({ unmasked: z.boolean(), phaseRandomised: z.boolean() }),
})
export type MapsView = z.infer<typeof MAPS_VIEW>

export const FIRST_VIEW: MapsView = {
  page: '3d', shown: null, layout: 'side by side', mode: 'surface', opacity: 1,
  level: { by: 'sigma', value: null, own: {} }, colour: { by: 'class', reference: null, spread: null, range: null },
  graph: false, slice: null, curves: { unmasked: false, phaseRandomised: false },
}

const VECTOR = z.tuple([z.number(), z.number(), z.number()])
export const CAMERA: z.ZodType<ViewCamera | null> = z.object({ position: VECTOR, focalPoint: VECTOR, viewUp: VECTOR, scale: z.number().positive() }).nullable()
