import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { linear, ticks } from './scale.ts'
import type { Scale } from './scale.ts'

export type Line = {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly colour: string
  readonly dash: string
  readonly width: number
  /** Symbol drawn at every `symbolEvery`-th point; none where null. */
  readonly symbol: ((x: number, y: number) => Html) | null
  readonly symbolEvery: number
}

export type Chart = {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly x: { readonly range: readonly [number, number]; readonly label: string; readonly ticks: readonly { readonly at: number; readonly text: string }[] }
  readonly y: { readonly range: readonly [number, number]; readonly label: string; readonly text: (value: number) => string }
  readonly lines: readonly Line[]
  /** Horizontal rules with a word at their left end, where no FSC ever comes. */
  readonly rules: readonly { readonly at: number; readonly text: string }[]
  /** Anything else, in the chart's own pixels. */
  readonly over?: (x: Scale, y: Scale) => readonly Html[]
}

const LEFT = 64
const RIGHT = 20
const TOP = 12
const BOTTOM = 44

/** A curve as a path; it is broken where a value is no number. */
function pathOf(line: Line, x: Scale, y: Scale): string {
  let pen = 'M'
  let path = ''
  for (const [i, value] of line.y.entries()) {
    if (!Number.isFinite(value)) {
      pen = 'M'
      continue
    }
    path += `${pen}${x(line.x[i])},${y(value)}`
    pen = 'L'
  }
  return path
}

const inside = (value: number, [low, high]: readonly [number, number]): boolean => value >= low - 1e-9 && value <= high + 1e-9

/** Axes, rules and curves as one SVG that takes its text and line colours from the page. */
export function lineChart(chart: Chart): Html {
  const { width, height } = chart
  const x = linear(chart.x.range, [LEFT, width - RIGHT])
  const y = linear(chart.y.range, [height - BOTTOM, TOP])
  const yTicks = ticks(chart.y.range, 5)
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${chart.title}">
<g class="grid">${yTicks.map(value => html`<path d="M${LEFT},${y(value)}H${width - RIGHT}"/>`)}</g>
<g class="ticks" text-anchor="end">${yTicks.map(value => html`<text x="${LEFT - 7}" y="${y(value) + 4}">${chart.y.text(value)}</text>`)}</g>
<g class="ticks" text-anchor="middle">${chart.x.ticks.filter(tick => inside(tick.at, chart.x.range)).map(tick => html`<path d="M${x(tick.at)},${height - BOTTOM}v5"/><text x="${x(tick.at)}" y="${height - BOTTOM + 18}">${tick.text}</text>`)}</g>
<path class="axis" d="M${LEFT},${TOP}V${height - BOTTOM}H${width - RIGHT}"/>
<text class="label" x="${(LEFT + width - RIGHT) / 2}" y="${height - 6}" text-anchor="middle">${chart.x.label}</text>
<text class="label" transform="translate(12 ${(TOP + height - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${chart.y.label}</text>
${chart.rules.map(rule => html`<g class="rule"><path d="M${LEFT},${y(rule.at)}H${width - RIGHT}"/><text x="${LEFT + 5}" y="${y(rule.at) - 4}">${rule.text}</text></g>`)}
${chart.lines.map(line => html`<path d="${pathOf(line, x, y)}" fill="none" stroke="${line.colour}" stroke-width="${line.width}" stroke-dasharray="${line.dash}" stroke-linejoin="round"/>${
    line.symbol === null ? null : line.y.flatMap((value, i) => (i % line.symbolEvery === 0 && Number.isFinite(value) ? [line.symbol!(x(line.x[i]), y(value))] : []))}`)}
${chart.over ? chart.over(x, y) : null}
</svg>`
}
