const two = (value: number): string => String(value).padStart(2, '0')

/** 7 → "7 s", 75 → "1:15", 3700 → "1:01:40". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** 1536 → "1.5 KiB". */
export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = count
  let unit = 0
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** 12345 → "12,345". */
export const integer = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')

/** 0.123 → "12.3 %". */
export const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`

/** Columns under their heads, two spaces apart; columns whose cells are all numbers are set to the right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumber = heads.map((_, j) => rows.every(row => /^[-–\d.,]*( ?(%|Å|Å²|s|ms|px|°|σ))?$/.test(row[j] ?? '')))
  const width = heads.map((head, j) => Math.max(head.length, ...rows.map(row => (row[j] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, j) => (isNumber[j] ? cell.padStart(width[j]) : cell.padEnd(width[j]))).join('  ')}`.trimEnd()
  return [heads, ...rows].map(line).join('\n')
}
