import type { Report } from '../../../preload/contract/report.ts'
import { classKey, classMark } from '../classMarks.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed, integer, percent } from '../numbers.ts'

const tile = (value: string, what: string): Html => html`<div class="tile"><b>${value}</b><span>${what}</span></div>`

function tiles(report: Report): Html {
  const best = Math.min(...report.classes.map(({ resolutionA }) => resolutionA))
  const { poseError, truth } = report
  const agrees = report.classNumber.advised === report.classNumber.chosen
  return html`<div class="tiles">
${tile(String(report.classNumber.chosen), agrees ? 'conformations, as the held-out likelihood advises' : `conformations; the held-out likelihood advises ${report.classNumber.advised}`)}
${tile(`${fixed(best, 1)} Å`, 'finest resolution of a class (FSC = 0.143)')}
${tile(integer(report.input.particles - report.junk.particles), `particles sorted, ${integer(report.junk.particles)} set apart as junk (${percent(report.junk.fraction)})`)}
${poseError === null ? tile('–', 'pose error: not estimated, the polish was off') : tile(`${fixed(poseError.angleDeg, 2)}°, ${fixed(poseError.shiftPx, 2)} px`, 'estimated error of the poses that came in')}
${truth ? tile(percent(truth.accuracy), `of ${integer(truth.particles)} particles in the right class, against the named truth`) : null}
</div>`
}

function shares(report: Report): Html {
  return html`<div class="share" role="img" aria-label="Share of the particles by class">${report.classes.map(({ number, occupancy }) =>
    html`<div style="flex:${fixed(Math.max(occupancy, 0.002), 4)};background:${classMark(number).colour}" title="class ${number}: ${percent(occupancy)}"></div>`)}</div>`
}

/** Doubts about the input and warnings about the result, before anything that they concern. */
export function doubts(report: Report): Html | null {
  const lines = [...report.warnings, ...report.input.doubts]
  if (lines.length === 0) return null
  return html`<section class="callout"><h3>⚠ ${lines.length === 1 ? 'One thing' : `${lines.length} things`} to know before using this result</h3><ul>${lines.map(line => html`<li>${line}</li>`)}</ul></section>`
}

function classRow({ number, particles, occupancy, resolutionA, bfactor, variance, meanPosterior, map }: Report['classes'][number]): Html {
  return html`<tr><th scope="row">${classKey(number)}${number}</th><td>${integer(particles)}</td><td>${percent(occupancy)}</td><td>${fixed(resolutionA, 2)}</td>
<td>${bfactor === null ? '–' : fixed(bfactor, 0)}</td><td>${fixed(meanPosterior, 3)}</td><td>${variability(variance)}</td><td>${fixed(variance.heldOutGain, 2)}</td><td class="left"><code>${map}</code></td></tr>`
}

/** "0.21 σ (0.18–0.24)". */
function variability({ value, unit, interval, heldOutGain }: Report['classes'][number]['variance']): string {
  const range = interval ? ` (${fixed(interval[0], 2)}–${fixed(interval[1], 2)})` : ''
  return heldOutGain > 0 ? `${fixed(value, 2)} ${unit}${range}` : 'none found'
}

/** The result in numbers: what a reader in a hurry needs. */
export function summary(report: Report): Html {
  return html`${tiles(report)}
${doubts(report)}
<section><h2>Conformations</h2>
${shares(report)}
<div class="card scroll"><table><thead><tr><th scope="col">Class</th><th scope="col">Particles</th><th scope="col">Occupancy</th><th scope="col">Resolution, Å</th><th scope="col">B-factor, Å²</th><th scope="col">Mean posterior</th><th scope="col">Variability</th><th scope="col">Held-out gain</th><th scope="col" class="left">Map</th></tr></thead>
<tbody>${report.classes.map(classRow)}</tbody></table></div>
<p class="note">Occupancy: share of the particles that are not junk. Resolution: masked, phase-randomised FSC, first crossing of 0.143, interpolated; the classes' particles share poses from one refinement, so it may be optimistic. B-factor: Guinier fit, only where the map reaches 10 Å. Mean posterior: how sure the assignment is, 1 at most. Variability: root mean square of what still varies over the density of the class, in units of the standard deviation σ of its map there, with the 95 % interval; held-out gain: log-likelihood per particle won by allowing it, 0 where nothing is found.</p>
</section>`
}
