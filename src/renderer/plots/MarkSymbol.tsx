import type { ReactNode } from 'react'
import { outlineOf } from './marks.ts'
import type { Mark } from './marks.ts'

/** The symbol of a series at (x, y) of an SVG, with a rim that keeps pale colours visible. */
export const MarkSymbol = ({ mark, x, y, size = 1 }: { readonly mark: Mark; readonly x: number; readonly y: number; readonly size?: number }): ReactNode =>
  <path className="plot-symbol" d={outlineOf(mark)} transform={`translate(${x} ${y}) scale(${size})`} style={{ fill: mark.colour }} />

/** Symbol and a piece of line, for tables and legends beside a text that names the series. */
export const MarkKey = ({ mark }: { readonly mark: Mark }): ReactNode =>
  <svg className="plot-key" viewBox="0 0 34 14" width="34" height="14" aria-hidden="true">
    <path d="M0,7H34" style={{ stroke: mark.colour, strokeWidth: 2.5, strokeDasharray: mark.dash || 'none', fill: 'none' }} />
    <MarkSymbol mark={mark} x={17} y={7} />
  </svg>
