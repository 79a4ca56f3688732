import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { Report } from '../../../preload/contract/report.ts'
import { classMark } from '../../plots/marks.ts'
import type { Series } from '../../plots/series.ts'
import { classColourIndex, className } from './mapChoices.ts'
import type { MapsView } from './mapsView.ts'

/** Lines of a class's further curves: by pattern told from its corrected one. */
const PATTERNS = { unmasked: '1.5 3', phaseRandomised: '6 3 1 3 1 3' } as const

/** FSC of each class against frequency in 1/Å: masked and corrected, and beside it what else is wanted. */
export function fscSeries(report: Pick<Report, 'classes'>, classes: readonly EditedClass[], { unmasked, phaseRandomised }: MapsView['curves']): Series[] {
  return report.classes.flatMap(({ number, fsc }) => {
    const name = className(classes, number), mark = classMark(number, classColourIndex(classes, number))
    const points = (values: readonly number[]): Series['points'] => fsc.frequency.map((at, i) => [at, values[i]])
    return [
      { key: `${number}`, name, mark, points: points(fsc.corrected) },
      ...(unmasked ? [{ key: `${number} unmasked`, name: `${name}, unmasked`, mark: { ...mark, dash: PATTERNS.unmasked }, points: points(fsc.unmasked) }] : []),
      ...(phaseRandomised ? [{ key: `${number} randomised`, name: `${name}, phase-randomised`, mark: { ...mark, dash: PATTERNS.phaseRandomised }, points: points(fsc.phaseRandomised) }] : []),
    ]
  })
}
