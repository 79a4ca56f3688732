import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { Axes } from '../plots/Axes.tsx'
import type { AxisSpec, Span } from '../plots/axis.ts'
import { DataTable } from '../plots/DataTable.tsx'
import { exportPlot } from '../plots/exportPlot.ts'
import { layOut } from '../plots/frame.ts'
import type { Mark } from '../plots/marks.ts'
import { MarkSymbol } from '../plots/MarkSymbol.tsx'
import { saveBlob } from '../plots/saveBlob.ts'
import { SaveMenu } from '../plots/SaveMenu.tsx'
import type { SaveFormat } from '../plots/SaveMenu.tsx'
import { csvOf, fileStem } from '../plots/table.ts'
import type { Table } from '../plots/table.ts'
import { useWidth } from '../plots/useWidth.ts'
import { useTheme } from '../ui/useTheme.ts'
import { combined, inside } from './choosing.ts'
import type { Mode, Shape } from './choosing.ts'
import type { Colouring } from './colours.ts'
import { BRUSH, outlineOf, placesIn, shapeOf } from './drafts.ts'
import type { Draft, Tool } from './drafts.ts'
import { MANY } from './glScatter.ts'
import { paint } from './paint.ts'
import { homeView, lookOf, moved, zoomed } from './points.ts'
import type { Points, View } from './points.ts'
import { SCALE_ROOM, ScaleBar } from './ScaleBar.tsx'
import { ScatterTools } from './ScatterTools.tsx'
import { Surface } from './Surface.tsx'
import { useGlScatter } from './useGlScatter.ts'
import { NO_WAY, endedWay, extendedWay, verticesOf } from './way.ts'
import type { Way } from './way.ts'
import { WayLine } from './WayLine.tsx'
import type { Stop } from './WayLine.tsx'

export type ScatterProps = {
  readonly title: string
  /** The main numbers in a sentence, for those who cannot see the picture. */
  readonly summary: string
  readonly points: Points
  /** How many of them have a place. */
  readonly used: number
  readonly x: AxisSpec
  readonly y: AxisSpec
  readonly colouring: Colouring
  /** What a continuous colouring means. */
  readonly scale?: { readonly spec: AxisSpec; readonly range: Span }
  /** Names that stand in the picture, such as those of classes where most of their particles are. */
  readonly labels: readonly { readonly mark: Mark; readonly name: string; readonly x: number; readonly y: number }[]
  /** [points] 1 where chosen; null: none. */
  readonly chosen: Uint8Array | null
  readonly onChoose: (chosen: Uint8Array | null) => void
  /** Rows that are ringed, such as those clicked in a gallery. */
  readonly marked: readonly number[]
  /** null: everything. */
  readonly view: View | null
  readonly onView: (view: View | null) => void
  readonly tool: Tool
  readonly onTool: (tool: Tool) => void
  /** The way that the path tool draws; without one there is no such tool. */
  readonly drawing?: { readonly way: Way; readonly setWay: (way: Way) => void }
  /** Numbered places. */
  readonly stops?: readonly Stop[]
  readonly table: () => Table
  readonly height?: number
}

/** Opacity of what is not chosen, of that of what is. */
const OTHERS = 0.25
/** Device px of a saved picture for one on the screen. */
const PRINT = 3

/** Points over two axes, a million of them, drawn by the graphics card; lasso, box and brush choose. */
export function Scatter(props: ScatterProps): ReactNode {
  const { title, summary, points, used, x, y, colouring, scale, labels, chosen, onChoose, marked, view: asked, onView, tool: wanted, onTool, drawing, stops = [], table, height = 480 } = props
  const [frame, width] = useWidth()
  const svg = useRef<SVGSVGElement>(null), raster = useRef<SVGImageElement>(null)
  const { gl, failure, canvas } = useGlScatter(points.x.length > MANY)
  const theme = useTheme()
  const [draft, setDraft] = useState<Draft | null>(null)
  const home = useMemo(() => homeView(points), [points])
  const view = asked ?? home, tool = wanted === 'path' && !drawing ? 'lasso' : wanted
  const { area, ...axes } = layOut({ width, height, ...(scale && { right: SCALE_ROOM }) }, { ...x, range: view.x }, { ...y, range: view.y })
  const [wide, high] = [area.right - area.left, area.bottom - area.top]
  const look = useMemo(() => {
    const { size, opacity } = lookOf(used, wide * high, Math.sqrt((home.x[1] - home.x[0]) / (view.x[1] - view.x[0])))
    return { size, opacity: chosen ? 1 : opacity, others: chosen ? OTHERS * opacity : opacity }
  }, [used, wide, high, home, view, chosen])

  useEffect(() => gl?.setPoints(points), [gl, points])
  useEffect(() => gl?.setIndices(colouring.indices), [gl, colouring.indices])
  useEffect(() => gl?.setPalette(colouring.palette(document.documentElement)), [gl, colouring, theme])
  useEffect(() => gl?.setChosen(chosen ?? new Uint8Array(points.x.length)), [gl, chosen, points])
  useEffect(() => {
    if (!gl || width === 0) return
    return paint(gl, () => gl.begin(view, look, wide, high, devicePixelRatio))
  }, [gl, points, colouring, theme, chosen, view, look, wide, high, width])

  const choose = (shape: Shape | null, mode: Mode): void => {
    if (!shape) return
    const next = combined(chosen, inside(points, shape), mode)
    onChoose(next.includes(1) ? next : null)
  }
  const onDrawn = (drawn: Draft): void => {
    setDraft(null)
    if (drawn.tool === 'path') return drawing?.setWay(extendedWay(drawing.way, placesIn(verticesOf(drawn.path), view, wide, high)))
    choose(shapeOf(drawn, view, wide, high), drawn.mode)
  }
  const chooseAll = (mode: Mode): void => choose({ kind: 'box', ...view }, mode)
  /** What Enter and Escape mean while a way is drawn. */
  const ofWay = tool === 'path' && drawing ? { enter: () => drawing.setWay(endedWay(drawing.way)), escape: () => drawing.setWay(NO_WAY) } : null
  const onZoom = useCallback((factor: number, at: readonly [number, number] = [0.5, 0.5]) => onView(zoomed(view, factor, at, home)), [onView, view, home])
  const onHome = (): void => onView(null)
  const onClear = (): void => onChoose(null)

  const onSave = async (format: SaveFormat): Promise<void> => {
    if (format === 'csv') return saveBlob(new Blob([csvOf(table())], { type: 'text/csv' }), `${fileStem(title)}.csv`)
    if (!gl) throw new Error(failure ?? 'the points are not drawn')
    const paper = document.body.appendChild(Object.assign(document.createElement('div'), { className: 'plot-paper' }))
    gl.setPalette(colouring.palette(paper))
    paper.remove()
    gl.begin(view, look, wide, high, PRINT)
    gl.drawNext(Infinity)
    raster.current!.setAttribute('href', canvas.current!.toDataURL('image/png'))
    try {
      saveBlob(await exportPlot(svg.current!, format), `${fileStem(title)}.${format}`)
    } finally {
      raster.current?.removeAttribute('href')
      gl.setPalette(colouring.palette(document.documentElement))
      paint(gl, () => gl.begin(view, look, wide, high, devicePixelRatio))
    }
  }
  const isInSight = (row: number): boolean => points.x[row] >= view.x[0] && points.x[row] <= view.x[1] && points.y[row] >= view.y[0] && points.y[row] <= view.y[1]
  return <figure className="plot scatter">
    <figcaption className="plot-head"><span className="plot-title">{title}</span><SaveMenu what={title} onSave={onSave} /></figcaption>
    <ScatterTools tool={tool} hasPath={drawing !== undefined} onTool={onTool} onZoom={onZoom} onHome={onHome} onChooseAll={() => chooseAll('set')} onClear={onClear} hasChosen={chosen !== null} />
    <div className="plot-frame" ref={frame} style={{ minHeight: height }}>
      <canvas ref={canvas} className="scatter-points" aria-hidden="true" style={{ left: area.left, top: area.top, width: wide, height: high }} />
      {width > 0 && <>
        <svg ref={svg} className="plot-picture scatter-lines" width={width} height={height} role="img" aria-label={`${title}. ${summary}`}>
          <image ref={raster} x={area.left} y={area.top} width={wide} height={high} />
          <WayLine frame={{ area, ...axes }} way={drawing?.way ?? null} stops={stops} />
          {labels.filter(label => label.x >= view.x[0] && label.x <= view.x[1] && label.y >= view.y[0] && label.y <= view.y[1]).map(({ mark, name, x: right, y: up }) => <g key={name} transform={`translate(${axes.x.place(right)} ${axes.y.place(up)})`}>
            <MarkSymbol mark={mark} x={0} y={0} size={1.6} />
            <text className="scatter-name" x={12} y={4}>{name}</text>
          </g>)}
          {marked.filter(isInSight).map(row => <g key={row} className="scatter-ring" transform={`translate(${axes.x.place(points.x[row])} ${axes.y.place(points.y[row])})`}><circle r={8} /><circle r={8} /></g>)}
          {draft && <path data-screen-only className={`scatter-draft is-${draft.tool}`} d={outlineOf(draft)} transform={`translate(${area.left} ${area.top})`} strokeWidth={draft.tool === 'brush' ? 2 * BRUSH : 1.5} />}
          <Axes frame={{ area, ...axes }} />
          {scale && <ScaleBar x={area.right + 16} top={area.top} bottom={area.bottom} spec={scale.spec} range={scale.range} />}
        </svg>
        <Surface
          label={`${title}. Arrow keys move, + and − zoom, R shows everything. ${ofWay ? 'Clicks set the corners of a path, dragging draws it; Enter ends it, Escape takes it away.' : 'Enter chooses what is in sight, Escape clears. Dragging chooses with lasso, box or brush; Shift adds, Alt takes away.'}`}
          left={area.left} top={area.top} width={wide} height={high} tool={tool} draft={draft} onDraft={setDraft} onDrawn={onDrawn} onMove={(right, up) => onView(moved(view, right, up))} onZoom={onZoom} onHome={onHome} onChooseAll={ofWay?.enter ?? chooseAll} onClear={ofWay?.escape ?? onClear} />
        {failure && <p className="scatter-failure" role="alert" style={{ left: area.left, top: area.top, width: wide }}>{failure}</p>}
      </>}
    </div>
    <DataTable table={table} caption={title} />
  </figure>
}
