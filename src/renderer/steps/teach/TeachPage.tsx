import type { ReactNode } from 'react'
import { useCall } from '../../api/queries.ts'
import type { StepProps } from '../../shell/ProjectWindow.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { TeachGallery } from './TeachGallery.tsx'
import { useLabelling } from './useLabelling.ts'

/** Particles are given labels by hand or from a file, for `cgr train` to learn from. */
export function TeachPage({ project }: StepProps): ReactNode {
  const { input } = project
  const labelling = useLabelling(project)
  const columns = useCall('particles.columns', { project: project.id }, input !== null)
  if (!input) return <Notice kind="info" title="There is nothing to label yet"><p>{project.problem ? 'The particles cannot be read now: locate them at the Import step.' : 'Import particles first.'}</p></Notice>
  const error = columns.error ?? labelling.error
  if (error) return <Problem error={error} />
  if (!columns.data || !labelling.sets) return <p aria-busy="true">Looking through the particles …</p>
  return <TeachGallery project={project} input={input} columns={columns.data} labelling={labelling} />
}
