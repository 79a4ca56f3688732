import type { NetworkSource, Specimen } from '../graph/specimen.ts'
import { FOLDS } from '../sorting/particles.ts'
import type { Differences } from './differences.ts'
import { finalDifferences, type VolumeSorting } from './expectation.ts'
import { gridFor, mapsOf, maskOn } from './fourierMaps.ts'
import type { VolumeVariance } from './measureVolumeVariance.ts'
import { volumeNodeDensities } from './volumeNodeDensities.ts'
import type { VolumeWorkspace } from './workspace.ts'

/** A specimen whose particles are maps. */
export function volumeSpecimen(w: VolumeWorkspace, model: Differences, deviation: Specimen<Differences>['deviation']): Specimen<Differences> {
  const grid = gridFor(w.ball.limit), { size } = grid
  return {
    grid, size, voxelSize: w.boxSize / size, mask: maskOn(w.mask, grid), density: mapsOf(w.ball, grid, w.consensus, w.consensus)[0], differences: model.maps, occupancy: model.occupancy, deviation, model,
    measure: (nodes, differences, options) => volumeNodeDensities(w, nodes, differences, options),
  }
}

/** What the networks are made from once maps are sorted. */
export function volumeSource(w: VolumeWorkspace, sorting: VolumeSorting, variance: VolumeVariance): NetworkSource<Differences> {
  const { size } = gridFor(w.ball.limit), half = (without: readonly number[]) => ({ size, differences: finalDifferences(w, sorting, without).maps })
  return {
    specimen: volumeSpecimen(w, finalDifferences(w, sorting), variance.maps.map(map => ({ box: variance.box, map: map.map(Math.sqrt) }))),
    folds: Array.from({ length: FOLDS }, (_, fold) => finalDifferences(w, sorting, [fold])), halves: [half([2, 3]), half([0, 1])],
    slot: w.slot, posteriors: sorting.posteriors, unit: w.density,
  }
}
