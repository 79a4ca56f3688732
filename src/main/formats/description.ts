/** What a file says in plain words, and what one cannot rely on. */
export type Description = { readonly facts: readonly string[]; readonly doubts: readonly string[] }

/** The data cannot tell a particle from its mirror image, whatever the file. */
export const HANDEDNESS_DOUBT = 'handedness: whether poses and map are the particle or its mirror image cannot be told from the file'

/** Up to `most` of the names, and how many more there are. */
export function listed(names: readonly string[], most = 12): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}

/** A smallest and largest value, "1.2 to 3.4 unit". */
export function range(values: Float64Array, digits: number, unit: string): string {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return low === high ? `${low.toFixed(digits)} ${unit}` : `${low.toFixed(digits)} to ${high.toFixed(digits)} ${unit}`
}

/** "1 stack", "2 stacks". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
