import { badData } from '../../preload/contract/failure.ts'
import { AtomicFile } from '../files/atomicWrite.ts'
import { type ByteSource } from './fileBytes.ts'
import { type MrcInfo, openMrc } from './mrcFile.ts'
import { encodeMrcHeader, MRC_HEADER, MRC_HEADER_BYTES } from './mrcHeader.ts'
import { decodePixels, firstNotFinite, isNative, PixelStatistics } from './mrcPixels.ts'

/** An open stack of square images. Not shared between threads: each opens its own. */
export class StackReader {
  readonly info: MrcInfo
  readonly box: number
  readonly count: number
  /** Å per pixel as the header says; null where it says nothing. */
  readonly pixelSize: number | null
  readonly #bytes: ByteSource
  #buffer = new Uint8Array(0)

  constructor(path: string) {
    const { info, bytes } = openMrc(path)
    this.info = info
    this.box = info.columns
    this.count = info.sections
    this.pixelSize = info.pixelSize
    this.#bytes = bytes
    try {
      checkStack(info)
    } catch (error) {
      bytes.close()
      throw error
    }
  }

  /** Image `slice` (from 0) into `out` [box × box], x fastest. */
  read(slice: number, out: Float32Array): void {
    this.readMany(slice, 1, out)
  }

  /** `count` images in a row into `out` [count × box × box]; a value that is no finite number is refused with its place. */
  readMany(firstSlice: number, count: number, out: Float32Array): void {
    const { info } = this
    if (firstSlice < 0 || firstSlice + count > this.count) {
      throw badData(info.path, `image ${firstSlice + count}`, `beyond the ${this.count} images of the stack`, 'check that stack and particle file belong together')
    }
    const pixels = this.box * this.box
    const total = count * pixels
    const target = out.subarray(0, total)
    if (target.length !== total) throw new RangeError(`${out.length} values cannot hold ${count} images of ${this.box}²`)
    const position = info.dataOffset + firstSlice * pixels * info.bytesPerPixel
    if (isNative(info.coding)) {
      this.#bytes.read(position, new Uint8Array(target.buffer, target.byteOffset, target.byteLength))
    } else {
      const needed = total * info.bytesPerPixel
      if (this.#buffer.length < needed) this.#buffer = new Uint8Array(needed)
      this.#bytes.read(position, this.#buffer.subarray(0, needed))
      decodePixels(info.coding, this.#buffer, total, target)
    }
    const bad = firstNotFinite(target)
    if (bad < 0) return
    const pixel = bad % pixels
    const what = `pixel (${pixel % this.box}, ${Math.floor(pixel / this.box)}) is not a finite number`
    throw badData(info.path, `image ${firstSlice + Math.floor(bad / pixels) + 1}`, what, 'extract the particles again')
  }

  close(): void {
    this.#bytes.close()
  }
}

function checkStack(info: MrcInfo): void {
  const { mapc, mapr, maps } = info.header
  if (info.columns !== info.rows) throw badData(info.path, 'byte 0 (nx, ny)', `images of ${info.columns} × ${info.rows} pixels`, 'particle images must be square: extract them again')
  if (info.kind === 'volume stack') throw badData(info.path, `byte ${MRC_HEADER.ispg.byte} (ispg)`, 'a stack of volumes', 'particles must be 2D images')
  if (`${mapc}${mapr}${maps}` !== '123' && `${mapc}${mapr}${maps}` !== '000') {
    throw badData(info.path, `byte ${MRC_HEADER.mapc.byte} (mapc, mapr, maps)`, `a stack with axes ${mapc} ${mapr} ${maps}`, 'write it again with axes 1 2 3')
  }
}

/** Opens a stack by its content, whatever its extension; .gz is unpacked to memory. Throws a Failure for what is no stack of square images. */
export const openStack = (path: string): StackReader => new StackReader(path)

/** Checks that a file can be read as particle images. */
export function checkIsStack(info: MrcInfo): MrcInfo {
  checkStack(info)
  return info
}

export type StackOptions = { readonly box: number; readonly pixelSize: number; readonly labels?: readonly string[] }

/** Writes an image stack image by image; the file has its name only after `close`. Use `abort` when giving up. */
export class StackWriter {
  readonly #options: StackOptions
  readonly #file: AtomicFile
  readonly #statistics = new PixelStatistics()
  #count = 0

  constructor(path: string, options: StackOptions) {
    this.#options = options
    this.#file = new AtomicFile(path)
    this.#file.write(new Uint8Array(MRC_HEADER_BYTES))
  }

  /** Appends one or more images [n × box × box], x fastest. */
  append(images: Float32Array): void {
    const count = images.length / this.#options.box ** 2
    if (!Number.isInteger(count)) throw new RangeError(`${images.length} values are no whole number of ${this.#options.box}² images`)
    this.#statistics.add(images)
    this.#file.write(new Uint8Array(images.buffer, images.byteOffset, images.byteLength))
    this.#count += count
  }

  close(): void {
    const { box, pixelSize, labels } = this.#options
    const header = encodeMrcHeader({
      nx: box, ny: box, nz: this.#count, mode: 2, mx: box, my: box, mz: 1, cellX: box * pixelSize, cellY: box * pixelSize, cellZ: pixelSize, alpha: 90, beta: 90, gamma: 90,
      mapc: 1, mapr: 2, maps: 3, ispg: 0, nversion: 20141, ...this.#statistics.header,
    }, labels)
    this.#file.overwrite(header, 0)
    this.#file.commit()
  }

  abort(): void {
    this.#file.abort()
  }
}

/** Writes all images [n × box × box] as one .mrcs stack. */
export function writeStack(path: string, images: Float32Array, options: StackOptions): void {
  const writer = new StackWriter(path, options)
  try {
    writer.append(images)
    writer.close()
  } catch (error) {
    writer.abort()
    throw error
  }
}
