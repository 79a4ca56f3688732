import type { Volume } from '../../../preload/contract/records.ts'
import type { LiveSorting } from '../results/liveSorting.ts'
import { finalDifferences, occupancies, type VolumeSorting } from './expectation.ts'
import { gridFor, mapsOf } from './fourierMaps.ts'
import { activeRows, type VolumeWorkspace } from './workspace.ts'

/** Sees how a sorting of maps stands and changes none of it. */
export type VolumeWatch = (sorting: VolumeSorting) => void

export const watchVolumes = (w: VolumeWorkspace, live: LiveSorting): VolumeWatch => sorting => live.tell(
  () => ({ logLikelihood: sorting.heldOut.total / Math.max(activeRows(w).length, 1), occupancies: occupancies(w, sorting) }),
  () => classDensities(w, sorting),
)

/** The maps of all classes in the density of the input, on the grid that the run's limit needs. */
function classDensities(w: VolumeWorkspace, sorting: VolumeSorting): Volume[] {
  const { coefficients } = finalDifferences(w, sorting), grid = gridFor(w.ball.limit)
  return coefficients.map(difference => {
    const map = Float64Array.from(w.consensus, (v, i) => v + (difference[i] ?? 0))
    return { box: grid.size, pixelSize: w.boxSize / grid.size, data: mapsOf(w.ball, grid, map, map)[0].map(v => v * w.density) }
  })
}
