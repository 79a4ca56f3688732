import { useRef } from 'react'
import type { ReactNode, RefObject } from 'react'
import { DataTable } from './DataTable.tsx'
import { exportPlot } from './exportPlot.ts'
import { saveBlob } from './saveBlob.ts'
import { SaveMenu } from './SaveMenu.tsx'
import type { SaveFormat } from './SaveMenu.tsx'
import { csvOf, fileStem } from './table.ts'
import type { Table } from './table.ts'

export type FigureProps = {
  readonly title: string
  /** The main numbers in a sentence or two, for those who cannot see the picture. */
  readonly summary: string
  /** Made when somebody asks for the numbers. */
  readonly table: () => Table
  /** From `useWidth`: measured on what holds the picture. */
  readonly frame: RefObject<HTMLDivElement | null>
  readonly width: number
  readonly height: number
  /** What the SVG holds. */
  readonly children: ReactNode
  /** Laid over the SVG: read-outs and handles. */
  readonly over?: ReactNode
  /** Below the picture: fields that belong to it. */
  readonly below?: ReactNode
}

/** What every plot has: title, "Save as…", the picture with its text alternative, and the numbers as a table. */
export function Figure({ title, summary, table, frame, width, height, children, over, below }: FigureProps): ReactNode {
  const svg = useRef<SVGSVGElement>(null)
  const onSave = async (format: SaveFormat): Promise<void> => {
    const blob = format === 'csv' ? new Blob([csvOf(table())], { type: 'text/csv' }) : await exportPlot(svg.current!, format)
    saveBlob(blob, `${fileStem(title)}.${format}`)
  }
  return <figure className="plot">
    <figcaption className="plot-head"><span className="plot-title">{title}</span><SaveMenu what={title} onSave={onSave} /></figcaption>
    <div className="plot-frame" ref={frame} style={{ minHeight: height }}>
      {width > 0 && <>
        <svg ref={svg} className="plot-picture" width={width} height={height} role="img" aria-label={`${title}. ${summary}`}>{children}</svg>
        {over}
      </>}
    </div>
    {below}
    <DataTable table={table} caption={title} />
  </figure>
}
