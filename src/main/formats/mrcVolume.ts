import { badData } from '../../preload/contract/failure.ts'
import { type Volume } from '../../preload/contract/records.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { type MrcInfo, openMrc } from './mrcFile.ts'
import { encodeMrcHeader, MRC_HEADER } from './mrcHeader.ts'
import { decodePixels, firstNotFinite, PixelStatistics } from './mrcPixels.ts'

const VERSION = 20141
const CHUNK_BYTES = 1 << 24

/** Which of column, row and section runs along x, y and z, as mapc, mapr and maps say. */
function axisOrder(info: MrcInfo): readonly [number, number, number] {
  const { mapc, mapr, maps } = info.header
  const axes = [mapc, mapr, maps]
  if (axes.every(axis => axis === 0)) return [0, 1, 2] // not set by old programs
  if (axes.toSorted().join() !== '1,2,3') {
    throw badData(info.path, `byte ${MRC_HEADER.mapc.byte} (mapc, mapr, maps)`, `axes ${axes.join(' ')}`, 'they must be 1, 2 and 3 in some order: the header is damaged')
  }
  return [axes.indexOf(1), axes.indexOf(2), axes.indexOf(3)]
}

/** x fastest, whatever the order in the file was. */
function reordered(data: Float32Array, box: number, order: readonly [number, number, number]): Float32Array {
  if (order.every((axis, i) => axis === i)) return data
  const strides = [1, box, box * box]
  const [sx, sy, sz] = order.map(axis => strides[axis])
  const out = new Float32Array(data.length)
  let i = 0
  for (let z = 0; z < box; z++) for (let y = 0; y < box; y++) for (let x = 0; x < box; x++) out[i++] = data[x * sx + y * sy + z * sz]
  return out
}

/**
 * Reads a cubic map (.mrc, .map, .ccp4, .gz): modes 0, 1, 2, 6, 12, both byte orders, axes brought to x fastest.
 * `pixelSize` is 0 where the header has none; throws a data Failure for stacks, other shapes and values that are no numbers.
 */
export function readVolume(path: string): Volume {
  const { info, bytes } = openMrc(path)
  try {
    const { columns: box, rows, sections } = info
    const shape = `${box} × ${rows} × ${sections}`
    if (info.kind !== 'volume') throw badData(path, 'header', `a ${info.kind === 'stack' ? 'stack of images' : 'stack of volumes'} (${shape}), not a map`, 'give one map')
    if (box !== rows || box !== sections) throw badData(path, 'header', `${shape} voxels, not a cube`, 'pad or crop it to a cube')
    const data = new Float32Array(box ** 3)
    const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / info.bytesPerPixel))
    const chunk = new Uint8Array(Math.min(perChunk, data.length) * info.bytesPerPixel)
    for (let done = 0; done < data.length; done += perChunk) {
      const count = Math.min(perChunk, data.length - done)
      const part = chunk.subarray(0, count * info.bytesPerPixel)
      bytes.read(info.dataOffset + done * info.bytesPerPixel, part)
      decodePixels(info.coding, part, count, data, done)
    }
    const bad = firstNotFinite(data)
    if (bad >= 0) throw badData(path, `voxel ${bad} (byte ${info.dataOffset + bad * info.bytesPerPixel})`, 'not a finite number', 'make the map again')
    return { box, pixelSize: info.pixelSize ?? 0, data: reordered(data, box, axisOrder(info)) }
  } finally {
    bytes.close()
  }
}

const asBytes = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** Writes a map as MRC2014, 32-bit floats, whole or not at all. At most ten labels of 80 characters. */
export function writeVolume(path: string, volume: Volume, labels: readonly string[] = []): void {
  const { box, pixelSize, data } = volume
  if (data.length !== box ** 3) throw new RangeError(`${data.length} values cannot fill a ${box}³ box`)
  const statistics = new PixelStatistics()
  statistics.add(data)
  const cell = box * pixelSize
  const header = encodeMrcHeader({
    nx: box, ny: box, nz: box, mode: 2, mx: box, my: box, mz: box, cellX: cell, cellY: cell, cellZ: cell, alpha: 90, beta: 90, gamma: 90,
    mapc: 1, mapr: 2, maps: 3, ispg: 1, nversion: VERSION, ...statistics.header,
  }, labels)
  atomicWrite(path, sink => {
    sink.write(header)
    sink.write(asBytes(data))
  })
}
