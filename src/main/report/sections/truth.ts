import type { Report } from '../../../preload/contract/report.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed, integer, percent, sentence } from '../numbers.ts'

function confusionTable({ truthLabels, classLabels, counts }: NonNullable<Report['truth']>['confusion']): Html {
  const sums = counts.map(row => row.reduce((sum, count) => sum + count, 0))
  return html`<table><thead><tr><th scope="col">Truth</th>${classLabels.map(label => html`<th scope="col">${label === 'junk' ? 'junk' : `class ${label}`}</th>`)}<th scope="col">all</th></tr></thead>
<tbody>${counts.map((row, i) => html`<tr><th scope="row">${truthLabels[i]}</th>${row.map(count =>
    html`<td class="heat${count === Math.max(...row) && count > 0 ? ' match' : ''}" style="--v:${fixed(sums[i] === 0 ? 0 : count / sums[i], 3)}">${integer(count)}</td>`)}<td>${integer(sums[i])}</td></tr>`)}</tbody></table>`
}

/** The rules that labelled the particles, scored alike. */
function rulesTable(rules: NonNullable<NonNullable<Report['truth']>['rules']>): Html {
  return html`<div class="card scroll"><table><thead><tr><th scope="col">Rule</th><th scope="col">Accuracy</th><th scope="col">Calibration error</th></tr></thead>
<tbody>${rules.map(({ rule, accuracy, calibrationError }) => html`<tr><td>${sentence(rule).replace(/\.$/, '')}</td><td>${percent(accuracy, 2)}</td><td>${fixed(calibrationError, 3)}</td></tr>`)}</tbody></table></div>
<p class="note">The same particles by each rule; the combined one decided the classes above. Calibration error (expected): how far, on average, the posterior of the assigned class is from the share that is right.</p>`
}

/** The score against a named truth; without one, the reason why there is none. */
export function truth({ truth: score }: Report): Html {
  if (!score) {
    return html`<section><h2>Accuracy</h2><p>No truth was named, so no accuracy can be given. What stands in its place are the held-out likelihood, the mean posteriors and the maps above; <code>cgr compare</code> tells how far another program agrees.</p></section>`
  }
  return html`<section><h2>Accuracy against the named truth</h2>
<p><b>${percent(score.accuracy, 2)}</b> of ${integer(score.particles)} particles are in the right class under the best one-to-one matching of classes; adjusted Rand index ${fixed(score.ari, 3)}. The truth (<code>${score.source}</code>) was read after the sorting had ended. Particles that it lists as junk are left out; good particles taken for junk count as wrong.</p>
<div class="card scroll">${confusionTable(score.confusion)}</div><p class="note">Rows: truth. Columns: classes found. The largest cell of each row is framed.</p>${score.rules && score.rules.length > 0 ? rulesTable(score.rules) : null}</section>`
}
