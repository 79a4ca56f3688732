import type { ParticleSource } from '../../compute/stages/importParticles.ts'
import type { CsFile } from '../../formats/cs.ts'
import { encodeNpyHeader } from '../../formats/npyHeader.ts'
import { particleTable } from '../../formats/relionOptics.ts'
import { parseStar } from '../../formats/star.ts'
import type { StarFile } from '../../formats/star.ts'

/** The source with the rows of which `keeps` is true, in their order; everything else as it was. */
export const keepRows = (source: ParticleSource, keeps: (row: number) => boolean): ParticleSource =>
  (source.format === 'cs' ? { format: 'cs', cs: recordsKept(source.cs, keeps) } : { format: 'star', star: linesKept(source.star, keeps) })

/** Every other block, comment and blank line stays; an optics group without particles does no harm in RELION. */
function linesKept(star: StarFile, keeps: (row: number) => boolean): StarFile {
  const { bytes } = star, { rows, count } = particleTable(star)!
  const pieces: Buffer[] = []
  let from = 0
  for (let row = 0; row < count; row += 1) {
    if (keeps(row)) continue
    const newline = bytes.indexOf(10, rows[row])
    const start = bytes.lastIndexOf(10, rows[row] - 1) + 1, end = newline < 0 ? bytes.length : newline + 1
    if (start > from) pieces.push(bytes.subarray(from, start))
    from = end
  }
  return parseStar(star.path, Buffer.concat([...pieces, bytes.subarray(from)]))
}

function recordsKept(cs: CsFile, keeps: (row: number) => boolean): CsFile {
  const { recordBytes, records } = cs
  const rows = Array.from({ length: cs.count }, (_, row) => row).filter(keeps)
  const kept = Buffer.allocUnsafe(rows.length * recordBytes)
  for (const [at, row] of rows.entries()) records.copy(kept, at * recordBytes, row * recordBytes, (row + 1) * recordBytes)
  return { ...cs, count: rows.length, head: encodeNpyHeader(cs.fields, rows.length), records: kept }
}
