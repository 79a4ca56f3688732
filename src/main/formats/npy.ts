import { badData } from '../../preload/contract/failure.ts'
import { openBytes } from './fileBytes.ts'
import { halfFloat } from './halfFloat.ts'
import { itemsPerRow, parseNpyHeader, type NpyField, type NpyLayout } from './npyHeader.ts'

/** A NumPy file of records (or of plain rows) as read: the bytes, and where the fields lie in them. */
export type NpyFile = NpyLayout & {
  readonly path: string
  /** Magic, version and header as they were. */
  readonly head: Buffer
  /** [count × recordBytes] */
  readonly records: Buffer
}

/** NumPy itself stops at 10,000 bytes, which class jobs exceed. */
const MAX_HEADER = 16 * 2 ** 20
const MAX_BYTES = 2 ** 36
const MAGIC_BYTES = 8

/** Whether the first bytes are those of a .npy or .cs file. */
export const isNpy = (start: Uint8Array): boolean => ['NUMPY', 'CSDAT'].includes(Buffer.from(start.subarray(1, 6)).toString('latin1')) && start[0] >= 0x93

/** Reads a .npy or .cs file; sizes are checked against the file before anything is allocated. */
export function readNpy(path: string): NpyFile {
  const source = openBytes(path)
  try {
    const take = (position: number, length: number): Buffer => {
      const bytes = Buffer.allocUnsafeSlow(length)
      source.read(position, bytes)
      return bytes
    }
    const start = take(0, Math.min(source.size, 12))
    if (start.length < MAGIC_BYTES + 2) throw badData(path, `byte ${start.length}`, 'the file ends inside the NumPy magic', 'export it again')
    if (!isNpy(start)) throw badData(path, 'byte 0', 'not a NumPy (.npy, .cs) file', 'check what kind of file it is')
    if (start.toString('latin1', 1, 6) === 'CSDAT') {
      throw badData(path, 'byte 0', 'a compressed cryoSPARC dataset (CSDAT)', 'save it again with cryosparc-tools: Dataset.load("in.cs").save("out.cs")')
    }
    const version = start[6]
    if (version < 1 || version > 3) throw badData(path, 'byte 6', `NumPy format version ${version}`, 'save it again with a usual NumPy')
    const fixed = version === 1 ? 10 : 12
    if (start.length < fixed) throw badData(path, `byte ${start.length}`, 'the file ends inside the NumPy magic', 'export it again')
    const length = version === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8)
    if (length > MAX_HEADER) throw badData(path, 'byte 8', `a header of ${length} bytes`, 'the file is damaged: export it again')
    if (fixed + length > source.size) throw badData(path, `byte ${source.size}`, `the file ends inside its header of ${length} bytes`, 'copy it again')
    const head = take(0, fixed + length)
    const layout = parseNpyHeader(path, head.toString(version === 3 ? 'utf8' : 'latin1', fixed))
    const needed = BigInt(layout.count) * BigInt(layout.recordBytes)
    const present = source.size - head.length
    if (needed !== BigInt(present)) {
      const what = `${layout.count} rows of ${layout.recordBytes} bytes need ${needed} bytes, but ${present} follow the header`
      throw badData(path, `byte ${source.size}`, what, 'the file is cut off or damaged: copy or export it again')
    }
    if (present > MAX_BYTES) throw badData(path, `${source.size} bytes`, 'larger than a particle file may be here', 'split it')
    return { path, head, ...layout, records: take(head.length, present) }
  } finally {
    source.close()
  }
}

/** The field of that name; a Failure says what is missing and where it usually is. */
export function npyField(file: NpyFile, name: string): NpyField {
  const field = file.fields.find(candidate => candidate.name === name)
  if (!field) throw badData(file.path, 'columns', `no field ${name}`, 'give the file that has it, or its passthrough')
  return field
}

export const hasField = (file: NpyFile, name: string): boolean => file.fields.some(field => field.name === name)

function numberReader(file: NpyFile, field: NpyField): (byte: number) => number {
  const view = new DataView(file.records.buffer, file.records.byteOffset, file.records.byteLength)
  const little = field.littleEndian
  switch (`${field.kind}${field.size}`) {
    case 'float8': return byte => view.getFloat64(byte, little)
    case 'float4': return byte => view.getFloat32(byte, little)
    case 'float2': return byte => halfFloat(view.getUint16(byte, little))
    case 'int4': return byte => view.getInt32(byte, little)
    case 'int2': return byte => view.getInt16(byte, little)
    case 'int1': return byte => view.getInt8(byte)
    case 'uint4': return byte => view.getUint32(byte, little)
    case 'uint2': return byte => view.getUint16(byte, little)
    case 'uint1': case 'bool1': return byte => view.getUint8(byte)
    default: throw badData(file.path, `header, field "${field.name}"`, `data type ${field.dtype} where a number of at most 32 bits or a float is needed`, 'export the file again')
  }
}

/** Values of a numeric field, [count × items per row], row by row. 64-bit integers are refused: they do not fit a number. */
export function npyNumbers(file: NpyFile, name: string): Float64Array {
  const field = npyField(file, name)
  const read = numberReader(file, field)
  const items = itemsPerRow(field)
  const out = new Float64Array(file.count * items)
  for (let row = 0; row < file.count; row++) {
    const start = row * file.recordBytes + field.offset
    for (let i = 0; i < items; i++) out[row * items + i] = read(start + i * field.size)
  }
  return out
}

/** Values of a 64-bit integer field (uid), one per row, exact. */
export function npyBigInts(file: NpyFile, name: string): BigUint64Array {
  const field = npyField(file, name)
  if (field.size !== 8 || (field.kind !== 'uint' && field.kind !== 'int') || itemsPerRow(field) !== 1) {
    throw badData(file.path, `header, field "${name}"`, `data type ${field.dtype}, not a 64-bit integer`, 'export the file again')
  }
  const out = new BigUint64Array(file.count)
  for (let row = 0; row < file.count; row++) {
    const byte = row * file.recordBytes + field.offset
    out[row] = field.littleEndian ? file.records.readBigUInt64LE(byte) : file.records.readBigUInt64BE(byte)
  }
  return out
}

/** Values of a text field (S or U), one per row, without the NUL padding. */
export function npyStrings(file: NpyFile, name: string): string[] {
  const field = npyField(file, name)
  if (field.kind !== 'bytes' && field.kind !== 'unicode') throw badData(file.path, `header, field "${name}"`, `data type ${field.dtype}, not text`, 'export the file again')
  return Array.from({ length: file.count }, (_, row) => {
    const start = row * file.recordBytes + field.offset
    const bytes = file.records.subarray(start, start + field.size)
    return field.kind === 'bytes' ? textOf(bytes) : unicodeOf(bytes, field.littleEndian)
  })
}

function textOf(bytes: Buffer): string {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes.toString('utf8', 0, end)
}

function unicodeOf(bytes: Buffer, littleEndian: boolean): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 4) {
    const code = littleEndian ? bytes.readUInt32LE(i) : bytes.readUInt32BE(i)
    if (code > 0 && code <= 0x10ffff) out += String.fromCodePoint(code)
  }
  return out
}
