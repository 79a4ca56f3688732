import { colourAt } from './colourScales.ts'
import { figureOf } from './figure.ts'
import type { Figure, FigureItem, FigureOptions, Panel } from './figure.ts'
import type { PictureSource } from './picture.ts'

/** A view of the figure and what stands above it. */
export type CapturedView = { readonly source: PictureSource; readonly caption?: string }

export type CaptureOptions = FigureOptions & { readonly background?: 'white' | 'transparent' }

/** Pixels of the pictures for one on the screen. */
const ZOOM = 2
const FONT = 'Helvetica, Arial, sans-serif'
/** Steps of a colour scale's gradient. */
const STEPS = 16

const textWidth = (text: string, size: number): number => {
  const paper = document.createElement('canvas').getContext('2d')!
  paper.font = `${size}px ${FONT}`
  return paper.measureText(text).width
}

/** Takes the pictures. Throws where a view shows nothing. */
function figureFrom(views: readonly CapturedView[], options: CaptureOptions): Figure {
  const panels = views.map(({ source, caption }): Panel => {
    const picture = source.picture(ZOOM, options.background === 'transparent' ? null : '#ffffff')
    if (!picture) throw new Error('a view has nothing to show yet: wait until it is drawn, then export again')
    return { picture, caption }
  })
  return figureOf(panels, options, textWidth)
}

/** What the views show as one PNG, twice as fine as on the screen, with scale bars, captions and legend. */
export async function capturePng(views: readonly CapturedView[], options: CaptureOptions = {}): Promise<Blob> {
  const figure = figureFrom(views, options)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(ZOOM * figure.width)
  canvas.height = Math.round(ZOOM * figure.height)
  const paper = canvas.getContext('2d')!
  paper.scale(ZOOM, ZOOM)
  if (options.background !== 'transparent') fill(paper, '#ffffff', 0, 0, figure.width, figure.height)
  for (const item of figure.items) paint(paper, item)
  return pngOf(canvas)
}

/** The same as an SVG: the pictures are embedded, everything else stays text and shapes. */
export async function captureSvg(views: readonly CapturedView[], options: CaptureOptions = {}): Promise<Blob> {
  const { width, height, items } = figureFrom(views, options)
  const parts = await Promise.all(items.map(svgOf))
  const ground = options.background === 'transparent' ? '' : `<rect width="${width}" height="${height}" fill="#ffffff"/>`
  return new Blob([`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">\n${ground}${parts.join('\n')}\n</svg>\n`], { type: 'image/svg+xml' })
}

const pngOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) => canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('the picture is too large for this browser: make the window smaller'))), 'image/png'))

function fill(paper: CanvasRenderingContext2D, colour: string | CanvasGradient, x: number, y: number, width: number, height: number): void {
  paper.fillStyle = colour
  paper.fillRect(x, y, width, height)
}

function paint(paper: CanvasRenderingContext2D, item: FigureItem): void {
  const { x, y } = item
  switch (item.kind) {
    case 'picture': return paper.drawImage(item.image, x, y, item.width, item.height)
    case 'box': return fill(paper, item.colour, x, y, item.width, item.height)
    case 'scale': {
      const gradient = paper.createLinearGradient(x, 0, x + item.width, 0)
      for (const { at, colour } of stopsOf(item.scale)) gradient.addColorStop(at, colour)
      return fill(paper, gradient, x, y, item.width, item.height)
    }
    case 'text':
      paper.font = `${item.bold ? 'bold ' : ''}${item.size}px ${FONT}`
      paper.textAlign = item.anchor === 'middle' ? 'center' : item.anchor
      paper.fillStyle = item.colour
      paper.fillText(item.text, x, y)
  }
}

const stopsOf = (scale: Parameters<typeof colourAt>[0]): { at: number; colour: string }[] =>
  Array.from({ length: STEPS + 1 }, (_, i) => ({ at: i / STEPS, colour: `rgb(${colourAt(scale, i / STEPS).join(',')})` }))

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"']/g, character => ENTITIES[character])
const place = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string => `x="${x}" y="${y}" width="${width}" height="${height}"`

async function svgOf(item: FigureItem, index: number): Promise<string> {
  switch (item.kind) {
    case 'picture': return `<image ${place(item)} href="${await dataUrl(await pngOf(item.image))}"/>`
    case 'box': return `<rect ${place(item)} fill="${escaped(item.colour)}"/>`
    case 'scale': {
      const id = `scale-${index}`
      const stops = stopsOf(item.scale).map(({ at, colour }) => `<stop offset="${at}" stop-color="${colour}"/>`).join('')
      return `<linearGradient id="${id}">${stops}</linearGradient><rect ${place(item)} fill="url(#${id})"/>`
    }
    case 'text': return `<text x="${item.x}" y="${item.y}" font-size="${item.size}"${item.bold ? ' font-weight="bold"' : ''} text-anchor="${item.anchor}" fill="${item.colour}">${escaped(item.text)}</text>`
  }
}

const dataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error))
    reader.readAsDataURL(blob)
  })
