import type { NetworkReport } from '../../../preload/contract/network.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed, integer } from '../numbers.ts'
import { lineChart } from '../plots/lineChart.ts'
import type { Line } from '../plots/lineChart.ts'
import { decimals, ticks } from '../plots/scale.ts'

const CURVES = [
  { key: 'crossEntropy', name: 'particles that train, one batch', colour: 'var(--soft)', dash: '3 3', width: 1.4 },
  { key: 'validation', name: 'particles that do not', colour: 'var(--accent)', dash: '', width: 2.2 },
] as const

/** Cross-entropy while the network learned; nothing where it was never measured. */
export function trainingCharts({ history, crossEntropy: { untrained } }: NetworkReport): Html | null {
  if (history.length === 0) return null
  const presented = history.map(step => step.presented)
  const lines = CURVES.map(({ key, colour, dash, width }): Line => ({
    x: presented, y: history.map(step => step[key]), colour, dash, width, symbolEvery: 1,
    symbol: key === 'validation' ? (x, y) => html`<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>` : null,
  }))
  const values = [untrained, ...lines.flatMap(({ y }) => y)].filter(Number.isFinite)
  const [low, high] = [Math.min(...values), Math.max(...values)], span = high - low || Math.abs(high) || 1
  const range = [0, Math.max(...presented)] as const, height = [low - 0.08 * span, high + 0.08 * span] as const
  const digits = decimals(ticks(height, 5))
  return html`<div class="card">${lineChart({
    title: 'Cross-entropy during training', width: 480, height: 280, lines,
    x: { range, label: 'particles presented', ticks: ticks(range, 5).map(at => ({ at, text: integer(at) })) },
    y: { range: height, label: 'cross-entropy, nats', text: value => fixed(value, digits) },
    rules: [{ at: untrained, text: '' }],
  })}
<ul class="legend">${CURVES.map(({ name, colour, dash, width }) => html`<li><svg class="key" width="34" height="14" aria-hidden="true"><path d="M0,7H34" stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dash}"/></svg>${name}</li>`)}
<li><svg class="key rule" width="34" height="14" aria-hidden="true"><path d="M0,7H34"/></svg>untrained: the likelihood</li></ul>
<p class="note">Cross-entropy between what the network says and what it was taught; lower is better. The weights are those of the lowest point of the second curve, or the untrained ones where it never falls.</p></div>`
}
