const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

export function bytes(count: number): string {
  let value = count, unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toPrecision(2)} ${UNITS[unit]}`
}

export { integer as count } from '../plots/numbers.ts'

export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`
}

/** "2 to 3 min", or one value where both come out the same. */
export function durationRange([low, high]: readonly [number, number]): string {
  const [from, to] = [duration(low), duration(high)]
  if (from === to) return `about ${to}`
  const unit = to.split(' ').at(-1)!
  return from.endsWith(` ${unit}`) && !from.includes('h') ? `${from.split(' ')[0]} to ${to}` : `${from} to ${to}`
}

export const percent = (fraction: number, digits = 1): string => `${(100 * fraction).toFixed(digits)} %`

export const moment = (iso: string): string => new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
