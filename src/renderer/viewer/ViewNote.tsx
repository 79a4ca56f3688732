import type { ReactElement } from 'react'
import type { ViewState } from './layers.ts'

/** What a reader must know about a picture that is not what was asked for; null where it is. */
export function noteOf({ failure, empty, binning, isBusy }: ViewState): string | null {
  if (failure !== null) return `The surface could not be made: ${failure}. Choose a higher level or a smaller map.`
  if (empty > 0 && !isBusy) return empty === 1 ? 'Nothing is denser than this level. Lower the level.' : `In ${empty} maps nothing is denser than the level. Lower the level.`
  if (binning > 1) return `Drawn at 1/${binning} of the sampling: at this level the surface has too many triangles.`
  return null
}

/** The note at the foot of a view; read out when it changes. */
export function ViewNote({ state }: { readonly state: ViewState }): ReactElement {
  return <p className="view-note" role="status">{noteOf(state)}</p>
}
