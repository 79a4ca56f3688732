import { html } from '../html.ts'
import type { Html } from '../html.ts'

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
  octree: 'D. Meagher. Geometric modeling using octree encoding. Comput. Graph. Image Process. 19, 129–147 (1982).',
  messages: 'J. Gilmer et al. Neural message passing for quantum chemistry. Proc. 34th Int. Conf. Machine Learning, PMLR 70, 1263–1272 (2017).',
  attention: 'P. Veličković et al. Graph attention networks. Int. Conf. Learning Representations (2018).',
  adam: 'D. P. Kingma, J. Ba. Adam: a method for stochastic optimization. Int. Conf. Learning Representations (2015).',
  stacking: 'D. H. Wolpert. Stacked generalization. Neural Netw. 5, 241–259 (1992).',
  mcnemar: 'Q. McNemar. Note on the sampling error of the difference between correlated proportions or percentages. Psychometrika 12, 153–157 (1947).',
  tfjs: 'D. Smilkov et al. TensorFlow.js: machine learning for the web and beyond. Proc. Mach. Learn. Syst. 1, 309–321 (2019).',
} as const

type Work = keyof typeof WORKS

/** [1, 2] */
export type Cite = (...works: readonly Work[]) => Html

/** Numbers works in the order in which the text names them, and lists them. */
export function citations(): { readonly cite: Cite; readonly list: () => Html } {
  const order: Work[] = []
  const cite: Cite = (...works) => {
    const numbers = works.map(work => (order.includes(work) ? order.indexOf(work) : order.push(work) - 1) + 1)
    return html`[${numbers.join(', ')}]`
  }
  return { cite, list: (): Html => html`<ol class="refs">${order.map(work => html`<li>${WORKS[work]}</li>`)}</ol>` }
}
