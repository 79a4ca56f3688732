/** Thousands apart by a thin space, which no browser breaks. */
export const integer = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202F')

/** What rounds to nought has no sign. */
export const fixed = (value: number, digits: number): string => value.toFixed(digits).replace(/^-(?=[0.]*$)/, '').replace('-', '−')

/** Two significant digits, never as a power of ten: 0.0123 → "0.012", 12.3 → "12"; six decimals at most. */
export function significant(value: number): string {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  return fixed(value, Math.min(6, Math.max(0, 1 - power)))
}

/** With its sign, also where that is +. */
export const signed = (value: number, digits: number): string => fixed(value, digits).replace(/^(?=\d.*[1-9]|[1-9])/, '+')

/** A p-value as papers print it. */
export const pValue = (p: number): string => (p < 0.001 ? '< 0.001' : p > 0.995 ? '1' : significant(p))

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
