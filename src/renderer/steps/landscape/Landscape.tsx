import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { embeddingAddress } from '../../../preload/contract/addresses.ts'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { Problem } from '../../ui/Notice.tsx'
import type { Coordinates } from '../../umap/useUmap.ts'
import { LandscapeView } from './LandscapeView.tsx'
import { useFloats } from './useFloats.ts'

/** Fetches what the landscape is drawn from: the particles' coordinates and the columns that can colour them. */
export function Landscape({ project, embedding }: { readonly project: Project; readonly embedding: Embedding }): ReactNode {
  const floats = useFloats(['embedding', project.id, embedding.made], embeddingAddress(project.id))
  const columns = useCall('particles.columns', { project: project.id }, project.input !== null)
  const { particles, components } = embedding
  const coordinates = useMemo((): Coordinates | null => (floats.data ? { values: floats.data, components: components.length, particles } : null), [floats.data, components.length, particles])
  const error = floats.error ?? columns.error
  if (error) return <Problem error={error} />
  if (!coordinates || (project.input !== null && !columns.data)) return <p aria-busy="true">Reading the landscape …</p>
  return <LandscapeView project={project} embedding={embedding} coordinates={coordinates} columns={columns.data ?? []} />
}
