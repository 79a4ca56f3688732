import type { ComparisonReport, NetworkReport, Rule } from '../../../preload/contract/network.ts'
import type { Report } from '../../../preload/contract/report.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import type { ClassPictures } from '../mapGallery.ts'
import { networkVerdict } from '../networkVerdict.ts'
import { fixed, integer, pValue, percent, sentence, signed } from '../numbers.ts'
import { intervalPlot } from '../plots/intervalPlot.ts'
import { fact } from './fact.ts'
import { mapCard } from './maps.ts'
import { trainingCharts } from './training.ts'

const RULE_NAMES: Readonly<Record<Rule, string>> = {
  linear: 'Linear rule on the densities', likelihood: 'Likelihood alone', network: 'Network alone', combined: 'Both, combined',
}

type Compared = ComparisonReport['rules'][number]

function row(rule: Compared, likelihood: Compared | undefined, range: readonly [number, number]): Html {
  const { value, interval: [low, high], mcnemar } = rule
  const against = likelihood && rule !== likelihood ? `${signed(100 * (value - likelihood.value), 1)}` : '–'
  return html`<tr${rule.rule === 'combined' ? html` class="chosen"` : null}><td>${RULE_NAMES[rule.rule]}</td><td>${percent(value)}</td><td>${fixed(100 * low, 1)}–${fixed(100 * high, 1)}</td>
<td class="left">${intervalPlot(rule, range, likelihood?.value ?? null)}</td><td>${against}</td><td>${mcnemar === null ? '–' : pValue(mcnemar)}</td><td>${fixed(rule.heldOutLogLikelihood, 4)}</td></tr>`
}

function combination({ temperature, temperatureAlone, networkWeight }: ComparisonReport['stacking']): string {
  return networkWeight > 0
    ? `Combined: the sorting’s log-ratios times ${fixed(1 + temperature - temperatureAlone, 2)} plus ${fixed(networkWeight, 2)} times what the network adds to the likelihood’s, which says best what the other half shows.`
    : 'The network got no share, so the classes of the sorting stand as they are.'
}

/** What every rule makes of particles that it was not made with. */
function comparisonTable({ rules, measure, particles, stacking }: ComparisonReport): Html {
  const likelihood = rules.find(({ rule }) => rule === 'likelihood')
  const range = [Math.min(...rules.map(({ interval }) => interval[0])), Math.max(...rules.map(({ interval }) => interval[1]))] as const
  const [name, caution] = measure.startsWith('accuracy') ? ['Accuracy', ''] : ['Agreement', ' Each half holds only half of the signal, so agreement is lower than the accuracy of the whole particle; what counts is which rule agrees more.']
  return html`<div class="card scroll"><table class="compared"><thead><tr><th scope="col">Rule</th><th scope="col">${name}</th><th scope="col">95 % interval</th><th scope="col" class="left"></th><th scope="col">Over the likelihood, points</th><th scope="col">McNemar’s p</th><th scope="col">Held-out log-likelihood</th></tr></thead>
<tbody>${rules.map(rule => row(rule, likelihood, range))}</tbody></table></div>
<p class="note">${sentence(measure).replace(/\.$/, '')}, for ${integer(particles)} particles that had no part in making the rule.${caution} McNemar’s p: how likely so large a difference from the likelihood is by chance if the two are equally good. Held-out log-likelihood: nats (natural logarithm) per particle, higher is better. Dashed: the likelihood alone. ${combination(stacking)}</p>`
}

function facts(network: NetworkReport): Html {
  const { untrained, trained } = network.crossEntropy
  return html`<div class="card scroll"><table class="facts"><tbody>
${fact('Computed by', `${network.backend}, ${network.device}`)}
${fact('Chosen because', network.reason)}
${fact('Weights', integer(network.parameters))}
${fact('Trained for', `${fixed(network.epochs, 1)} epochs`)}
${fact('Training', `${integer(network.trainParticlesPerSecond)} particles per second`)}
${fact('Labelling', `${integer(network.inferParticlesPerSecond)} particles per second`)}
${fact('Cross-entropy', `${fixed(untrained, 4)} nats untrained, ${fixed(trained, 4)} trained, on particles that did not train`)}
${fact('Decoded maps', `mean squared error ${fixed(network.mse, 3)} of their variance`)}
</tbody></table></div>`
}

function decoded({ network, classes }: Report, pictures: readonly ClassPictures[]): Html | null {
  if (!network || network.decodedMaps.length === 0) return null
  return html`<h3 class="sub">Decoded by the network, not reconstructed from images</h3>
<p>The consensus plus what the network’s decoder has learned to be each class’s difference from it, at low resolution. These maps show what the network has in mind and are no evidence: no FSC is ever computed from them and no resolution is given. The reconstructions from images are under “Maps”.</p>
<div class="pair">${network.decodedMaps.map((map, k) => mapCard(html`Class ${classes[k]?.number ?? k + 1}, decoded <span class="soft">· <code>${map}</code></span>`, `Class ${classes[k]?.number ?? k + 1}, decoded by the network`, map, pictures[k]))}</div>`
}

/** Whether the network has earned its place, and what it is. Nothing where it took no part. */
export function network(report: Report, pictures: readonly ClassPictures[]): Html | null {
  const { comparison } = report
  if (!report.network && !comparison) return null
  return html`<section><h2>What the network adds</h2>
${comparison ? html`<p><b>${sentence(networkVerdict(comparison))}</b></p>${comparisonTable(comparison)}` : null}
${report.network ? html`<div class="pair">${trainingCharts(report.network)}${facts(report.network)}</div>` : null}
${decoded(report, pictures)}</section>`
}
