import type { ParticleSet } from '../../../preload/contract/records.ts'

/**
 * Rows in blocks of at most `most`, micrograph by micrograph: a micrograph whose noise is measured in a block lies wholly
 * in it where it fits in, and blocks are of much the same size: a tenth below the most, for the last micrograph of each.
 */
export function blocksOf({ count, micrograph, micrographs }: Pick<ParticleSet, 'count' | 'micrograph' | 'micrographs'>, most: number): Uint32Array[] {
  const start = new Uint32Array(micrographs.length + 1)
  for (let row = 0; row < count; row++) start[micrograph[row] + 1]++
  for (let m = 0; m < micrographs.length; m++) start[m + 1] += start[m]
  const order = new Uint32Array(count), next = start.slice()
  for (let row = 0; row < count; row++) order[next[micrograph[row]]++] = row
  const wanted = count / Math.ceil(count / (0.9 * most)), blocks: Uint32Array[] = []
  let from = 0, to = 0
  const cut = (): void => {
    if (to > from) blocks.push(order.subarray(from, to))
    from = to
  }
  for (let m = 0; m < micrographs.length; m++) {
    if (start[m + 1] - from > most) cut()
    for (; start[m + 1] - from > most; cut()) to = from + most
    to = start[m + 1]
    if (to - from >= wanted) cut()
  }
  cut()
  return blocks
}
