import { basename } from 'node:path'
import type { Report } from '../../preload/contract/report.ts'
import type { GraphFigure } from './graphFigure.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { ClassPictures } from './mapGallery.ts'
import { integer } from './numbers.ts'
import { checks } from './sections/checks.ts'
import { classNumber } from './sections/classNumber.ts'
import { fsc } from './sections/fsc.ts'
import { maps } from './sections/maps.ts'
import { methods } from './sections/methods.ts'
import { network } from './sections/network.ts'
import { summary } from './sections/summary.ts'
import { timing } from './sections/timing.ts'
import { truth } from './sections/truth.ts'
import { voxelGraph } from './sections/voxelGraph.ts'
import { STYLE } from './style.ts'

/** The style sheet is ours and holds no text from files. */
const style: Html = { markup: `<style>${STYLE}</style>` }

/** What was drawn from the files of the run. */
export type Figures = {
  /** One for each of the report's classes. */
  readonly classes: readonly ClassPictures[]
  /** One for each of the network's decoded maps. */
  readonly decoded: readonly ClassPictures[]
  /** Null where no graph was made. */
  readonly graph: GraphFigure | { readonly unreadable: string } | null
}

/**
 * The whole report as one HTML document that needs nothing else: no script, no network (the policy in its head forbids both), figures inline.
 */
export function reportPage(report: Report, figures: Figures): string {
  const name = basename(report.input.path)
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Conformations of ${name}</title>${style}</head><body>
<header><h1>Conformations of ${name}</h1><p class="lead">${integer(report.input.particles)} particles, ${report.classes.length} ${report.classes.length === 1 ? 'class' : 'classes'} · ${report.program} ${report.version} · ${report.created.slice(0, 16).replace('T', ' ')} UTC</p></header>
<main>${summary(report)}${truth(report)}${maps(report, figures.classes)}${fsc(report)}${classNumber(report)}${voxelGraph(report, figures.graph)}${network(report, figures.decoded)}${checks(report)}${timing(report)}${methods(report)}</main>
<footer>Made by ${report.program} ${report.version} from report.json and the maps beside it; <code>cgr report</code> makes it again. Colours: Okabe &amp; Ito, told apart by symbol and line pattern as well.</footer>
</body></html>
`.markup
}
