/** Counts what goes wrong: whether once more, now, is more often than `most` times within `withinMs`. */
export function tooOften(most: number, withinMs: number): (now: number) => boolean {
  let times: number[] = []
  return now => {
    times = [...times.filter(time => now - time < withinMs), now]
    return times.length > most
  }
}
