import type { ReactNode } from 'react'
import { useStory } from '../../api/jobs.ts'
import type { StepProps } from '../../shell/ProjectWindow.tsx'
import { bytes, count, percent } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Facts, Panel } from '../../ui/Panel.tsx'
import { Locate } from './Locate.tsx'
import { ProofPanel } from './ProofPanel.tsx'

const HALF_SETS = { upstream: 'as the upstream refinement drew them', 'made here': 'none in the file: made here from the seed' } as const
const FORMATS = { star: 'RELION star file', cs: 'cryoSPARC dataset', maps: 'one 3D map per particle' } as const

/** What the project's particles are, what is doubtful about them, and whether rows, images and poses belong together. */
export function ImportStep({ project }: StepProps): ReactNode {
  const { input, problem } = project
  const { progress, job, ended } = useStory(project.id)
  if (!input && !problem) {
    const done = job === 'sample' && progress && !ended ? progress : null
    return (
      <Panel title="The sample is being simulated">
        <p>{done ? `${done.stage}: ${percent(done.done / Math.max(done.total, 1), 0)}` : ended?.message ?? 'Two states of human serum albumin, seen from random directions, with CTF and noise.'}</p>
        <progress aria-label="Simulation" {...(done && { value: done.done / Math.max(done.total, 1) })} />
      </Panel>
    )
  }
  return (
    <>
      {problem && <Locate project={project} problem={problem} />}
      {input && (
        <div className="columns">
          <Panel title="What was found">
            <Facts facts={[
              ['File', <span className="mono">{input.path}</span>],
              ['Kind', FORMATS[input.format]],
              ['Particles', count(input.particles)],
              ['Box', `${input.box} px (${(input.box * input.pixelSizeA).toFixed(0)} Å)`],
              ['Pixel size', `${input.pixelSizeA.toPrecision(4)} Å`],
              [input.format === 'maps' ? 'Tomograms' : 'Micrographs', count(input.micrographs)],
              ['Half-sets', HALF_SETS[input.halfSets]],
              [input.format === 'maps' ? 'Map files' : 'Stacks', `${count(input.stacks.total)}, ${bytes(input.stacks.bytes)}`],
              ['Paths start at', input.root && <span className="mono">{input.root}</span>],
              ['Passthrough', input.passthrough && <span className="mono">{input.passthrough}</span>],
            ]} />
          </Panel>
          {input.optics.length > 0 && (
            <Panel title="Optics groups">
              <table className="data">
                <thead><tr><th scope="col">Group</th><th scope="col">Particles</th><th scope="col">kV</th><th scope="col">Cs, mm</th><th scope="col">Amplitude contrast</th><th scope="col">Å/px</th></tr></thead>
                <tbody>{input.optics.map((group, index) => (
                  <tr key={`${index} ${group.name}`}><td>{group.name}</td><td>{count(group.particles)}</td><td>{group.voltageKv}</td><td>{group.sphericalAberrationMm}</td><td>{group.amplitudeContrast}</td><td>{group.pixelSizeA.toPrecision(4)}</td></tr>
                ))}</tbody>
              </table>
            </Panel>
          )}
          <Panel title={input.doubts.length === 0 ? 'No doubts' : 'Doubtful'}>
            {input.doubts.length === 0 ? <p>Every row names an image that is there, and its optics are complete.</p> : input.doubts.map(doubt => <Notice key={doubt} kind="warning" title={doubt} />)}
          </Panel>
          <ProofPanel project={project} />
        </div>
      )}
    </>
  )
}
