import type { Report } from '../../../preload/contract/report.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed, integer, percent, sentence } from '../numbers.ts'
import { fact } from './fact.ts'

function poses({ poseError }: Report): string {
  if (poseError === null) return 'not estimated, because the pose polish was off'
  return `${fixed(poseError.angleDeg, 2)}° (σ of each of three small rotations) and ${fixed(poseError.shiftPx, 2)} px (σ of each shift, input pixels), estimated from the data`
}

/** What was found out about the input before sorting it. */
export function checks(report: Report): Html {
  const { input, proof, contrast, junk } = report
  return html`<section><h2>The input, checked</h2>
<div class="pair"><div class="card scroll"><table class="facts"><tbody>
${fact('File', html`<code>${input.path}</code>`)}
${fact('Particles', `${integer(input.particles)} of ${input.box} × ${input.box} px at ${fixed(input.pixelSizeA, 4)} Å/px`)}
${fact('Micrographs', `${integer(input.micrographs)}, in ${integer(input.opticsGroups)} optics ${input.opticsGroups === 1 ? 'group' : 'groups'}`)}
${fact('Half-sets', input.halfSets === 'upstream' ? 'from the upstream refinement' : 'made here: the input names none')}
${fact('Contrast', `${contrast.sign === 1 ? 'particles bright' : 'particles dark (inverted for the sorting)'}, varies by ${percent(contrast.spread)} from particle to particle`)}
${fact('Junk', `${integer(junk.particles)} particles (${percent(junk.fraction)}): class 0 of the written rows, none removed`)}
${fact('Pose error', poses(report))}
</tbody></table></div>
<div class="card scroll"><h3>Do rows, images and poses belong together?</h3>
<table><thead><tr><th scope="col">Read as</th><th scope="col">Gain per held-out particle</th></tr></thead>
<tbody>${proof.variants.map((variant, i) => html`<tr${i === 0 ? html` class="chosen"` : null}><td>${variant.name}</td><td>${fixed(variant.gain, 2)}</td></tr>`)}</tbody></table>
<p class="note">Gain in log-likelihood over having no model at all; the file's own reading must win clearly. Correlation of the two halves' back-projections: ${fixed(proof.halfMapCorrelation, 3)}.</p>
<p class="note">${sentence(proof.handedness)}</p></div></div></section>`
}
