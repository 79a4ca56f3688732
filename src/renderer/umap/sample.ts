/** Most points that are laid out: the time grows faster than their number, and 10,000 take about half a minute. */
export const MOST_POINTS = 10_000
/** Random numbers between 0 and 1 from a seed (mulberry32, period 2³²), so that a layout can be made again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** At most `most` of the rows, each as likely as any other, in order. */
export function sampleOf(rows: Uint32Array, most: number, seed: number): Uint32Array {
  if (rows.length <= most) return rows
  const random = randomFrom(seed)
  const drawn = rows.slice()
  for (let i = 0; i < most; i++) {
    const j = i + Math.floor(random() * (drawn.length - i))
    const kept = drawn[i]
    drawn[i] = drawn[j]
    drawn[j] = kept
  }
  const sample = drawn.slice(0, most)
  sample.sort()
  return sample
}
