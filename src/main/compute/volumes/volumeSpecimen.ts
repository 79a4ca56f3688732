import type { NetworkSource } from '../graph/specimen.ts'
import { FOLDS } from '../sorting/particles.ts'
import type { Differences } from './differences.ts'
import { finalDifferences, type VolumeSorting } from './expectation.ts'
import { gridFor, mapsOf, maskOn } from './fourierMaps.ts'
import type { VolumeVariance } from './measureVolumeVariance.ts'
import { volumeNodeDensities } from './volumeNodeDensities.ts'
import type { VolumeWorkspace } from './workspace.ts'

/** What the networks are made from once maps are sorted. */
export function volumeSource(w: VolumeWorkspace, sorting: VolumeSorting, variance: VolumeVariance): NetworkSource<Differences> {
  const grid = gridFor(w.ball.limit), { size } = grid
  const all = finalDifferences(w, sorting), half = (folds: readonly number[]) => ({ size, differences: finalDifferences(w, sorting, folds).maps })
  return {
    specimen: {
      grid, size, voxelSize: w.boxSize / size, mask: maskOn(w.mask, grid), density: mapsOf(w.ball, grid, w.consensus, w.consensus)[0], differences: all.maps, occupancy: all.occupancy,
      deviation: variance.maps.map(map => ({ box: variance.box, map: map.map(Math.sqrt) })), model: all,
      measure: (nodes, differences, options) => volumeNodeDensities(w, nodes, differences, options),
    },
    folds: Array.from({ length: FOLDS }, (_, fold) => finalDifferences(w, sorting, [fold])), halves: [half([2, 3]), half([0, 1])],
    slot: w.slot, posteriors: sorting.posteriors, unit: w.density,
  }
}
