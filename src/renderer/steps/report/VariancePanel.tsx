import type { ReactNode } from 'react'
import type { AssignmentComparison } from '../../../preload/contract/calls/exports.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import type { VarianceReport } from '../../../preload/contract/calls/variance.ts'
import { useCall, useChange } from '../../api/queries.ts'
import { csvOf } from '../../plots/table.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { count, moment } from '../../ui/format.ts'
import { JobProgress } from '../../ui/JobProgress.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { signOf } from './comparison.ts'
import { measuredRows, posesWords, runRows, varianceTable, type VarianceRow } from './varianceRows.ts'

type Props = { readonly project: Project; readonly comparison: AssignmentComparison; readonly names: readonly string[] }

/** What still moves inside the run's classes, and inside those of every file that has been measured. */
export function VariancePanel({ project, comparison: { assignments }, names }: Props): ReactNode {
  const { data, error } = useCall('variance.get', { project: project.id })
  const start = useChange('variance.start'), cancel = useChange('variance.cancel')
  const files = assignments.flatMap(({ path, problem }, place) => (path === null || problem ? [] : [{ path, place, name: `${signOf(place)} ${names[place]}`, report: data?.reports.find(report => report.path === path) }]))
  const why = project.readOnlyReason ?? (data?.running ? 'One file at a time' : null)
  const rows = data ? [...runRows(data.ours), ...files.flatMap(({ name, report }) => (report ? measuredRows(name, report) : []))] : []
  return (
    <Panel title="What still moves inside the classes" tools={rows.length > 0 && <CopyButton text={csvOf(varianceTable(rows))} label="Copy as CSV" />}>
      {error && <Problem error={error} />}
      {start.error && <Problem error={start.error} />}
      {data?.message && <Notice kind="error" title={data.message} />}
      {data?.running && <JobProgress project={project.id} job="variance" title="Measuring the variance of classes" isStopping={cancel.isPending} onStop={() => cancel.mutate({ project: project.id })} />}
      <VarianceRows rows={rows} />
      <ul className="report-variance" aria-label="Files whose classes can be measured">
        {files.map(({ path, name, report }) => (
          <li key={path}>
            <button type="button" disabled={why !== null || start.isPending} title={why ?? 'The images are read once, as for sorting; it takes a minute or so for some thousand particles'} aria-label={`Measure the variance of the classes of ${name}`} onClick={() => start.mutate({ project: project.id, path })}>
              {report ? 'Measure again' : 'Measure the variance of its classes'}
            </button>
            <span>{name}{report && <Measured report={report} />}</span>
          </li>
        ))}
      </ul>
      <p className="small muted">
        Variability: what still varies over the density of a class, in units of σ of its map, with its 95 % interval; held-out gain: log-likelihood per particle won by allowing it. Pose errors count as variance. So classes of a file are measured together with the run’s own of the same particles at the same poses, from the same images, to the same resolution, in a mask made by the same rule: compare those. Large classes show more of what moves than small ones.
      </p>
    </Panel>
  )
}

const VarianceRows = ({ rows }: { readonly rows: readonly VarianceRow[] }): ReactNode => rows.length > 0 && (
  <div className="report-scroll">
    <table className="data" data-testid="variance">
      <caption className="visually-hidden">Conformational variance by class</caption>
      <thead><tr><th scope="col">Classes of</th><th scope="col">Class</th><th scope="col">Particles</th><th scope="col">Variability (σ)</th><th scope="col">95 % interval (σ)</th><th scope="col">Held-out gain</th></tr></thead>
      <tbody>{rows.map(({ whose, label, particles, value, interval, gain }, i) => <tr key={i}><th scope="row">{whose}</th><td>{label}</td><td>{count(particles)}</td><td>{value}</td><td>{interval}</td><td>{gain}</td></tr>)}</tbody>
    </table>
  </div>
)

const Measured = ({ report }: { readonly report: VarianceReport }): ReactNode => (
  <span className="small muted">
    {' '}{posesWords(report)} Measured {moment(report.made)}; its maps are at Maps, among those of no class.
    {report.tooSmall.length > 0 && ` Too small to be measured: ${report.tooSmall.map(({ label, particles }) => `${label} (${count(particles)})`).join(', ')}.`}
    {report.warnings.map(text => ` ${text}.`)}
  </span>
)
