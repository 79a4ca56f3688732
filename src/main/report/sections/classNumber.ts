import type { Report } from '../../../preload/contract/report.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed } from '../numbers.ts'
import { lineChart } from '../plots/lineChart.ts'

type Advice = Report['classNumber']

function chart({ table, chosen }: Advice): Html {
  const low = Math.min(...table.map(row => row.heldOutLogLikelihood - row.standardError))
  const high = Math.max(...table.map(row => row.heldOutLogLikelihood + row.standardError))
  const room = (high - low || 1) * 0.12
  const digits = Math.max(0, Math.min(5, 2 - Math.floor(Math.log10(high - low || 1))))
  return lineChart({
    title: 'Held-out log-likelihood by number of classes', width: 480, height: 280,
    x: { range: [Math.min(...table.map(({ k }) => k)) - 0.4, Math.max(...table.map(({ k }) => k)) + 0.4], label: 'number of classes K', ticks: table.map(({ k }) => ({ at: k, text: String(k) })) },
    y: { range: [low - room, high + room], label: 'per held-out particle', text: value => fixed(value, digits) },
    lines: [{ x: table.map(({ k }) => k), y: table.map(row => row.heldOutLogLikelihood), colour: 'var(--accent)', dash: '', width: 1.6, symbol: null, symbolEvery: 1 }],
    rules: [],
    over: (x, y) => table.map(row => html`<path class="ink" d="M${x(row.k)},${y(row.heldOutLogLikelihood - row.standardError)}V${y(row.heldOutLogLikelihood + row.standardError)}"/><circle cx="${x(row.k)}" cy="${y(row.heldOutLogLikelihood)}" r="4" fill="var(--accent)"/>${row.k === chosen ? html`<circle class="ink" cx="${x(row.k)}" cy="${y(row.heldOutLogLikelihood)}" r="8"/>` : null}`),
  })
}

/** How many conformations the data speak for. */
export function classNumber({ classNumber: advice }: Report): Html {
  const verdict = advice.advised === advice.chosen
    ? `The run used K = ${advice.chosen}, which the held-out likelihood also advises.`
    : `The run used K = ${advice.chosen}; the held-out likelihood advises K = ${advice.advised}.`
  const rows = html`<div class="card scroll"><table><thead><tr><th scope="col">K</th><th scope="col">Log-likelihood per held-out particle</th><th scope="col">Standard error</th></tr></thead>
<tbody>${advice.table.map(row => html`<tr${row.k === advice.chosen ? html` class="chosen"` : null}><td>${row.k}${row.k === advice.chosen ? ' (used)' : ''}</td><td>${fixed(row.heldOutLogLikelihood, 4)}</td><td>${fixed(row.standardError, 4)}</td></tr>`)}</tbody></table></div>`
  return html`<section><h2>How many conformations</h2><p>${verdict} ${advice.statistic}</p>
${advice.table.length > 1 ? html`<div class="pair"><div class="card">${chart(advice)}</div>${rows}</div>` : rows}</section>`
}
