import type { ColourScale } from './colourScales.ts'
import type { Picture } from './picture.ts'
import { longestBar, scaleBarOf } from './scaleBar.ts'

/** A line of the legend: what a colour stands for, or a colour scale with its ends. */
export type LegendEntry =
  | { readonly kind: 'colour'; readonly label: string; readonly colour: string }
  | { readonly kind: 'scale'; readonly label: string; readonly scale: ColourScale; readonly low: string; readonly high: string }

export type FigureOptions = { readonly title?: string; readonly legend?: readonly LegendEntry[] }

export type Panel = { readonly picture: Picture; readonly caption?: string }

type Place = { readonly x: number; readonly y: number }
type Area = Place & { readonly width: number; readonly height: number }

/** What a figure consists of; `y` of a text is its base line. */
export type FigureItem =
  | (Area & { readonly kind: 'picture'; readonly image: HTMLCanvasElement })
  | (Area & { readonly kind: 'box'; readonly colour: string })
  | (Area & { readonly kind: 'scale'; readonly scale: ColourScale })
  | (Place & { readonly kind: 'text'; readonly text: string; readonly size: number; readonly anchor: 'start' | 'middle' | 'end'; readonly bold: boolean; readonly colour: string })

export type Figure = { readonly width: number; readonly height: number; readonly items: readonly FigureItem[] }

const INK = '#1a1a1a'
const MARGIN = 12
const GAP = 12
const TITLE = { size: 16, room: 30 }
const CAPTION = { size: 13, room: 22 }
const LEGEND = { size: 13, room: 24, swatch: 14, bar: 120, gap: 24 }
const BAR = { size: 13, thickness: 3, inset: 14, plate: 7 }
/** Ground of a scale bar over a picture, and what is written on it. */
const PLATE = { colour: '#202020', ink: '#ffffff' }

const text = (x: number, y: number, words: string, size: number, more: { readonly anchor?: 'start' | 'middle' | 'end'; readonly bold?: boolean; readonly colour?: string } = {}): FigureItem => ({
  kind: 'text', x, y, text: words, size, anchor: 'start', bold: false, colour: INK, ...more,
})

/** One to three views in a row, four and more in rows of two; title above, legend below. `textWidth`: width of words of a size. */
export function figureOf(panels: readonly Panel[], { title, legend = [] }: FigureOptions, textWidth: (text: string, size: number) => number): Figure {
  const columns = panels.length > 3 ? 2 : Math.max(1, panels.length)
  const cell = { width: Math.max(0, ...panels.map(({ picture }) => picture.width)), height: Math.max(0, ...panels.map(({ picture }) => picture.height)) }
  const captionRoom = panels.some(({ caption }) => caption) ? CAPTION.room : 0
  const width = 2 * MARGIN + columns * cell.width + (columns - 1) * GAP
  const top = MARGIN + (title ? TITLE.room : 0)
  const items = panels.flatMap((panel, i) => {
    const row = Math.floor(i / columns)
    return panelItems(panel, MARGIN + (i % columns) * (cell.width + GAP), top + row * (cell.height + captionRoom + GAP), captionRoom)
  })
  const below = top + Math.ceil(panels.length / columns) * (cell.height + captionRoom + GAP)
  const { items: legendParts, height } = legendItems(legend, below, width, textWidth)
  return { width, height: below + height + (legend.length > 0 ? MARGIN : 0), items: [...(title ? [text(MARGIN, MARGIN + TITLE.size, title, TITLE.size, { bold: true })] : []), ...items, ...legendParts] }
}

function panelItems({ picture, caption }: Panel, x: number, y: number, captionRoom: number): FigureItem[] {
  const { image, width, height } = picture
  return [
    ...(caption ? [text(x, y + CAPTION.size, caption, CAPTION.size)] : []),
    { kind: 'picture', x, y: y + captionRoom, width, height, image },
    ...barItems(picture, x + width - BAR.inset, y + captionRoom + height - BAR.inset),
  ]
}

/** A scale bar that ends at (right, bottom). */
function barItems({ width, angstromPerPixel, isFilled }: Picture, right: number, bottom: number): FigureItem[] {
  const { pixels, label } = scaleBarOf(angstromPerPixel, longestBar(width))
  const colour = isFilled ? PLATE.ink : INK
  const height = BAR.size + BAR.thickness + 5
  const plate: FigureItem = { kind: 'box', x: right - pixels - BAR.plate, y: bottom - height - BAR.plate + 2, width: pixels + 2 * BAR.plate, height: height + 2 * BAR.plate - 2, colour: PLATE.colour }
  return [
    ...(isFilled ? [plate] : []),
    { kind: 'box', x: right - pixels, y: bottom - BAR.thickness, width: pixels, height: BAR.thickness, colour },
    text(right - pixels / 2, bottom - BAR.thickness - 5, label, BAR.size, { anchor: 'middle', colour }),
  ]
}

/** Entries side by side, on as many lines as they need. */
function legendItems(legend: readonly LegendEntry[], top: number, width: number, textWidth: (text: string, size: number) => number): { items: FigureItem[]; height: number } {
  const items: FigureItem[] = []
  let [x, line] = [MARGIN, 0]
  for (const entry of legend) {
    const words = (label: string): number => textWidth(label, LEGEND.size)
    const wanted = entry.kind === 'colour' ? LEGEND.swatch + 6 + words(entry.label) : words(entry.label) + words(entry.low) + words(entry.high) + LEGEND.bar + 20
    if (x > MARGIN && x + wanted > width - MARGIN) [x, line] = [MARGIN, line + 1]
    const base = top + line * LEGEND.room + LEGEND.size
    if (entry.kind === 'colour') {
      items.push({ kind: 'box', x, y: base - 12, width: LEGEND.swatch, height: LEGEND.swatch, colour: entry.colour }, text(x + LEGEND.swatch + 6, base, entry.label, LEGEND.size))
    } else {
      const low = x + words(entry.label) + 10
      const bar = low + words(entry.low) + 5
      items.push(text(x, base, entry.label, LEGEND.size), text(low, base, entry.low, LEGEND.size), { kind: 'scale', x: bar, y: base - 11, width: LEGEND.bar, height: 12, scale: entry.scale }, text(bar + LEGEND.bar + 5, base, entry.high, LEGEND.size))
    }
    x += wanted + LEGEND.gap
  }
  return { items, height: legend.length > 0 ? (line + 1) * LEGEND.room : 0 }
}
