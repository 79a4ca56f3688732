import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Edit, EditState } from '../../../preload/contract/calls/edits.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { useCall } from '../../api/queries.ts'

export type Change = Edit | 'undo' | 'redo'

export type Edits = {
  readonly state: EditState | null
  /** Why there is no state. */
  readonly error: Error | null
  /** Why the last change could not be made. */
  readonly refused: Error | null
  readonly forget: () => void
  readonly change: (change: Change) => void
  /** The same for who shows by itself what went wrong: rejects with what the host says. */
  readonly changing: (change: Change) => Promise<void>
}

/** The classes of a project as they now are, and ways to change them. */
export function useEdits({ id: project }: Pick<Project, 'id'>): Edits {
  const client = useQueryClient()
  const asked = useCall('edits.get', { project })
  const changing = async (change: Change): Promise<void> => {
    const state = await (change === 'undo' ? callHost('edits.undo', { project }) : change === 'redo' ? callHost('edits.redo', { project }) : callHost('edits.apply', { project, edit: change }))
    client.setQueryData(['edits.get', { project }], state)
  }
  // One after the other: keys may come faster than answers.
  const { mutate, error, reset } = useMutation({ mutationFn: changing, scope: { id: `edits of ${project}` } })
  return { state: asked.data ?? null, error: asked.error, refused: error, forget: reset, change: mutate, changing }
}
