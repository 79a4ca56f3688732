import { badData } from '../../preload/contract/failure.ts'
import { parsePythonLiteral, type Literal } from './pythonLiteral.ts'

/** How a field's items are stored; 'void' are bytes that pass through unread. */
export type NpyKind = 'float' | 'int' | 'uint' | 'bool' | 'bytes' | 'unicode' | 'complex' | 'void'

/** One field of a record. A file without records has one field with the name "". */
export type NpyField = {
  readonly name: string
  /** As NumPy writes it, "<f4". */
  readonly dtype: string
  readonly kind: NpyKind
  /** Bytes of one item. */
  readonly size: number
  readonly littleEndian: boolean
  /** Of the items in one row; [] is one item. */
  readonly shape: readonly number[]
  /** Byte within the record. */
  readonly offset: number
}

export type NpyLayout = { readonly fields: readonly NpyField[]; readonly recordBytes: number; readonly count: number }

const KINDS: ReadonlyMap<string, NpyKind> = new Map([['f', 'float'], ['i', 'int'], ['u', 'uint'], ['b', 'bool'], ['S', 'bytes'], ['a', 'bytes'], ['U', 'unicode'], ['c', 'complex'], ['V', 'void']])
const ITEM_BYTES: Readonly<Record<NpyKind, readonly number[] | null>> = {
  float: [2, 4, 8], int: [1, 2, 4, 8], uint: [1, 2, 4, 8], bool: [1], complex: [8, 16], bytes: null, unicode: null, void: null,
}
const MAX_ITEM_BYTES = 1 << 24
const RESAVE = 'in Python: numpy.save it again without object columns, e.g. with strings as "S64"'

function parseField(path: string, name: string, dtype: Literal, shape: readonly Literal[], offset: number): NpyField {
  const where = `header, field "${name}"`
  if (typeof dtype !== 'string') throw badData(path, where, 'a record within a record', 'save it with flat fields')
  const order = '<>=|'.includes(dtype[0]) ? dtype[0] : '='
  const code = order === dtype[0] ? dtype.slice(1) : dtype
  if (code[0] === 'O') throw badData(path, where, 'Python objects (dtype O) are pickled code, which is never run here', RESAVE)
  const kind = KINDS.get(code[0])
  const count = code.length > 1 ? Number(code.slice(1)) : NaN
  const size = kind === 'unicode' ? 4 * count : count
  const allowed = kind && ITEM_BYTES[kind]
  if (!kind || !Number.isInteger(count) || count < 0 || size > MAX_ITEM_BYTES || (allowed && !allowed.includes(size))) {
    throw badData(path, where, `data type "${dtype.slice(0, 40)}" is not supported`, RESAVE)
  }
  if (!shape.every(side => typeof side === 'number' && side >= 0)) throw badData(path, where, 'its shape is damaged', 'export the file again')
  return { name, dtype, kind, size, littleEndian: order !== '>', shape: shape as number[], offset }
}

export const itemsPerRow = (field: NpyField): number => field.shape.reduce((product, side) => product * side, 1)

/** Reads NumPy's header dictionary; refuses object types, nested records and orders that cannot be rows one behind the other. */
export function parseNpyHeader(path: string, text: string): NpyLayout {
  const fail = (what: string): never => {
    throw badData(path, 'header', what, 'the file is damaged: export it again')
  }
  const header = parsePythonLiteral(text.trimEnd(), fail)
  if (!(header instanceof Map)) return fail('not a dictionary')
  const [descr, fortran, shape] = [header.get('descr'), header.get('fortran_order'), header.get('shape')]
  if (descr === undefined || typeof fortran !== 'boolean' || !Array.isArray(shape)) return fail('descr, fortran_order or shape is missing')
  if (!shape.every(side => typeof side === 'number' && side >= 0)) return fail('negative or strange shape')
  const sides = shape as number[]
  const records = Array.isArray(descr)
  if (sides.length === 0 || (records && sides.length > 1)) return fail(`shape (${sides.join(', ')}), not a list of rows`)
  if (fortran && sides.length > 1) return fail('fortran_order True: columns first; save it with numpy.ascontiguousarray')
  const fields: NpyField[] = []
  let recordBytes = 0
  for (const entry of records ? descr : [['', descr, sides.slice(1)]]) {
    if (!Array.isArray(entry) || entry.length < 2 || entry.length > 3) return fail('a field without name or type')
    const [label, dtype, inner = []] = entry
    const name = Array.isArray(label) ? label[1] : label // (title, name)
    if (typeof name !== 'string') return fail('a field without name')
    const field = parseField(path, name, dtype, Array.isArray(inner) ? inner : [inner], recordBytes)
    if (fields.some(other => other.name === name)) return fail(`field "${name}" is there twice`)
    fields.push(field)
    recordBytes += field.size * itemsPerRow(field)
    if (!Number.isSafeInteger(recordBytes)) return fail('records of absurd size')
  }
  return { fields, recordBytes, count: sides[0] }
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll(`'`, `\\'`)}'`
const tuple = (sides: readonly number[]): string => (sides.length === 1 ? `(${sides[0]},)` : `(${sides.join(', ')})`)
/** Bytes before the dictionary: magic, version and a length of 2 or 4 bytes. */
const fixed = (version: number): number => (version === 1 ? 10 : 12)
const V1_LIMIT = 65535
const ALIGNMENT = 64
const LENGTH_ROOM = 21 // NumPy leaves room for a growing first axis

/** The whole head of a .npy file (magic, version, padded dictionary) for records in this order, as NumPy itself writes it. */
export function encodeNpyHeader(fields: readonly Pick<NpyField, 'name' | 'dtype' | 'shape'>[], count: number): Buffer {
  const descr = fields.map(({ name, dtype, shape }) => `(${quoted(name)}, ${quoted(dtype)}${shape.length > 0 ? `, ${tuple(shape)}` : ''})`).join(', ')
  const dictionary = `{'descr': [${descr}], 'fortran_order': False, 'shape': (${count},), }${' '.repeat(Math.max(0, LENGTH_ROOM - String(count).length))}`
  const ascii = [...dictionary].every(letter => letter.charCodeAt(0) < 128)
  const body = Buffer.from(dictionary, ascii ? 'latin1' : 'utf8')
  const padded = (version: number): number => Math.ceil((fixed(version) + body.length + 1) / ALIGNMENT) * ALIGNMENT
  const version = !ascii ? 3 : padded(1) - 10 <= V1_LIMIT ? 1 : 2
  const out = Buffer.alloc(padded(version), ' ')
  out.write('\x93NUMPY', 0, 'latin1')
  out.set([version, 0], 6)
  if (version === 1) out.writeUInt16LE(out.length - 10, 8)
  else out.writeUInt32LE(out.length - 12, 8)
  body.copy(out, fixed(version))
  out[out.length - 1] = 10
  return out
}
