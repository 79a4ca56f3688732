/** Thousands apart by a thin space that no browser breaks. */
export const integer = (value: number): string => String(Math.round(value)).replace('-', '−').replace(/\B(?=(\d{3})+$)/g, '\u202F')

/** With so many decimals, thousands apart; what rounds to nought has no sign. */
export function fixed(value: number, decimals: number): string {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.')
  const text = `${integer(Number(whole))}${fraction === undefined ? '' : `.${fraction}`}`
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const superscript = (power: number): string => `${power < 0 ? '⁻' : ''}${[...String(Math.abs(power))].map(digit => SUPERSCRIPTS[Number(digit)]).join('')}`

/** As 2.5 × 10⁻⁷, and 10⁻⁷ where the factor is one. */
export function scientific(value: number, digits: number): string {
  if (value === 0) return '0'
  const [factor, power] = value.toExponential(Math.max(0, digits - 1)).split('e')
  const short = fixed(Number(factor), (String(Number(factor)).split('.')[1] ?? '').length)
  const ten = `10${superscript(Number(power))}`
  return short === '1' ? ten : short === '−1' ? `−${ten}` : `${short}\u202F×\u202F${ten}`
}

/** So many significant digits, as a power of ten only where the digits would be out of sight; "–" where there is no value. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–'
  if (value === 0) return '0'
  const power = Math.floor(Math.log10(Math.abs(value)))
  if (power < -4 || power > 8) return scientific(value, digits)
  return fixed(value, Math.max(0, digits - 1 - power))
}

/** The unit behind a value: none for ° and %, which follow closely. */
export const withUnit = (text: string, unit: string | undefined): string => (unit === undefined || unit === '' ? text : unit === '°' ? `${text}°` : `${text}\u202F${unit}`)
