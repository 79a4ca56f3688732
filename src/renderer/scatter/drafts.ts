import type { Corner } from './bands.ts'
import type { Mode, Shape } from './choosing.ts'
import type { View } from './points.ts'

/** What the pointer does: move the picture, choose points, or draw a way through them. */
export type Tool = 'move' | 'lasso' | 'box' | 'brush' | 'path'

/** A shape while it is drawn: where the pointer was, in px from the picture's upper left corner. */
export type Draft = { readonly tool: Exclude<Tool, 'move'>; readonly mode: Mode; readonly path: readonly Corner[] }

/** Radius of the brush, px. */
export const BRUSH = 14
/** The pointer's places are taken this far apart, px. */
const STEP = 2

/** Shift adds, Alt takes away. */
export const modeOf = ({ shiftKey, altKey }: { readonly shiftKey: boolean; readonly altKey: boolean }): Mode => (altKey ? 'remove' : shiftKey ? 'add' : 'set')

export function extended(draft: Draft, corner: Corner): Draft {
  const last = draft.path[draft.path.length - 1]
  if (Math.hypot(corner[0] - last[0], corner[1] - last[1]) < STEP) return draft
  return { ...draft, path: draft.tool === 'box' ? [draft.path[0], corner] : [...draft.path, corner] }
}

/** The draft as an SVG path. */
export function outlineOf({ tool, path }: Draft): string {
  if (tool === 'box' && path.length === 2) return `M${path[0].join()}H${path[1][0]}V${path[1][1]}H${path[0][0]}Z`
  const line = `M${path.map(corner => corner.join()).join('L')}`
  return tool === 'lasso' ? `${line}Z` : path.length === 1 ? `${line}h0.01` : line
}

/** Places of a picture `width` × `height` px in the units of the points. */
export function placesIn(path: readonly Corner[], { x, y }: View, width: number, height: number): Corner[] {
  const [perX, perY] = [(x[1] - x[0]) / width, (y[1] - y[0]) / height]
  return path.map(([right, down]): Corner => [x[0] + right * perX, y[1] - down * perY])
}

/** The draft in the units of the points, drawn over a picture `width` × `height` px; null where it has no inside: not yet, or never. */
export function shapeOf({ tool, path }: Draft, view: View, width: number, height: number): Shape | null {
  if (tool === 'path') return null
  const placed = placesIn(path, view, width, height), { x, y } = view
  if (tool === 'brush') return { kind: 'brush', path: placed, radius: [(BRUSH * (x[1] - x[0])) / width, (BRUSH * (y[1] - y[0])) / height] }
  if (tool === 'lasso') return placed.length < 3 ? null : { kind: 'lasso', corners: placed }
  if (placed.length < 2) return null
  const [[x0, y0], [x1, y1]] = placed
  return { kind: 'box', x: [Math.min(x0, x1), Math.max(x0, x1)], y: [Math.min(y0, y1), Math.max(y0, y1)] }
}
