/** The MRC2014 header as one table (Cheng et al. 2015, J. Struct. Biol. 192:146); reader, writer and tests walk it. */
export const MRC_HEADER = {
  nx: { byte: 0, kind: 'int32', note: 'columns, the fastest axis' },
  ny: { byte: 4, kind: 'int32', note: 'rows' },
  nz: { byte: 8, kind: 'int32', note: 'sections' },
  mode: { byte: 12, kind: 'int32', note: 'voxel type' },
  nxstart: { byte: 16, kind: 'int32', note: 'first column in the unit cell' },
  nystart: { byte: 20, kind: 'int32', note: 'first row in the unit cell' },
  nzstart: { byte: 24, kind: 'int32', note: 'first section in the unit cell' },
  mx: { byte: 28, kind: 'int32', note: 'samples along the cell x' },
  my: { byte: 32, kind: 'int32', note: 'samples along the cell y' },
  mz: { byte: 36, kind: 'int32', note: 'samples along the cell z' },
  cellX: { byte: 40, kind: 'float32', note: 'cell length along x, Å' },
  cellY: { byte: 44, kind: 'float32', note: 'cell length along y, Å' },
  cellZ: { byte: 48, kind: 'float32', note: 'cell length along z, Å' },
  alpha: { byte: 52, kind: 'float32', note: 'cell angle, degrees' },
  beta: { byte: 56, kind: 'float32', note: 'cell angle, degrees' },
  gamma: { byte: 60, kind: 'float32', note: 'cell angle, degrees' },
  mapc: { byte: 64, kind: 'int32', note: 'axis of the columns, 1 x 2 y 3 z' },
  mapr: { byte: 68, kind: 'int32', note: 'axis of the rows' },
  maps: { byte: 72, kind: 'int32', note: 'axis of the sections' },
  dmin: { byte: 76, kind: 'float32', note: 'smallest value' },
  dmax: { byte: 80, kind: 'float32', note: 'largest value' },
  dmean: { byte: 84, kind: 'float32', note: 'mean value' },
  ispg: { byte: 88, kind: 'int32', note: 'space group: 0 image stack, 1 volume, 401-630 stack of volumes' },
  nsymbt: { byte: 92, kind: 'int32', note: 'bytes of extended header' },
  nversion: { byte: 108, kind: 'int32', note: 'format version, 20140 or 20141' },
  imodStamp: { byte: 152, kind: 'int32', note: 'IMOD wrote the file' },
  imodFlags: { byte: 156, kind: 'int32', note: 'IMOD: bit 0 set where bytes are signed' },
  originX: { byte: 196, kind: 'float32', note: 'origin along x, Å' },
  originY: { byte: 200, kind: 'float32', note: 'origin along y, Å' },
  originZ: { byte: 204, kind: 'float32', note: 'origin along z, Å' },
  rms: { byte: 216, kind: 'float32', note: 'standard deviation' },
  nlabl: { byte: 220, kind: 'int32', note: 'labels in use' },
} as const satisfies Record<string, { byte: number; kind: 'int32' | 'float32'; note: string }>

export type MrcField = keyof typeof MRC_HEADER
export type MrcHeader = Readonly<Record<MrcField, number>>

export const MRC_HEADER_BYTES = 1024
const EXTTYP_BYTE = 104
const MAP_BYTE = 208
const MACHST_BYTE = 212
const LABELS_BYTE = 224
const LABEL_BYTES = 80
const LABELS = 10
/** "IMOD" as IMOD's own int32 reads it. */
const IMOD_STAMP = 1146047817

/** What the words of `mode` mean; bytes 0 marks a type that no particle image or map can have here. */
export const MRC_MODES: ReadonlyMap<number, { readonly name: string; readonly bytes: number }> = new Map([
  [0, { name: '8-bit integers', bytes: 1 }],
  [1, { name: '16-bit signed integers', bytes: 2 }],
  [2, { name: '32-bit floats', bytes: 4 }],
  [3, { name: 'complex 16-bit integers (a transform)', bytes: 0 }],
  [4, { name: 'complex 32-bit floats (a transform)', bytes: 0 }],
  [6, { name: '16-bit unsigned integers', bytes: 2 }],
  [12, { name: '16-bit floats', bytes: 2 }],
  [101, { name: '4-bit integers (movie frames)', bytes: 0 }],
])

const fields = Object.entries(MRC_HEADER) as [MrcField, (typeof MRC_HEADER)[MrcField]][]
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
/** Control characters would reach the terminal. */
const text = (bytes: Uint8Array, start: number, length: number): string =>
  Array.from(bytes.subarray(start, start + length), byte => (byte < 32 || (byte > 126 && byte < 160) ? ' ' : String.fromCharCode(byte))).join('').trimEnd()

/** The numbers of a 1024-byte header in the given byte order. */
export function parseMrcHeader(bytes: Uint8Array, littleEndian: boolean): MrcHeader {
  const view = viewOf(bytes)
  const header: Partial<Record<MrcField, number>> = {}
  for (const [name, { byte, kind }] of fields) {
    header[name] = kind === 'int32' ? view.getInt32(byte, littleEndian) : view.getFloat32(byte, littleEndian)
  }
  return header as MrcHeader
}

/**
 * Byte order of a header. The stamp at byte 212 (44 44 or 44 41 little, 11 11 big) decides unless only the other
 * order gives a known mode; files without a stamp (RELION 3.0 and older) go by the order that makes sense.
 */
export function isLittleEndian(bytes: Uint8Array): boolean {
  const view = viewOf(bytes)
  const known = (little: boolean): boolean => MRC_MODES.has(view.getInt32(12, little)) && view.getInt32(0, little) > 0
  if (known(true) !== known(false)) return known(true)
  const stamp = bytes[MACHST_BYTE]
  if (stamp === 0x44 || stamp === 0x11) return stamp === 0x44
  // A plain size read backwards is above 65535.
  return Math.abs(view.getInt32(0, true)) <= Math.abs(view.getInt32(0, false))
}

/** Mode 0 is signed by MRC2014; IMOD marks the files in which it is not. */
export const hasUnsignedBytes = (header: MrcHeader): boolean => header.mode === 0 && header.imodStamp === IMOD_STAMP && (header.imodFlags & 1) === 0

export const hasMapStamp = (bytes: Uint8Array): boolean => text(bytes, MAP_BYTE, 4) === 'MAP'
export const extendedHeaderType = (bytes: Uint8Array): string => text(bytes, EXTTYP_BYTE, 4).trim()

export function mrcLabels(bytes: Uint8Array, header: MrcHeader): string[] {
  const used = Math.min(Math.max(header.nlabl, 0), LABELS)
  return Array.from({ length: used }, (_, i) => text(bytes, LABELS_BYTE + i * LABEL_BYTES, LABEL_BYTES))
}

/** A 1024-byte little-endian MRC2014 header with stamp and labels; fields that are not given are 0. */
export function encodeMrcHeader(header: Partial<Record<MrcField, number>>, labels: readonly string[] = []): Uint8Array {
  const bytes = new Uint8Array(MRC_HEADER_BYTES)
  const view = viewOf(bytes)
  const used = labels.slice(0, LABELS)
  for (const [name, { byte, kind }] of fields) {
    const value = name === 'nlabl' ? used.length : (header[name] ?? 0)
    if (kind === 'int32') view.setInt32(byte, value, true)
    else view.setFloat32(byte, value, true)
  }
  bytes.set(Buffer.from('MAP ', 'latin1'), MAP_BYTE)
  bytes.set([0x44, 0x44, 0, 0], MACHST_BYTE)
  for (const [i, label] of used.entries()) {
    bytes.set(Buffer.from(label.slice(0, LABEL_BYTES).padEnd(LABEL_BYTES), 'latin1'), LABELS_BYTE + i * LABEL_BYTES)
  }
  return bytes
}
