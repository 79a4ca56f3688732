import type { ReactNode } from 'react'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useChange } from '../../api/queries.ts'
import { JobProgress } from '../../ui/JobProgress.tsx'
import { Problem } from '../../ui/Notice.tsx'

/** How far the landscape is, and the way to stop it. */
export function LandscapeProgress({ project }: { readonly project: Project }): ReactNode {
  const cancel = useChange('landscape.cancel')
  return (
    <>
      <JobProgress project={project.id} job="embedding" title="Making the landscape" isStopping={cancel.isPending} onStop={() => cancel.mutate({ project: project.id })} />
      {cancel.error && <Problem error={cancel.error} />}
    </>
  )
}
