import type { Report } from '../../../preload/contract/report.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed } from '../numbers.ts'
import { lineChart } from '../plots/lineChart.ts'

type Advice = Report['classNumber']

function chart({ table, chosen }: Advice): Html {
  const rows = table.map(({ k, heldOutLogLikelihood, standardError }) => ({ k, gain: heldOutLogLikelihood - table[0].heldOutLogLikelihood, error: standardError }))
  const low = Math.min(...rows.map(({ gain, error }) => gain - error))
  const high = Math.max(...rows.map(({ gain, error }) => gain + error))
  const span = high - low || 1
  const digits = Math.max(0, Math.min(5, 1 - Math.floor(Math.log10(span))))
  const [least, most] = [Math.min(...rows.map(({ k }) => k)), Math.max(...rows.map(({ k }) => k))]
  return lineChart({
    title: `Gain in held-out log-likelihood over K = ${table[0].k}, by number of classes`, width: 480, height: 280,
    x: { range: [least - 0.4, most + 0.4], label: 'number of classes K', ticks: rows.map(({ k }) => ({ at: k, text: String(k) })) },
    y: { range: [low - 0.12 * span, high + 0.12 * span], label: `gain over K = ${table[0].k}, per particle`, text: value => fixed(value, digits) },
    lines: [{ x: rows.map(({ k }) => k), y: rows.map(({ gain }) => gain), colour: 'var(--accent)', dash: '', width: 1.6, symbol: null, symbolEvery: 1 }],
    rules: [],
    over: (x, y) => rows.map(({ k, gain, error }) => html`<path class="ink" d="M${x(k)},${y(gain - error)}V${y(gain + error)}"/><circle cx="${x(k)}" cy="${y(gain)}" r="4" fill="var(--accent)"/>${k === chosen ? html`<circle class="ink" cx="${x(k)}" cy="${y(gain)}" r="8"/>` : null}`),
  })
}

/** How many conformations the data speak for. */
export function classNumber({ classNumber: advice }: Report): Html {
  const verdict = advice.advised === advice.chosen
    ? `The run used K = ${advice.chosen}, which the held-out likelihood also advises.`
    : `The run used K = ${advice.chosen}; the held-out likelihood advises K = ${advice.advised}.`
  const rows = html`<div class="card scroll"><table><thead><tr><th scope="col">K</th><th scope="col">Log-likelihood per held-out particle</th><th scope="col">Standard error</th></tr></thead>
<tbody>${advice.table.map(row => html`<tr${row.k === advice.chosen ? html` class="chosen"` : null}><td>${row.k}${row.k === advice.chosen ? '\u00A0(used)' : ''}</td><td>${fixed(row.heldOutLogLikelihood, 4)}</td><td>${fixed(row.standardError, 4)}</td></tr>`)}</tbody></table></div>`
  return html`<section><h2>How many conformations</h2><p>${verdict} ${advice.statistic}</p>
${advice.table.length > 1 ? html`<div class="pair"><div class="card">${chart(advice)}</div>${rows}</div>` : rows}</section>`
}
