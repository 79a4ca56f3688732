import { extname } from 'node:path'
import { badData } from '../../preload/contract/failure.ts'
import { type ByteSource, memoryBytes, openBytes } from './fileBytes.ts'
import { gunzipStart, gunzipWhole, isGzip } from './gzip.ts'
import {
  extendedHeaderType, hasMapStamp, hasUnsignedBytes, isLittleEndian, MRC_HEADER, MRC_HEADER_BYTES, MRC_MODES, mrcLabels, parseMrcHeader,
  type MrcField, type MrcHeader,
} from './mrcHeader.ts'
import { type PixelCoding } from './mrcPixels.ts'

/** What an MRC file says about itself, checked against its size. */
export type MrcInfo = {
  readonly path: string
  readonly header: MrcHeader
  readonly coding: PixelCoding
  readonly bytesPerPixel: number
  readonly columns: number
  readonly rows: number
  readonly sections: number
  /** Byte of the first pixel, behind the extended header. */
  readonly dataOffset: number
  /** Å per pixel, cella.x / mx; null where the header has none. 1 is as often a placeholder as a size. */
  readonly pixelSize: number | null
  readonly kind: MrcKind
  readonly compressed: boolean
  readonly extendedType: string
  readonly labels: readonly string[]
  readonly doubts: readonly string[]
}

/** One map, or images one behind the other, or maps one behind the other. */
export type MrcKind = 'volume' | 'stack' | 'volume stack'

const MAX_EXTENDED = 2 ** 31
const OTHER_FORMATS: readonly (readonly [string, string])[] = [
  ['BZh', 'a bzip2 file: unpack it first'], ['\xfd7zXZ', 'an xz file: unpack it first'], ['PK\x03\x04', 'a zip archive: unpack it first'],
  ['\x89HDF', 'an HDF5 file: convert it to MRC'], ['II*\0', 'a TIFF image: convert it to MRC'], ['MM\0*', 'a TIFF image: convert it to MRC'],
]

/**
 * Volume or stack? ispg is not to be trusted alone (RELION leaves it 0 for maps, mrcfile's default is 1 for stacks), so the extension decides first,
 * then the shape, then ispg: .mrcs and .st are stacks, .map and .ccp4 volumes; ispg 401…630 says a stack of volumes; equal sides say a volume unless
 * ispg is 0 and mz 1; other files with square sections are stacks, and what is left (a tomogram) goes by ispg and mz.
 * A star or cs file that names the file overrules all this.
 */
function kindOf(path: string, header: MrcHeader): MrcKind {
  const extension = extname(path.toLowerCase().replace(/\.gz$/, ''))
  if (extension === '.mrcs' || extension === '.st') return 'stack'
  if (header.ispg >= 401 && header.ispg <= 630) return 'volume stack'
  if (extension === '.map' || extension === '.ccp4') return 'volume'
  const marked = header.ispg === 0 && header.mz === 1
  if (header.nx === header.ny && header.ny === header.nz) return marked && header.nz > 1 ? 'stack' : 'volume'
  return header.nx === header.ny || marked ? 'stack' : 'volume'
}

const at = (field: MrcField): string => `byte ${MRC_HEADER[field].byte} (${field})`

function checkedSize(path: string, header: MrcHeader, available: number | null): { bytesPerPixel: number; dataOffset: number } {
  const mode = MRC_MODES.get(header.mode)
  if (!mode) throw badData(path, at('mode'), `unknown mode ${header.mode}`, 'this is not an MRC file, or it is damaged: copy it again')
  if (mode.bytes === 0) throw badData(path, at('mode'), `mode ${header.mode}, ${mode.name}, is not an image or map`, 'convert it to mode 2')
  for (const field of ['nx', 'ny', 'nz'] as const) {
    if (header[field] <= 0) throw badData(path, at(field), `size ${header[field]}`, 'the header is damaged: copy it again')
  }
  if (header.nsymbt < 0 || header.nsymbt > MAX_EXTENDED) throw badData(path, at('nsymbt'), `extended header of ${header.nsymbt} bytes`, 'the header is damaged: copy it again')
  // Three int32 sizes overflow a double's 53 bits.
  const pixels = BigInt(header.nx) * BigInt(header.ny) * BigInt(header.nz)
  const needed = BigInt(MRC_HEADER_BYTES + header.nsymbt) + pixels * BigInt(mode.bytes)
  const shape = `${header.nx} × ${header.ny} × ${header.nz} ${mode.name}`
  if (needed > BigInt(Number.MAX_SAFE_INTEGER)) throw badData(path, at('nx'), `claims ${shape}`, 'the header is damaged: copy it again')
  if (available !== null && needed > BigInt(available)) {
    const what = `the file ends here, but the header claims ${shape}, ${needed} bytes`
    throw badData(path, `byte ${available}`, what, 'it is cut off or its header is damaged: copy or download it again')
  }
  return { bytesPerPixel: mode.bytes, dataOffset: MRC_HEADER_BYTES + header.nsymbt }
}

const MARKED_EXTENSION = /\.(mrcs|st|map|ccp4)(\.gz)?$/i
const positive = (value: number): boolean => Number.isFinite(value) && value > 0

function doubtsOf(path: string, header: MrcHeader, start: Uint8Array, info: Pick<MrcInfo, 'pixelSize' | 'kind' | 'coding'>, extra: number): string[] {
  const doubts: string[] = []
  if (info.pixelSize === null) doubts.push('pixel size missing in the MRC header')
  else if (info.pixelSize === 1) doubts.push('pixel size of exactly 1 Å in the MRC header is often a placeholder')
  const sides = [header.cellX / header.mx, header.cellY / header.my, header.cellZ / header.mz]
  if (info.pixelSize !== null && info.kind === 'volume' && sides.some(side => !(Math.abs(side / sides[0] - 1) < 0.01))) {
    doubts.push(`pixel sizes differ along x, y and z: ${sides.map(side => side.toPrecision(5)).join(', ')} Å`)
  }
  const isMrc = !MARKED_EXTENSION.test(path)
  if (isMrc && info.kind === 'stack' && header.nz > 1 && header.ispg !== 0) doubts.push(`stack or map? ispg ${header.ispg} says a map, the shape says a stack: taken as a stack`)
  if (isMrc && info.kind === 'stack' && header.nz > 1 && header.ispg === 0 && header.mz !== 1) doubts.push('stack or map? ispg and mz do not say; taken as a stack, as its sections are square and it is no cube')
  if (header.mode === 0) doubts.push(`MODE 0: bytes read as ${info.coding.unsignedBytes ? 'unsigned, as its IMOD flag says' : 'signed (MRC2014); some programs write them unsigned'}`)
  if (header.mode === 6) doubts.push('MODE 6, 16-bit unsigned: not every program reads it')
  if (header.mode === 12) doubts.push('MODE 12, 16-bit floats: not every program reads them, and values above 65504 are lost')
  if (!hasMapStamp(start)) doubts.push('no MAP stamp: written by an old program or RELION; byte order taken from what makes sense')
  if (extra > 0) doubts.push(`${extra} bytes more than the header claims: some images may be hidden`)
  return doubts
}

/** Reads and checks header and length; null for `available` where the length is not known yet (packed files). */
function interpret(path: string, start: Uint8Array, available: number | null, compressed: boolean): MrcInfo {
  const magic = Buffer.from(start.subarray(0, 8)).toString('latin1')
  const other = OTHER_FORMATS.find(([prefix]) => magic.startsWith(prefix))
  if (other) throw badData(path, 'byte 0', `this is ${other[1].split(': ')[0]}, not MRC`, other[1].split(': ')[1])
  if (start.length < MRC_HEADER_BYTES) {
    const missing = Object.entries(MRC_HEADER).find(([, { byte }]) => byte + 4 > start.length)
    throw badData(path, `byte ${start.length}`, `the file ends inside the MRC header${missing ? `, before ${missing[0]}` : ''}`, 'copy or download it again')
  }
  const littleEndian = isLittleEndian(start)
  const header = parseMrcHeader(start, littleEndian)
  const { bytesPerPixel, dataOffset } = checkedSize(path, header, available)
  const size = header.cellX / header.mx
  const partial = {
    path, header, bytesPerPixel, dataOffset, compressed,
    columns: header.nx, rows: header.ny, sections: header.nz,
    coding: { mode: header.mode, littleEndian, unsignedBytes: hasUnsignedBytes(header) },
    pixelSize: positive(header.cellX) && positive(header.mx) && positive(size) ? Number(size.toPrecision(7)) : null,
    kind: kindOf(path, header), extendedType: extendedHeaderType(start), labels: mrcLabels(start, header),
  }
  const extra = available === null ? 0 : available - dataOffset - header.nx * header.ny * header.nz * bytesPerPixel
  return { ...partial, doubts: doubtsOf(path, header, start, partial, extra) }
}

/** An open MRC file: its description and its bytes, unpacked in memory where it was packed. The caller closes `bytes`. */
export function openMrc(path: string): { info: MrcInfo; bytes: ByteSource } {
  const file = openBytes(path)
  try {
    const start = new Uint8Array(Math.min(file.size, MRC_HEADER_BYTES))
    file.read(0, start)
    if (!isGzip(start)) return { info: interpret(path, start, file.size, false), bytes: file }
    const claimed = interpret(path, gunzipStart(file, MRC_HEADER_BYTES), null, true)
    const needed = claimed.dataOffset + claimed.columns * claimed.rows * claimed.sections * claimed.bytesPerPixel
    const unpacked = gunzipWhole(file, needed + MRC_HEADER_BYTES)
    file.close()
    return { info: interpret(path, unpacked.subarray(0, MRC_HEADER_BYTES), unpacked.length, true), bytes: memoryBytes(path, unpacked) }
  } catch (error) {
    file.close()
    throw error
  }
}

/**
 * What the header of an MRC, MRCS or MAP file (.gz too) says. The pixels of a packed file are not looked at.
 * Throws a Failure that names byte and field for a damaged header, an unreadable mode or a file that is too short.
 */
export function readMrcHeader(path: string): MrcInfo {
  const file = openBytes(path)
  try {
    const start = new Uint8Array(Math.min(file.size, MRC_HEADER_BYTES))
    file.read(0, start)
    return isGzip(start) ? interpret(path, gunzipStart(file, MRC_HEADER_BYTES), null, true) : interpret(path, start, file.size, false)
  } finally {
    file.close()
  }
}
