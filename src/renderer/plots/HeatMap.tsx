import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Axes } from './Axes.tsx'
import type { AxisSpec } from './axis.ts'
import { binAt } from './bins.ts'
import { ColourBar, COLOUR_BAR_ROOM } from './ColourBar.tsx'
import { Figure } from './Figure.tsx'
import { layOut } from './frame.ts'
import { heatPixels, mostOf } from './heat.ts'
import type { Counts } from './heat.ts'
import { heatSummary, heatTable } from './heatWords.ts'
import { integer } from './numbers.ts'
import { Reader, Readout } from './Reader.tsx'
import { axisOf } from './span.ts'
import { useWidth } from './useWidth.ts'

export type HeatMapProps = {
  readonly title: string
  readonly x: AxisSpec
  readonly y: AxisSpec
  /** Edges of the bins, one more than counts along that axis, and counts[y][x]. */
  readonly xEdges: readonly number[]
  readonly yEdges: readonly number[]
  readonly counts: Counts
  readonly counted?: string
  /** 'log' where a few bins hold most of the particles. */
  readonly scale?: 'linear' | 'log'
  readonly height?: number
  /** As high as it is wide, for axes of the same unit. */
  readonly square?: boolean
}

/** px of a square map. */
const TALLEST = 460

type Bin = readonly [column: number, row: number]

/** Height of the read-out (px). */
const READOUT = 66
/** Pixels along the longer side of the raster: sharp in print, and small. */
const RASTER = 720

/** The raster as an address that an SVG can hold. */
function raster(counts: Counts, most: number, scale: 'linear' | 'log'): string {
  const { width, height, data } = heatPixels(counts, most, scale, Math.max(1, Math.round(RASTER / Math.max(counts.length, counts[0]?.length ?? 1))))
  if (width * height === 0) return ''
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  canvas.getContext('2d')!.putImageData(new ImageData(data, width, height), 0, 0)
  return canvas.toDataURL('image/png')
}

/** How many particles fall where over two axes; blank is none. */
export function HeatMap({ title, x, y, xEdges, yEdges, counts, counted = 'Particles', scale = 'linear', height = 280, square = false }: HeatMapProps): ReactNode {
  const [element, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const most = Math.max(1, mostOf(counts))
  const picture = useMemo(() => raster(counts, most, scale), [counts, most, scale])
  const columns = xEdges.length - 1
  const tall = square ? Math.min(width - COLOUR_BAR_ROOM, TALLEST) : height
  const frame = layOut(
    { width: square ? Math.min(width, tall + COLOUR_BAR_ROOM) : width, height: tall, right: COLOUR_BAR_ROOM },
    { ...axisOf(x, xEdges), range: [xEdges[0], xEdges[columns]] }, { ...axisOf(y, yEdges), range: [yEdges[0], yEdges[yEdges.length - 1]] },
  )
  const { left, right, top, bottom } = frame.area
  const bin = (cell: number): Bin => [cell % columns, Math.floor(cell / columns)]
  const words = ([i, j]: Bin): readonly [string, string, string] => [`${frame.x.say(xEdges[i])} to ${frame.x.say(xEdges[i + 1])}`, `${frame.y.say(yEdges[j])} to ${frame.y.say(yEdges[j + 1])}`, integer(counts[j][i])]
  const say = (cell: number): string => {
    const [along, up, count] = words(bin(cell))
    return `${x.title} ${along}, ${y.title} ${up}: ${count} ${counted.toLowerCase()}`
  }
  const read = at === null ? null : bin(at)
  const box = read && { x: frame.x.place(xEdges[read[0]]), y: frame.y.place(yEdges[read[1] + 1]), right: frame.x.place(xEdges[read[0] + 1]), bottom: frame.y.place(yEdges[read[1]]) }
  const over = <>
    <Reader
      area={frame.area} label={`Values of ${title}`} cells={{ count: columns * counts.length, columns }} at={at} onAt={setAt} say={say}
      cellAt={(px, py) => binAt(yEdges, frame.y.value(py)) * columns + binAt(xEdges, frame.x.value(px))} />
    {read && box && <Readout x={box.right} y={Math.min(box.bottom, bottom - READOUT)} width={width}>
      {[x.title, y.title, counted].map((name, i) => <span key={name} className="plot-readout-row">{name}<span>{words(read)[i]}</span></span>)}
    </Readout>}
  </>
  return <Figure
    title={title} summary={heatSummary(xEdges, yEdges, counts, frame, counted)} table={() => heatTable(x, y, xEdges, yEdges, counts, counted)}
    frame={element} width={width} height={tall} over={over}>
    <image href={picture} x={left} y={top} width={right - left} height={bottom - top} preserveAspectRatio="none" className="plot-raster" />
    <Axes frame={frame} />
    <path className="plot-axis" d={`M${left},${top}H${right}V${bottom}`} />
    <ColourBar x={right + 16} top={top} bottom={bottom} most={most} scale={scale} title={counted} />
    {box && <rect data-screen-only className="plot-cell" x={box.x} y={box.y} width={box.right - box.x} height={box.bottom - box.y} />}
  </Figure>
}
