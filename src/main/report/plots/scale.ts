/** A linear map from data to pixels. */
export type Scale = { readonly from: readonly [number, number]; readonly to: readonly [number, number]; (value: number): number }

export function linear(from: readonly [number, number], to: readonly [number, number]): Scale {
  const width = from[1] - from[0] || 1
  const place = (value: number): number => Math.round(100 * (to[0] + ((value - from[0]) / width) * (to[1] - to[0]))) / 100
  return Object.assign(place, { from, to })
}

/** About `count` round numbers (1, 2 or 5 times a power of ten) inside the range. */
export function ticks([low, high]: readonly [number, number], count: number): number[] {
  const rough = (high - low) / count
  if (!(rough > 0)) return [low]
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough * 0.999)!
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** Decimals that tell the marks of an axis apart. */
export function decimals(marks: readonly number[]): number {
  return marks.length < 2 ? 2 : Math.max(0, -Math.floor(Math.log10(marks[1] - marks[0]) + 1e-9))
}
