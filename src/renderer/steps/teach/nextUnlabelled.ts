import type { RowsOf } from '../../gallery/useBatches.ts'

/** Rows asked for at once, and in all: where so many in a row have labels, going on one by one is as good. */
const PAGE = 200
const MOST = 2000

/** The first place from `from` on whose particle has no label; `from` itself where none is near, null behind the last particle. */
export async function nextUnlabelled(from: number, count: number, rowsOf: RowsOf, isLabelled: (row: number) => boolean): Promise<number | null> {
  if (from >= count) return null
  const end = Math.min(count, from + MOST)
  for (let offset = from; offset < end; offset += PAGE) {
    const { rows } = await rowsOf(offset, Math.min(PAGE, end - offset)), found = rows.findIndex(row => !isLabelled(row))
    if (found >= 0) return offset + found
  }
  return from
}
