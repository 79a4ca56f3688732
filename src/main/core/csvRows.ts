import { CsvError, parse } from 'csv-parse/sync'
import { badData } from '../../preload/contract/failure.ts'

export type CsvRow = { readonly record: string[]; readonly info: { readonly lines: number } }

/** Cells of a CSV file and, of each row, its last line. Empty lines are skipped. Throws Failure 'data' for quotes that do not close. */
export function csvRows(path: string, text: string): CsvRow[] {
  try {
    // What it gives where `info` is asked for is not in its types.
    return parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true }) as unknown as CsvRow[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw badData(path, `line ${String(error['lines'] ?? 1)}`, 'quotes that do not close, or text around them', 'a quoted cell begins and ends with ", and a " inside it is written twice')
  }
}
