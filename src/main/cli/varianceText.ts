import type { Variance } from '../../preload/contract/report.ts'

/** "0.19 σ", or that there is none. */
export const varianceText = ({ value, unit, heldOutGain }: Variance): string => (heldOutGain > 0 ? `${value.toFixed(2)} ${unit}` : 'none found')

/** "0.16–0.21 σ"; "–" where nothing was found. */
export const intervalText = ({ interval, unit }: Variance): string => (interval ? `${interval[0].toFixed(2)}–${interval[1].toFixed(2)} ${unit}` : '–')
