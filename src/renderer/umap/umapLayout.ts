import { UMAP } from 'umap-js'
import { randomFrom } from './sample.ts'

/** McInnes et al. (2018): neighbours that count as near, and how close points may come to lie. */
const NEIGHBOURS = 15
const MIN_DISTANCE = 0.1
/** Fewer have no neighbourhoods. */
const FEWEST_POINTS = 5

/** [points × 2] UMAP of [points × components] values by their Euclidean distance; the same for the same seed. `onProgress` hears of each pass. */
export function umapLayout(values: Float32Array, components: number, seed: number, onProgress: (done: number, total: number) => void): Float32Array {
  const count = values.length / components
  if (count < FEWEST_POINTS) throw new RangeError(`${count} particles are too few for UMAP, which needs ${FEWEST_POINTS}`)
  const points = Array.from({ length: count }, (_, i) => [...values.subarray(i * components, (i + 1) * components)])
  const umap = new UMAP({ nComponents: 2, nNeighbors: Math.min(NEIGHBOURS, count - 1), minDist: MIN_DISTANCE, random: randomFrom(seed) })
  const passes = umap.initializeFit(points)
  for (let pass = 1; pass <= passes; pass++) {
    umap.step()
    onProgress(pass, passes)
  }
  return Float32Array.from(umap.getEmbedding().flat())
}
