import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { embeddingAddress, networkFeaturesAddress } from '../../../preload/contract/addresses.ts'
import type { CallOutput } from '../../../preload/contract/calls.ts'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { Problem } from '../../ui/Notice.tsx'
import { LandscapeView } from './LandscapeView.tsx'
import { spaceOf } from './spaces.ts'
import { useFloats } from './useFloats.ts'

type Props = { readonly project: Project; readonly embedding: Embedding | null; readonly network: CallOutput<'landscape.network'> }

/** Fetches what the landscape is drawn from: the particles' coordinates and the columns that can colour them. Embedding or features must be there. */
export function Landscape({ project, embedding, network }: Props): ReactNode {
  const { features } = network
  const byComponents = useFloats(['embedding', project.id, embedding?.made], embedding ? embeddingAddress(project.id) : null)
  const byNetwork = useFloats(['network features', project.id, project.run?.created], features ? networkFeaturesAddress(project.id) : null)
  const columns = useCall('particles.columns', { project: project.id }, project.input !== null)
  const components = useMemo(() => embedding && byComponents.data ? spaceOf('components', embedding, byComponents.data) : null, [embedding, byComponents.data])
  const described = useMemo(() => features && byNetwork.data ? spaceOf('network', features, byNetwork.data) : null, [features, byNetwork.data])
  const spaces = useMemo(() => [components, described].filter(space => space !== null), [components, described])
  const error = byComponents.error ?? columns.error ?? (embedding ? null : byNetwork.error)
  if (error) return <Problem error={error} />
  if ((embedding && !components) || (features && !described && !byNetwork.error) || (project.input !== null && !columns.data)) return <p aria-busy="true">Reading the landscape …</p>
  return <LandscapeView project={project} embedding={embedding} features={features} why={byNetwork.error?.message ?? network.why} spaces={spaces} columns={columns.data ?? []} />
}
