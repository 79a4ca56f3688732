import type { Report } from '../../../preload/contract/report.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed, percent, time } from '../numbers.ts'

/** Where the time went. */
export function timing({ stages, parameters }: Report): Html {
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0)
  const longest = Math.max(...stages.map(({ seconds }) => seconds), 1e-9)
  return html`<section><h2>Time</h2><p>${time(total)} in all with ${parameters.threads} ${parameters.threads === 1 ? 'thread' : 'threads'}.</p>
<div class="card scroll"><table><thead><tr><th scope="col">Stage</th><th scope="col" class="left" style="width:45%"></th><th scope="col">Time</th><th scope="col">Share</th><th scope="col">Per particle, ms</th></tr></thead>
<tbody>${stages.map(stage => html`<tr><td>${stage.name}</td><td class="left"><svg width="100%" height="14" aria-hidden="true"><rect class="bar" width="${fixed((100 * stage.seconds) / longest, 2)}%" height="14" rx="3"/></svg></td><td>${time(stage.seconds)}</td><td>${percent(total > 0 ? stage.seconds / total : 0)}</td><td>${fixed(1000 * stage.secondsPerParticle, 3)}</td></tr>`)}</tbody></table></div></section>`
}
