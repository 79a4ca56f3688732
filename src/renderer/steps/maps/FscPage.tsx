import type { ReactNode } from 'react'
import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { Report } from '../../../preload/contract/report.ts'
import { LineChart } from '../../plots/LineChart.tsx'
import { MarkKey } from '../../plots/MarkSymbol.tsx'
import { classMark } from '../../plots/marks.ts'
import { count } from '../../ui/format.ts'
import { Panel } from '../../ui/Panel.tsx'
import { useMedia } from '../../viewer/hooks.ts'
import { fscSeries } from './fscSeries.ts'
import { classColourIndex, className } from './mapChoices.ts'
import type { MapsView } from './mapsView.ts'

type Props = { readonly report: Report; readonly classes: readonly EditedClass[]; readonly curves: MapsView['curves']; readonly onCurves: (curves: MapsView['curves']) => void }

const RULES = [{ at: 0.143, text: '0.143' }]

/** Fourier shell correlation of each class's half-maps, and where it falls to 0.143. */
export function FscPage({ report, classes, curves, onCurves }: Props): ReactNode {
  const hasBfactor = report.classes.some(({ bfactor }) => bfactor !== null)
  const isTall = useMedia('(min-height: 1000px)')
  return (
    <div className="maps-fsc">
      <Panel title="Half-maps of each class" tools={
        <>
          <label className="maps-choice"><input type="checkbox" checked={curves.unmasked} onChange={event => onCurves({ ...curves, unmasked: event.currentTarget.checked })} /><span>Unmasked</span></label>
          <label className="maps-choice" title="Masked half-maps whose phases were made random beyond a resolution: what is left there is the mask’s own correlation"><input type="checkbox" checked={curves.phaseRandomised} onChange={event => onCurves({ ...curves, phaseRandomised: event.currentTarget.checked })} /><span>Phase-randomised</span></label>
        </>
      }>
        <LineChart title="Fourier shell correlation, masked and corrected" height={isTall ? 540 : 360} x={{ title: 'Resolution', kind: 'resolution' }} y={{ title: 'FSC', range: [-0.2, 1], decimals: 3 }} series={fscSeries(report, classes, curves)} rules={RULES} />
        <p className="small muted">Correlation of the two half-maps inside the mask, corrected by phase randomisation. The resolution is where it first falls to 0.143.</p>
      </Panel>
      <Panel title="Resolution">
        <table className="data" data-testid="resolutions">
          <thead><tr><th scope="col">Class</th><th scope="col">Particles</th><th scope="col">Resolution (Å)</th>{hasBfactor && <th scope="col">B-factor (Å²)</th>}</tr></thead>
          <tbody>
            {report.classes.map(({ number, particles, resolutionA, bfactor }) => (
              <tr key={number}>
                <th scope="row"><span className="maps-named"><MarkKey mark={classMark(number, classColourIndex(classes, number))} />{className(classes, number)}</span></th>
                <td>{count(particles)}</td><td>{resolutionA.toFixed(2)}</td>{hasBfactor && <td>{bfactor === null ? <span title="The map does not reach 10 Å, which a Guinier fit needs">–</span> : bfactor.toFixed(0)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
        <p className="small muted">Of the run’s maps: what was moved by hand since is not in them.</p>
      </Panel>
    </div>
  )
}
