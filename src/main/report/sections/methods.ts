import type { Report } from '../../../preload/contract/report.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed, integer } from '../numbers.ts'

const WORKS = {
  ppca: 'M. E. Tipping, C. M. Bishop. Probabilistic principal component analysis. J. R. Stat. Soc. B 61, 611–622 (1999).',
  em: 'A. P. Dempster, N. M. Laird, D. B. Rubin. Maximum likelihood from incomplete data via the EM algorithm. J. R. Stat. Soc. B 39, 1–38 (1977).',
  bayes: 'S. H. W. Scheres. A Bayesian view on cryo-EM structure determination. J. Mol. Biol. 415, 406–418 (2012).',
  gold: 'S. H. W. Scheres, S. Chen. Prevention of overfitting in cryo-EM structure determination. Nat. Methods 9, 853–854 (2012).',
  fsc: 'G. Harauz, M. van Heel. Exact filters for general geometry three dimensional reconstruction. Optik 73, 146–156 (1986).',
  randomised: 'S. Chen et al. High-resolution noise substitution to measure overfitting and validate resolution in 3D structure determination by single particle electron cryomicroscopy. Ultramicroscopy 135, 24–35 (2013).',
  threshold: 'P. B. Rosenthal, R. Henderson. Optimal determination of particle orientation, absolute hand, and contrast loss in single-particle electron cryomicroscopy. J. Mol. Biol. 333, 721–745 (2003).',
  relion: 'J. Zivanov et al. New tools for automated high-resolution cryo-EM structure determination in RELION-3. eLife 7, e42166 (2018).',
  cryosparc: 'A. Punjani, J. L. Rubinstein, D. J. Fleet, M. A. Brubaker. cryoSPARC: algorithms for rapid unsupervised cryo-EM structure determination. Nat. Methods 14, 290–296 (2017).',
  ari: 'L. Hubert, P. Arabie. Comparing partitions. J. Classif. 2, 193–218 (1985).',
  matching: 'H. W. Kuhn. The Hungarian method for the assignment problem. Nav. Res. Logist. Q. 2, 83–97 (1955).',
} as const

type Work = keyof typeof WORKS

/** Numbers works in the order in which the text names them. */
function citations() {
  const order: Work[] = []
  const cite = (...works: readonly Work[]): Html => {
    const numbers = works.map(work => (order.includes(work) ? order.indexOf(work) : order.push(work) - 1) + 1)
    return html`[${numbers.join(', ')}]`
  }
  return { cite, list: (): Html => html`<ol class="refs">${order.map(work => html`<li>${WORKS[work]}</li>`)}</ol>` }
}

/** Text for a methods section, with this run's numbers, the works it rests on and the command that repeats it. */
export function methods(report: Report): Html {
  const { input, parameters, junk, classNumber, poseError } = report
  const { cite, list } = citations()
  const from = input.format === 'star' ? html`RELION ${cite('relion')}` : html`cryoSPARC ${cite('cryosparc')}`
  const polish = poseError === null
    ? html`The poses were kept as they were given.`
    : html`The poses were refined against the class maps under a Gaussian prior around the given ones, whose widths were estimated along with them (${fixed(poseError.angleDeg, 2)}°, ${fixed(poseError.shiftPx, 2)} px).`
  const halves = input.halfSets === 'upstream' ? html`the half-sets of the upstream refinement` : html`random half-sets drawn here`
  const text = html`<p>${integer(input.particles)} particles (${input.box} × ${input.box} px, ${fixed(input.pixelSizeA, 3)} Å/px) with poses and CTF parameters from ${from} were sorted into ${classNumber.chosen} conformations with ${report.program} ${report.version}, without labels.
Images were cropped in Fourier space to ${parameters.box} × ${parameters.box} px and whitened by the noise spectrum of each micrograph; each particle's contrast was estimated from its CTF-filtered consensus projection, and a two-component mixture on it set ${integer(junk.particles)} particles apart as junk.
Starting classes came from a probabilistic principal component analysis ${cite('ppca')} and Gaussian mixtures, several of them, ranked by the likelihood of held-out particles.
Class maps, as differences from a fixed consensus, were estimated by expectation maximisation ${cite('em')} with a Gaussian prior on their Fourier coefficients ${cite('bayes')}, a soft mask, a frequency limit that rose to ${fixed(report.resolutionLimitA, 1)} Å and a local Wiener filter on what distinguishes the classes. ${polish}
The number of classes was judged by the likelihood of held-out particles.
Half-maps of each class were reconstructed from the full-size images of the particles assigned to it, using ${halves} ${cite('gold')}. Resolution is where the Fourier shell correlation ${cite('fsc')} within a soft mask, corrected by phase randomisation ${cite('randomised')}, first falls below 0.143 ${cite('threshold')}; maps were sharpened by a Guinier fit ${cite('threshold')}.
${report.truth ? html`Accuracy is under the best one-to-one matching of classes ${cite('matching')}; agreement is also given as the adjusted Rand index ${cite('ari')}.` : null}</p>`
  return html`<section><h2>Methods, for a paper</h2>${text}${list()}</section>
<section><h2>To repeat this run</h2><pre>${report.command}</pre>
<p class="note">${Object.entries(report.versions).map(([name, version]) => `${name} ${version}`).join(' · ')}. Seed ${report.seed}. The same seed gives the same classes with any number of threads.</p></section>`
}
