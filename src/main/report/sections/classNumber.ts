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
    y: { range: [low - 0.12 * span, high + 0.12 * span], label: `gain over K = ${table[0].k}`, text: value => fixed(value, digits) },
    lines: [{ x: rows.map(({ k }) => k), y: rows.map(({ gain }) => gain), colour: 'var(--accent)', dash: '', width: 1.6, symbol: null, symbolEvery: 1 }],
    rules: [],
    over: (x, y) => rows.map(({ k, gain, error }) => html`<path class="ink" d="M${x(k)},${y(gain - error)}V${y(gain + error)}"/><circle cx="${x(k)}" cy="${y(gain)}" r="4" fill="var(--accent)"/>${k === chosen ? html`<circle class="ink" cx="${x(k)}" cy="${y(gain)}" r="8"/>` : null}`),
  })
}

/** What each further class wins, against the error of that very step. */
function row({ table, chosen }: Advice, place: number): Html {
  const { k, heldOutLogLikelihood, standardError } = table[place]
  const step = place === 0 ? '–' : `${fixed(heldOutLogLikelihood - table[place - 1].heldOutLogLikelihood, 1)} ± ${fixed(standardError, 1)}`
  return html`<tr${k === chosen ? html` class="chosen"` : null}><td>${k}${k === chosen ? '\u00A0(used)' : ''}</td><td>${fixed(heldOutLogLikelihood, 1)}</td><td>${step}</td></tr>`
}

/** How many conformations the data speak for. */
export function classNumber({ classNumber: advice }: Report): Html {
  const verdict = advice.advised === advice.chosen
    ? `The run used K = ${advice.chosen}, which the held-out likelihood also advises.`
    : `The run used K = ${advice.chosen}; the held-out likelihood advises K = ${advice.advised}.`
  const numbers = html`<div class="card scroll"><table><thead><tr><th scope="col">K</th><th scope="col">Held-out log-likelihood</th><th scope="col">Won over K − 1, ± standard error</th></tr></thead>
<tbody>${advice.table.map((_, place) => row(advice, place))}</tbody></table></div>`
  return html`<section><h2>How many conformations</h2><p>${verdict} The statistic: ${advice.statistic.replace(/\.$/, '')}.</p>
${advice.table.length > 1 ? html`<div class="pair"><div class="card">${chart(advice)}<p class="note">Bars: standard error of the step from the K before. Ringed: the K of this run.</p></div>${numbers}</div>` : numbers}</section>`
}
