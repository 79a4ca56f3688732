import { coloursOf } from '../colourScales.ts'
import { binMap } from './binMap.ts'
import type { BytesOrder, DensityBytes, MapRole, Order, LayerResult, Surface, SurfaceOrder } from './layerProtocol.ts'
import { extractSurface } from './marchingCubes.ts'
import type { DensityMap, SurfaceMesh } from './marchingCubes.ts'
import { cutToPieces } from './meshPieces.ts'
import { reachOf } from './reach.ts'
import { sampleMap } from './sampleMap.ts'
import type { ValueMap } from './sampleMap.ts'

/** Larger surfaces are drawn from a binned map: a level within the noise must not fill the graphics card. */
const MOST_VERTICES = 1_500_000

/** The maps of one layer of a view, kept where its surfaces are made. */
export class LayerMaps {
  readonly #maps = new Map<MapRole, ValueMap>()
  /** The density, then the same binned by 2, 4, … as far as was needed. */
  #binned: DensityMap[] = []

  begin(role: MapRole, box: number, pixelSizeA: number): void {
    this.#maps.set(role, { voxels: new Float32Array(box ** 3), box, pixelSizeA })
    if (role === 'density') this.#binned = []
  }

  /** Copies voxels into place, the first at index `at`. */
  fill(role: MapRole, at: number, voxels: Float32Array): void {
    this.#maps.get(role)?.voxels.set(voxels, at)
  }

  make(order: Order): LayerResult {
    const density = this.#maps.get('density')
    if (!density) throw new Error('a surface was ordered before its map')
    return order.kind === 'surface' ? this.#surface(density, order) : this.#bytes(density, order)
  }

  #surface(density: ValueMap, { level, colour }: SurfaceOrder): Surface {
    const { mesh, binning } = this.#extract(density, level)
    const colourMap = this.#maps.get('colour')
    const colours = colour && colourMap ? coloursOf(sampleMap(colourMap, mesh.positions), colour.scale, colour.range) : null
    const pieces = cutToPieces(mesh, colours)
    return { kind: 'surface', level, pieces, triangles: mesh.indices.length / 3, binning, reachA: reachOf(density, level), farthestA: farthest(mesh.positions) }
  }

  #extract(density: ValueMap, level: number): { mesh: SurfaceMesh; binning: number } {
    for (let step = 0; ; step++) {
      this.#binned[step] ??= step === 0 ? asDensity(density) : binMap(this.#binned[step - 1])
      // Below the least density everything is inside: the surface is the box itself.
      const mesh = extractSurface(this.#binned[step], Math.max(level, this.#binned[step].least), MOST_VERTICES)
      if (mesh) return { mesh, binning: 1 << step }
    }
  }

  #bytes(density: ValueMap, { level }: BytesOrder): DensityBytes {
    const { voxels } = density
    let sum = 0
    let high = -Infinity
    for (let i = 0; i < voxels.length; i++) {
      sum += voxels[i]
      if (voxels[i] > high) high = voxels[i]
    }
    // Solvent is never shown: the bytes begin at the mean, which leaves all 255 steps to the particle.
    const low = sum / voxels.length
    const scale = 255 / (high - low || 1)
    const bytes = new Uint8Array(voxels.length)
    for (let i = 0; i < voxels.length; i++) bytes[i] = Math.max(0, Math.min(255, Math.round((voxels[i] - low) * scale)))
    return { kind: 'bytes', bytes, low, high, reachA: reachOf(density, level), farthestA: (Math.sqrt(3) / 2) * density.box * density.pixelSizeA }
  }
}

function asDensity({ voxels, box, pixelSizeA }: ValueMap): DensityMap {
  let least = Infinity
  for (let i = 0; i < voxels.length; i++) if (voxels[i] < least) least = voxels[i]
  return { voxels, box, spacing: pixelSizeA, start: -(box >> 1) * pixelSizeA, least }
}

function farthest(positions: Float32Array): number {
  let most = 0
  for (let i = 0; i < positions.length; i += 3) most = Math.max(most, positions[i] ** 2 + positions[i + 1] ** 2 + positions[i + 2] ** 2)
  return Math.sqrt(most)
}
