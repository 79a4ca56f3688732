import type { Report } from '../../../preload/contract/report.ts'
import { classKey } from '../classMarks.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import type { ClassPictures, Picture } from '../mapGallery.ts'
import { fixed, percent, sentence } from '../numbers.ts'

/** The longest of these, Å, that takes less than half of the picture. */
const BAR_LENGTHS = [500, 300, 200, 100, 50, 30, 20, 10, 5, 2]

/** A bar of round length over the lower right corner of a square of `size` pixels. */
export function scaleBar({ size, pixelSize }: Pick<Picture, 'size' | 'pixelSize'>): Html | null {
  const side = size * pixelSize
  const length = BAR_LENGTHS.find(candidate => candidate < side / 2)
  return length === undefined || !(pixelSize > 0) ? null : html`<span class="scalebar" style="width:${fixed((100 * length) / side, 2)}%">${length} Å</span>`
}

const figure = (picture: Picture, what: string, kind: string): Html =>
  html`<figure class="${kind}"><img src="${picture.address}" width="${picture.size}" height="${picture.size}" alt="${what}, ${picture.view}"><figcaption>${picture.view}</figcaption>${scaleBar(picture)}</figure>`

const row = (title: string, pictures: readonly Picture[], what: string, kind = ''): Html =>
  html`<p class="note" style="margin:10px 0 4px">${title}</p><div class="maps">${pictures.map(picture => figure(picture, what, kind))}</div>`

/** All pictures of one map; `what` names it to those who do not see them. */
export function mapCard(title: Html, what: string, map: string, shown: ClassPictures): Html {
  const head = html`<h3>${title}</h3>`
  if ('unreadable' in shown) return html`<article class="card">${head}<p>No pictures: <code>${map}</code> could not be read (${shown.unreadable}).</p></article>`
  return html`<article class="card">${head}
${row('Central slices', shown.slices, `${what}, central slice`)}
${row('Projections', shown.projections, `${what}, projection`)}
${row('Projected difference from the mean of all classes, within the mask', shown.differences, `${what}, difference`, 'diff')}</article>`
}

function card({ number, occupancy, resolutionA, map }: Report['classes'][number], shown: ClassPictures): Html {
  return mapCard(html`${classKey(number)}Class ${number} <span class="soft">· ${percent(occupancy)} · ${fixed(resolutionA, 1)} Å</span>`, `Class ${number}`, map, shown)
}

/** Pictures of the filtered maps. */
export function maps(report: Report, pictures: readonly ClassPictures[]): Html {
  return html`<section><h2>Maps</h2>
<div class="pair">${report.classes.map((one, k) => card(one, pictures[k]))}</div>
<p class="note">Slices and projections: bright is dense, one grey scale for all classes. Black is the solvent's level. Differences: orange is more density than in the mean of the classes, blue is less, one scale for all. ${sentence(report.proof.handedness)}</p></section>`
}
