import type { Report } from '../../../preload/contract/report.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed, integer } from '../numbers.ts'
import { citations } from './citations.ts'
import { graphMethods, networkMethods } from './networkMethods.ts'

/** Text for a methods section, with this run's numbers, the works it rests on and the command that repeats it. */
export function methods(report: Report): Html {
  const { input, parameters, junk, classNumber, poseError } = report
  const { cite, list } = citations()
  const from = input.format === 'star' ? html`RELION ${cite('relion')}` : html`cryoSPARC ${cite('cryosparc')}`
  const polish = poseError === null
    ? html`The poses were kept as they were given.`
    : html`The poses were refined against the class maps under a Gaussian prior around the given ones, whose widths were estimated along with them (${fixed(poseError.angleDeg, 2)}°, ${fixed(poseError.shiftPx, 2)} px).`
  const halves = input.halfSets === 'upstream' ? html`the half-sets of the upstream refinement` : html`random half-sets drawn here`
  const given = input.format === 'maps'
    ? html`${integer(input.particles)} particles, each a 3D map (${input.box}³ voxels, ${fixed(input.pixelSizeA, 3)} Å/voxel) in a common frame,`
    : html`${integer(input.particles)} particles (${input.box} × ${input.box} px, ${fixed(input.pixelSizeA, 3)} Å/px) with poses and CTF parameters from ${from}`
  const prepared = input.format === 'maps'
    ? html`Maps were cropped in Fourier space and whitened by the spectrum of what the consensus leaves of them; each particle's contrast was estimated from the consensus, and a two-component mixture on it set ${integer(junk.particles)} particles apart as junk.`
    : html`Images were cropped in Fourier space to ${parameters.box} × ${parameters.box} px and whitened by the noise spectrum of each micrograph; each particle's contrast was estimated from its CTF-filtered consensus projection, and a two-component mixture on it set ${integer(junk.particles)} particles apart as junk.`
  const text = html`<p>${given} were sorted into ${classNumber.chosen} conformations with ${report.program} ${report.version}, without labels.
${prepared}
Starting classes came from a probabilistic principal component analysis ${cite('ppca')} and Gaussian mixtures, several of them, ranked by the likelihood of held-out particles.
Class maps, as differences from a fixed consensus, were estimated by expectation maximisation ${cite('em')} with a Gaussian prior on their Fourier coefficients ${cite('bayes')}, a soft mask, a frequency limit that rose to ${fixed(report.resolutionLimitA, 1)} Å and a local Wiener filter on what distinguishes the classes. ${polish}
The number of classes was judged by the likelihood of held-out particles.</p>
${report.graph ? graphMethods(report.graph, cite) : null}${report.network ? networkMethods(report.network, report.comparison, cite) : null}
<p>Half-maps of each class were reconstructed from the full-size ${input.format === 'maps' ? 'maps' : 'images'} of the particles assigned to it, using ${halves} ${cite('gold')}. Resolution is where the Fourier shell correlation ${cite('fsc')} within a soft mask, corrected by phase randomisation ${cite('randomised')}, first falls below 0.143 ${cite('threshold')}; maps were sharpened by a Guinier fit ${cite('threshold')}.
${report.truth ? html`Accuracy is under the best one-to-one matching of classes ${cite('matching')}; agreement is also given as the adjusted Rand index ${cite('ari')}.` : null}</p>`
  return html`<section><h2>Methods, for a paper</h2>${text}${list()}</section>
<section><h2>To repeat this run</h2><pre>${report.command}</pre>
<p class="note">${Object.entries(report.versions).map(([name, version]) => `${name} ${version}`).join(' · ')}. Seed ${report.seed}. The same seed gives the same classes with any number of threads.</p></section>`
}
