/** Thousands apart by a thin space, which no browser breaks. */
export const integer = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202F')

export const fixed = (value: number, digits: number): string => value.toFixed(digits).replace('-', '−')

export const percent = (fraction: number, digits = 1): string => `${fixed(100 * fraction, digits)}\u202F%`

/** A phrase of the engine as a sentence of the report. */
export const sentence = (phrase: string): string => (phrase === '' ? '' : `${phrase[0].toUpperCase()}${phrase.slice(1)}${/[.!?]$/.test(phrase) ? '' : '.'}`)

/** Seconds as people say them. */
export function time(seconds: number): string {
  if (seconds < 1) return `${fixed(1000 * seconds, 0)} ms`
  if (seconds < 90) return `${fixed(seconds, 1)} s`
  const minutes = seconds / 60
  return minutes < 90 ? `${fixed(minutes, 1)} min` : `${fixed(minutes / 60, 1)} h`
}
