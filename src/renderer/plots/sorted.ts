/** A sorted copy; pages also run in browsers whose arrays have no toSorted. */
export function sorted<T>(values: Iterable<T>, compare: (a: T, b: T) => number): T[] {
  const copy = [...values]
  copy.sort(compare)
  return copy
}
