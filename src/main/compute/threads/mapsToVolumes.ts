import { toFourier, type FourierGrid } from '../../numerics/fourierGrid.ts'

/** Two real-space maps (origin at size >> 1) become channels of the interleaved Fourier volumes that slices are read from. */
export type MapsToVolumesInput = {
  readonly grid: FourierGrid
  /** f32 [size³] each */
  readonly maps: readonly [SharedArrayBuffer, SharedArrayBuffer]
  /** Frequencies beyond this radius, Fourier pixels, are left out. */
  readonly reach: number
  /** Complex channel of each; −1: not wanted. */
  readonly channels: readonly [number, number]
  readonly volumes: SharedArrayBuffer
  readonly stride: number
}

export function mapsToVolumes({ grid, maps, reach, channels, volumes, stride }: MapsToVolumesInput): void {
  const out = [new Float64Array(2 * grid.voxels), new Float64Array(2 * grid.voxels)]
  toFourier(grid, new Float32Array(maps[0]), new Float32Array(maps[1]), reach, out[0], out[1])
  const to = new Float32Array(volumes, 0, grid.voxels * stride)
  for (const [i, channel] of channels.entries()) {
    if (channel < 0) continue
    for (let v = 0; v < grid.voxels; v++) {
      to[v * stride + 2 * channel] = out[i][2 * v]
      to[v * stride + 2 * channel + 1] = out[i][2 * v + 1]
    }
  }
}
