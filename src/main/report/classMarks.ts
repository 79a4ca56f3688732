import { html } from './html.ts'
import type { Html } from './html.ts'

/** How a class is told from the others: by colour, line pattern and symbol, any one of which is enough. */
export type ClassMark = { readonly colour: string; readonly dash: string; readonly shape: number }

/**
 * Okabe & Ito's palette without black, which one of the two themes would swallow; darkest first, because few classes are the rule.
 * Classes beyond the palette repeat its colours with another pattern and symbol.
 */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#F0E442']
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '5 2 5 6', '12 4']
const SHAPES = 6

/** Mark of class `number`, from 1. */
export const classMark = (number: number): ClassMark => ({
  colour: COLOURS[(number - 1) % COLOURS.length],
  dash: DASHES[(number - 1) % DASHES.length],
  shape: (number - 1) % SHAPES,
})

/** The symbol's outline about the origin, radius about 5. */
const OUTLINES = [
  'M5,0A5,5 0 1 1 -5,0A5,5 0 1 1 5,0Z', 'M-4.5,-4.5H4.5V4.5H-4.5Z', 'M0,-5.6L5.2,3.8H-5.2Z',
  'M0,-6L5,0L0,6L-5,0Z', 'M0,5.6L5.2,-3.8H-5.2Z', 'M-1.7,-5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z',
]

/** The class's symbol at (x, y) of an SVG. */
export function symbolAt(number: number, x: number, y: number): Html {
  const mark = classMark(number)
  return html`<path class="symbol" d="${OUTLINES[mark.shape]}" transform="translate(${x} ${y})" fill="${mark.colour}"/>`
}

/** The class's symbol and a piece of its line, for tables and legends. */
export function classKey(number: number): Html {
  const mark = classMark(number)
  return html`<svg class="key" viewBox="0 0 34 14" width="34" height="14" aria-hidden="true"><path d="M0,7H34" stroke="${mark.colour}" stroke-width="2.5" stroke-dasharray="${mark.dash}" fill="none"/>${symbolAt(number, 17, 7)}</svg>`
}
