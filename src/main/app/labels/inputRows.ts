import { existsSync } from 'node:fs'
import { Failure, missingInput } from '../../../preload/contract/failure.ts'
import type { RunSource } from '../../compute/runSource.ts'
import { importVolumes, isVolumeInput } from '../../compute/volumes/importVolumes.ts'
import { readCs } from '../../formats/cs.ts'
import { isCsFile } from '../../formats/fileKind.ts'
import { particleTable } from '../../formats/relionOptics.ts'
import { readStar } from '../../formats/star.ts'
import { keepRows } from '../exports/keepRows.ts'
import type { ProjectInput } from '../projects/projectInput.ts'

/** The rows of the input as the file has them, without looking at images. Throws Failure where they are gone or not so many. */
export function inputRows({ path, root }: ProjectInput, count: number): RunSource {
  if (!existsSync(path)) throw missingInput(path, 'no such file', 'locate the particles at the Import step')
  const source: RunSource = isVolumeInput(path) ? importVolumes(path, root ?? undefined).source : isCsFile(path) ? { format: 'cs', cs: readCs(path) } : { format: 'star', star: readStar(path) }
  const found = source.format === 'maps' ? source.names.length : source.format === 'cs' ? source.cs.count : particleTable(source.star)?.count ?? 0
  if (found !== count) throw new Failure('data', `${path}: ${found} particles, the labels are of ${count}`, 'locate the particles that the labels are of')
  return source
}

/** The rows of which `keeps` is true, in their order. */
export function rowsKept(source: RunSource, keeps: (row: number) => boolean): RunSource {
  if (source.format !== 'maps') return keepRows(source, keeps)
  const kept = source.star && keepRows({ format: 'star', star: source.star }, keeps)
  return { format: 'maps', names: source.names.filter((_, row) => keeps(row)), star: kept?.format === 'star' ? kept.star : null }
}
