import { Failure } from '../../preload/contract/failure.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { hasField, type NpyFile } from './npy.ts'
import { encodeNpyHeader, itemsPerRow, parseNpyHeader, type NpyField } from './npyHeader.ts'

/** New values for a field: one number per item of every row, or one string per row. */
export type NpyColumn = { readonly name: string; readonly dtype: string; readonly values: ArrayLike<number> | readonly string[] }

type Writer = (record: Buffer, row: number) => void

function writerOf(path: string, field: NpyField, values: NpyColumn['values']): Writer {
  const items = itemsPerRow(field)
  const number = (i: number): number => Number(values[i])
  const put = (set: (record: Buffer, byte: number, i: number) => void): Writer => (record, row) => {
    for (let i = 0; i < items; i++) set(record, field.offset + i * field.size, row * items + i)
  }
  switch (`${field.littleEndian ? '<' : '>'}${field.kind}${field.kind === 'bytes' ? '' : field.size}`) {
    case '<float8': return put((record, byte, i) => record.writeDoubleLE(number(i), byte))
    case '<float4': return put((record, byte, i) => record.writeFloatLE(number(i), byte))
    case '<uint4': return put((record, byte, i) => record.writeUInt32LE(number(i), byte))
    case '<int4': return put((record, byte, i) => record.writeInt32LE(number(i), byte))
    case '>float8': return put((record, byte, i) => record.writeDoubleBE(number(i), byte))
    case '>float4': return put((record, byte, i) => record.writeFloatBE(number(i), byte))
    case '>uint4': return put((record, byte, i) => record.writeUInt32BE(number(i), byte))
    case '>int4': return put((record, byte, i) => record.writeInt32BE(number(i), byte))
    case '<bytes': return put((record, byte, i) => {
      const text = Buffer.from(String(values[i]), 'utf8')
      if (text.length > field.size) {
        throw new Failure('data', `${path}, row ${i + 1}: "${String(values[i]).slice(0, 60)}" is longer than the ${field.size} bytes of ${field.name}`, 'use a wider text type')
      }
      record.fill(0, byte, byte + field.size)
      text.copy(record, byte)
    })
    default: throw new RangeError(`${field.dtype} cannot be written`)
  }
}

/** Where every field of the new records comes from. Existing fields keep their place and type; new ones go behind. */
function layOut(file: NpyFile, columns: readonly NpyColumn[]): { fields: NpyField[]; recordBytes: number } {
  const added = columns.filter(({ name }) => !hasField(file, name))
  const fields = [...file.fields]
  let recordBytes = file.recordBytes
  for (const { name, dtype, values } of added) {
    const items = file.count > 0 ? values.length / file.count : 1
    const shape = items === 1 ? '' : `, (${items},)`
    const [field] = parseNpyHeader(file.path, `{'descr': [('${name}', '${dtype}'${shape})], 'fortran_order': False, 'shape': (${file.count},)}`).fields
    fields.push({ ...field, offset: recordBytes })
    recordBytes += field.size * itemsPerRow(field)
  }
  return { fields, recordBytes }
}

/**
 * Writes `file` to `path` with fields replaced (in their own data type) or added at the end; all other bytes are copied,
 * so that without columns the file written equals the file read.
 */
export function writeNpy(path: string, file: NpyFile, columns: readonly NpyColumn[] = []): void {
  const { fields, recordBytes } = layOut(file, columns)
  const writers = columns.map(({ name, values }) => {
    const field = fields.find(candidate => candidate.name === name) as NpyField
    if (values.length !== file.count * itemsPerRow(field)) throw new RangeError(`${values.length} values for ${file.count} rows of ${name}`)
    return writerOf(path, field, values)
  })
  atomicWrite(path, sink => {
    sink.write(fields.length === file.fields.length ? file.head : encodeNpyHeader(fields, file.count))
    if (writers.length === 0) return sink.write(file.records)
    const record = Buffer.alloc(recordBytes)
    for (let row = 0; row < file.count; row++) {
      file.records.copy(record, 0, row * file.recordBytes, (row + 1) * file.recordBytes)
      for (const write of writers) write(record, row)
      sink.write(record)
    }
  })
}
