import type { CallOutput } from '../../../preload/contract/calls.ts'
import type { MeasuredClass, VarianceReport } from '../../../preload/contract/calls/variance.ts'
import type { Variance } from '../../../preload/contract/report.ts'
import { fixed } from '../../plots/numbers.ts'
import type { Table } from '../../plots/table.ts'

export type VarianceRow = { readonly whose: string; readonly label: string; readonly particles: number; readonly value: string; readonly interval: string; readonly gain: string; readonly variance: Variance }

const rowOf = (whose: string, label: string, particles: number, variance: Variance): VarianceRow => ({
  whose, label, particles, variance, value: variance.heldOutGain > 0 ? fixed(variance.value, 2) : 'none found',
  interval: variance.interval ? `${fixed(variance.interval[0], 2)} to ${fixed(variance.interval[1], 2)}` : '–', gain: fixed(variance.heldOutGain, 3),
})

/** The classes as the run measured them. */
export const runRows = (ours: CallOutput<'variance.get'>['ours']): VarianceRow[] =>
  ours.map(({ number, particles, variance }) => rowOf('The run', String(number), particles, variance))

/** A file's classes, and the run's own that were measured beside them. */
export const measuredRows = (name: string, { classes, ours, poses }: VarianceReport): VarianceRow[] => {
  const rows = (whose: string, measured: readonly MeasuredClass[]): VarianceRow[] => measured.map(({ label, particles, variance }) => rowOf(whose, label, particles, variance))
  return [...rows(name, classes), ...rows(poses === 'file' ? `The run, at the poses of ${name}` : `The run, beside ${name}`, ours)]
}

export function posesWords({ difference }: VarianceReport): string {
  return difference ? `At its own poses, which differ from those of the particle file by ${fixed(difference.angleDeg, 2)}° and ${fixed(difference.shiftA, 2)} Å in the median.` : 'It has no poses: at those that the run ended with.'
}

export const varianceTable = (rows: readonly VarianceRow[]): Table => ({
  columns: [{ title: 'Classes of' }, { title: 'Class' }, { title: 'Particles' }, { title: 'Variability', unit: 'σ' }, { title: 'Low', unit: 'σ' }, { title: 'High', unit: 'σ' }, { title: 'Held-out gain', unit: 'nats per particle' }],
  rows: rows.map(({ whose, label, particles, variance: { value, interval, heldOutGain } }) => [whose, label, particles, value, interval?.[0] ?? null, interval?.[1] ?? null, heldOutGain]),
})
