import { readVolume } from '../../formats/mrc.ts'
import { cropVolume } from './cropVolume.ts'

/** A map's voxels [box³], x fastest, Fourier-cropped to `box` where that is smaller than the map. Throws the reader's Failure. */
export function readVoxels({ path, box }: { readonly path: string; readonly box: number }): { readonly data: Float32Array } {
  const map = readVolume(path)
  return { data: box < map.box ? cropVolume(map.data, map.box, box) : map.data }
}
