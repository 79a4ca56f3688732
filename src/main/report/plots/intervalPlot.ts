import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { linear } from './scale.ts'

export type Estimate = { readonly value: number; readonly interval: readonly [number, number] }

const WIDTH = 170
const HEIGHT = 22

/** A value with its confidence interval as one row of a table; all rows share `range`, and `reference` is marked in each. */
export function intervalPlot({ value, interval: [low, high] }: Estimate, range: readonly [number, number], reference: number | null): Html {
  const x = linear(range, [6, WIDTH - 6])
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">
${reference === null ? null : html`<path class="reference" d="M${x(reference)},0V${HEIGHT}"/>`}
<path class="ink" d="M${x(low)},${HEIGHT / 2}H${x(high)}M${x(low)},7V15M${x(high)},7V15"/><circle cx="${x(value)}" cy="${HEIGHT / 2}" r="4.5" fill="var(--accent)"/></svg>`
}
