import type { Volume } from '../../../preload/contract/records.ts'
import { toFourier, toReal } from '../../numerics/fourierGrid.ts'
import type { LiveSorting, SortingFigures } from '../results/liveSorting.ts'
import { occupancies, type Sorting } from './expectation.ts'
import { falloff, gridFor, writeConsensus, type Workspace } from './workspace.ts'

/** Sees how a sorting stands and changes none of it. */
export type Watch = (sorting: Sorting) => void

/** Voxels along a side, at most: maps to be looked at while they grow need no more. */
const MOST_VOXELS = 128

/** `inputBox`: of the images, px; it gives the maps the density of those that the run will make. */
export const watchSorting = (w: Workspace, live: LiveSorting, inputBox: number): Watch => sorting =>
  live.tell(() => figuresOf(w, sorting), () => classDensities(w, sorting, inputBox))

function figuresOf(w: Workspace, { posteriors, classes }: Sorting): SortingFigures {
  const active = new Uint8Array(w.set.state.active), own = new Float64Array(w.logLikelihood)
  let sum = 0, count = 0
  for (let p = 0; p < active.length; p++) {
    if (active[p] === 0) continue
    sum += own[p]
    count++
  }
  return { logLikelihood: sum / Math.max(count, 1), occupancies: occupancies(w, posteriors, classes) }
}

/** The maps of all classes in the working box: consensus and difference, what interpolation does to both undone. */
function classDensities(w: Workspace, { model }: Sorting, inputBox: number): Volume[] {
  const { differences, size } = model!
  const side = 2 * Math.ceil(Math.min(w.set.store.box, MOST_VOXELS) / 2)
  // Reaches 2 % and a voxel beyond its limit (fourierGrid), and must fit the box.
  const grid = gridFor(Math.min(model!.limit, Math.floor((side / 2 - 3) / 1.02)))
  const consensus = new SharedArrayBuffer(8 * grid.voxels), shared = new Float32Array(consensus), loss = falloff(side)
  writeConsensus(w, grid, consensus, 2)
  const maps: Volume[] = []
  for (let k = 0; k < differences.length; k += 2) {
    const pair = [k, Math.min(k + 1, differences.length - 1)]
    const fourier = [new Float64Array(2 * grid.voxels), new Float64Array(2 * grid.voxels)] as const
    toFourier({ ...grid, size }, new Float32Array(differences[pair[0]]), new Float32Array(differences[pair[1]]), grid.limit + 1, ...fourier)
    for (const values of fourier) for (let i = 0; i < values.length; i++) values[i] += shared[i]
    const out = [new Float32Array(side ** 3), new Float32Array(side ** 3)] as const
    toReal({ ...grid, size: side }, ...fourier, ...out)
    for (const data of pair[0] === pair[1] ? [out[0]] : out) maps.push({ box: side, pixelSize: w.set.boxSize / side, data: data.map((v, i) => (v * loss[i]) / inputBox ** 2) })
  }
  return maps
}
