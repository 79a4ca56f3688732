import { sorted } from './sorted.ts'

export type Point = readonly [x: number, y: number]

/** Below this no browser minds. */
const FEW = 1000

/**
 * The same curve with at most four points to a pixel along x: first, lowest, highest, last. A curve of 10⁵ points looks
 * as before and is drawn at once. Points are in the order of x, which `place` takes to pixels; gaps (no number) stay.
 */
export function thinned(points: readonly Point[], place: (x: number) => number): readonly Point[] {
  if (points.length <= FEW) return points
  const out: Point[] = []
  for (let start = 0; start < points.length;) {
    const pixel = Math.floor(place(points[start][0]))
    let [end, low, high] = [start + 1, start, start]
    for (; end < points.length && Math.floor(place(points[end][0])) === pixel; end++) {
      if (points[end][1] < points[low][1] || Number.isNaN(points[end][1])) low = end
      if (points[end][1] > points[high][1]) high = end
    }
    out.push(...sorted(new Set([start, low, high, end - 1]), (a, b) => a - b).map(index => points[index]))
    start = end
  }
  return out
}

/** Where the curve first comes down to `level`, between two points by linear interpolation; null where it never does. */
export function fallsTo(points: readonly Point[], level: number): number | null {
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]]
    if (y0 >= level && y1 < level) return x0 + ((y0 - level) / (y0 - y1)) * (x1 - x0)
  }
  return null
}

/** Index of the point whose x is nearest, by halving; −1 where there is none. */
export function nearest(points: readonly Point[], x: number): number {
  let [low, high] = [0, points.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (points[middle][0] < x) low = middle
    else high = middle
  }
  return high < 0 ? -1 : Math.abs(points[low][0] - x) <= Math.abs(points[high][0] - x) ? low : high
}

/** Every x at which some curve has a point, in order: the places that a read-out stops at. */
export const stops = (curves: readonly (readonly Point[])[]): number[] => sorted(new Set(curves.flatMap(points => points.map(([x]) => x))), (a, b) => a - b)

/**
 * Heights for labels that would like to stand at `wanted` but must keep `apart` from one another inside [top, bottom].
 * Labels that touch share the middle of what they want.
 */
export function spread(wanted: readonly number[], apart: number, [top, bottom]: readonly [number, number]): number[] {
  const order = sorted(wanted.keys(), (a, b) => wanted[a] - wanted[b])
  const groups: { middle: number; members: number[] }[] = []
  const inside = (middle: number, count: number): number => Math.max(top + ((count - 1) * apart) / 2, Math.min(bottom - ((count - 1) * apart) / 2, middle))
  for (const index of order) {
    let group = { middle: inside(wanted[index], 1), members: [index] }
    for (let last = groups.at(-1); last && group.middle - last.middle < ((group.members.length + last.members.length) * apart) / 2; last = groups.at(-1)) {
      groups.pop()
      const members = [...last.members, ...group.members]
      group = { members, middle: inside(members.reduce((sum, member) => sum + wanted[member], 0) / members.length, members.length) }
    }
    groups.push(group)
  }
  const out = Array.from(wanted)
  for (const { middle, members } of groups) members.forEach((member, place) => { out[member] = middle + (place - (members.length - 1) / 2) * apart })
  return out
}
