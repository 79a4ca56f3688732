import type { AxisSpec } from './axis.ts'
import { fallsTo, nearest, stops } from './curves.ts'
import type { Point } from './curves.ts'
import type { Frame } from './frame.ts'
import type { Mark } from './marks.ts'
import { fixed } from './numbers.ts'
import type { Table } from './table.ts'

/** A curve; its points are in the order of x, and it is broken where y is NaN. */
export type Series = { readonly key: string; readonly name: string; readonly mark: Mark; readonly points: readonly Point[] }
/** A horizontal line with a word, such as FSC 0.143. */
export type Rule = { readonly at: number; readonly text: string }

export const allOf = (series: readonly Series[], part: 0 | 1): number[] => series.flatMap(({ points }) => points.map(point => point[part]))

/** One row for each x that occurs; resolution stands beside its frequency. */
export function seriesTable(x: AxisSpec, y: AxisSpec, series: readonly Series[]): Table {
  const values = series.map(({ points }) => new Map(points))
  const isResolution = x.kind === 'resolution'
  const first = isResolution ? [{ title: 'Frequency', unit: '1/Å' }, { title: x.title, unit: 'Å' }] : [x]
  return {
    columns: [...first, ...series.map(({ name }) => ({ title: series.length > 1 ? name : y.title, unit: y.unit }))],
    rows: stops(series.map(({ points }) => points)).map(at => [at, ...(isResolution ? [at > 0 ? 1 / at : null] : []), ...values.map(byX => byX.get(at) ?? null)]),
  }
}

/** Each curve in words: where it starts and ends, and over resolution where it first falls to a rule. */
export function seriesSummary(x: AxisSpec, series: readonly Series[], rules: readonly Rule[], frame: Frame): string {
  const sentences = series.map(({ name, points }) => {
    const known = points.filter(([, value]) => Number.isFinite(value))
    if (known.length === 0) return `${name}: no values.`
    const [[fromX, fromY], [toX, toY]] = [known[0], known[known.length - 1]]
    const crossings = (x.kind === 'resolution' ? rules : []).flatMap(rule => {
      const at = fallsTo(known, rule.at)
      return at === null ? [] : [`; falls to ${rule.text} at ${frame.x.say(at)}`]
    })
    return `${name}: ${frame.y.say(fromY)} at ${frame.x.say(fromX)}, ${frame.y.say(toY)} at ${frame.x.say(toX)}${crossings.join('')}.`
  })
  return `${frame.y.title} against ${frame.x.title}. ${sentences.join(' ')}`
}

/** What stands beside a curve: its name, and over resolution where it first falls to the first rule. */
export function labelOf(x: AxisSpec, { name, points }: Series, rules: readonly Rule[]): string {
  const at = x.kind === 'resolution' && rules.length > 0 ? fallsTo(points, rules[0].at) : null
  return at === null ? name : `${name}  ${fixed(1 / at, 1)}\u202FÅ`
}

/** What each curve says at x, from its nearest point. */
export const readings = (series: readonly Series[], x: number): { readonly series: Series; readonly value: number }[] =>
  series.filter(({ points }) => points.length > 0).map(one => ({ series: one, value: one.points[nearest(one.points, x)][1] }))
