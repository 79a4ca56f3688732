import type { GraphFigure } from '../graphFigure.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed } from '../numbers.ts'

const WIDTH = 720
/** Lines are drawn in so many steps of opacity: one path each, so that thousands of edges stay a small file. */
const STEPS = 6
const FAINTEST = 0.3
/** Radius of a circle over the side of its cell: larger ones would hide one another. */
const RADIUS = 0.25

export type EdgeStep = { readonly opacity: number; readonly low: number; readonly high: number; readonly members: readonly number[] }

/** Edges by the range of correlations that they fall into, faintest first. */
export function edgeSteps(edges: readonly { readonly correlation: number }[]): EdgeStep[] {
  const values = edges.map(({ correlation }) => correlation)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const width = (most - least) / STEPS
  return Array.from({ length: STEPS }, (_, step) => ({
    opacity: FAINTEST + ((1 - FAINTEST) * step) / (STEPS - 1), low: least + step * width, high: least + (step + 1) * width,
    members: values.flatMap((value, e) => ((width > 0 ? Math.min(STEPS - 1, Math.floor((value - least) / width)) : STEPS - 1) === step ? [e] : [])),
  })).filter(({ members }) => members.length > 0)
}

/** The graph over a projection of the maps: circles as large as their cells are, lines as strong as their edges. */
export function graphPicture(figure: GraphFigure, what: string): Html {
  const { background, side } = figure
  const place = (angstrom: number): string => ((angstrom * WIDTH) / side).toFixed(1)
  const points = figure.nodes.map(({ x, y }) => `${place(x)},${place(y)}`)
  const lines = edgeSteps(figure.edges).map(({ opacity, members }) =>
    html`<path d="${members.map(e => `M${points[figure.edges[e].from]}L${points[figure.edges[e].to]}`).join('')}" stroke-opacity="${opacity.toFixed(2)}"/>`)
  // Large cells first, so that small ones lie on them.
  const circles = figure.nodes.toSorted((a, b) => b.cell - a.cell).map(({ x, y, cell }) => html`<circle cx="${place(x)}" cy="${place(y)}" r="${place(RADIUS * cell)}"/>`)
  return html`<svg class="graph" viewBox="0 0 ${WIDTH} ${WIDTH}" role="img" aria-label="${what}">
<rect width="${WIDTH}" height="${WIDTH}"/>
${background && html`<image href="${background.address}" x="${place(background.x)}" y="${place(background.y)}" width="${place(background.side)}" height="${place(background.side)}"/>`}
<g class="nodes">${circles}</g><g class="edges">${lines}</g></svg>`
}

/** Lines of every step of opacity between the least and the greatest correlation that is drawn. */
export function edgeKey(figure: GraphFigure): Html {
  const steps = edgeSteps(figure.edges)
  return html`<p class="note edge-key">Correlation ${fixed(steps[0].low, 2)} <svg viewBox="0 0 ${30 * steps.length} 14" width="${30 * steps.length}" height="14" role="img" aria-label="from faint to strong"><rect width="${30 * steps.length}" height="14" rx="3"/><g class="edges">${steps.map(({ opacity }, i) =>
    html`<path d="M${30 * i + 3},7H${30 * i + 27}" stroke-opacity="${opacity.toFixed(2)}"/>`)}</g></svg> ${fixed(steps[steps.length - 1].high, 2)}</p>`
}
