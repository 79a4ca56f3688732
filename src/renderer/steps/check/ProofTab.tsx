import type { ReactNode } from 'react'
import { BarChart } from '../../plots/BarChart.tsx'
import { LineChart } from '../../plots/LineChart.tsx'
import { PLAIN_MARK } from '../../plots/marks.ts'
import type { Mark } from '../../plots/marks.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Facts, Panel } from '../../ui/Panel.tsx'
import { contrastWords, junkWords, poseWords, powerCurve, proofWords, shortVariant, usedVariant } from './findings.ts'
import type { Findings } from './findings.ts'

/** A reading of the file that was tried on purpose. */
const TRIED: Mark = { colour: 'var(--class-0)', dash: '', shape: 1 }

/** What the check found out: first that rows, images and poses belong together, then how good the images are. */
export function ProofTab({ findings }: { readonly findings: Findings | null }): ReactNode {
  if (!findings) return <p className="muted">Nothing is known yet. Check the particles, or sort them: a run begins with the same proof.</p>
  const { proof, power, warnings } = findings
  const used = usedVariant(proof)
  const curve = power && powerCurve(power)
  return (
    <div className="check-proof" data-testid="check-findings">
      <Panel title="Rows, images and poses belong together">
        <p>{proofWords(proof)}</p>
        <BarChart title="Held-out gain by reading of the file" x={{ title: 'Gain over no map', unit: 'nats per particle', decimals: 1 }}
          bars={proof.variants.map(({ name, gain }) => ({ key: name, name: name === used.name ? `${name}: used` : shortVariant(name), value: gain, mark: name === used.name ? PLAIN_MARK : TRIED }))} />
      </Panel>
      <div className="stack">
        <Panel title="How good the images are" tools={findings.from === 'run' && <span className="small muted">as the run found them</span>}>
          <Facts facts={[
            ['Resolution', <span title="Fourier shell correlation of the consensus’s half-maps, 0.143">{findings.resolutionLimitA.toFixed(1)} Å, to which {findings.from === 'run' ? 'the images decided the classes' : 'the halves of the consensus agree'}</span>],
            ['Half-maps', <span title="Of the consensus, over all voxels: 1 is the same, 0 nothing in common">correlate by {proof.halfMapCorrelation.toFixed(3)}</span>],
            ['Pose error', poseWords(findings)],
            ['Contrast', contrastWords(findings.contrast)],
            ['Junk', junkWords(findings.junk)],
            ['Handedness', proof.handedness],
          ]} />
          {warnings.map(warning => <Notice key={warning} kind="warning" title={warning} />)}
        </Panel>
        {curve && (
          <div className="panel">
            <LineChart title="Power spectrum, mean of the images" height={230} x={{ title: 'Resolution', kind: 'resolution' }} y={{ title: 'Power', kind: 'log', range: curve.range }}
              series={[{ key: 'power', name: 'Power', mark: PLAIN_MARK, points: curve.points }]} />
          </div>
        )}
      </div>
    </div>
  )
}
