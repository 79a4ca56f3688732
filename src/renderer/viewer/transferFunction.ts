import type { Vector } from './camera.ts'

/** Most opaque at the greatest density: a way of two voxels keeps this share of the light. */
const MOST_OPAQUE = 0.5
/** Opacity at the level, as a share of the most. */
const AT_LEVEL = 0.05
/** The ramp begins this share of the way from solvent to the level. */
const BEGIN = 0.75

export type Transfer = { readonly low: number; readonly high: number; readonly level: number; readonly opacity: number }

/**
 * Opacity of bytes (0: density `low`, 255: density `high`) as points [byte, opacity]: nothing in solvent, a thin veil from just below the level
 * on, dense parts nearly solid. Bytes rise from point to point.
 */
export function opacityPoints({ low, high, level, opacity }: Transfer): [number, number][] {
  const at = Math.max(1, Math.min(253, ((level - low) / (high - low || 1)) * 255))
  const most = MOST_OPAQUE * opacity
  return [[0, 0], [BEGIN * at, 0], [at, AT_LEVEL * most], [255, most]]
}

/** Colours of bytes as points [byte, red, green, blue]: dark in the veil, light at the greatest density. */
export const volumeColours = ([red, green, blue]: Vector): [number, number, number, number][] => [
  [0, 0.55 * red, 0.55 * green, 0.55 * blue],
  [255, 0.5 + 0.5 * red, 0.5 + 0.5 * green, 0.5 + 0.5 * blue],
]
