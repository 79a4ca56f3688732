import { scaleLinear, scaleLog } from 'd3-scale'
import { fixed, scientific, significant, withUnit } from './numbers.ts'
import { resolutionMarks } from './resolutionMarks.ts'

/** What lies along an axis. 'resolution': values are spatial frequencies in 1/Å, shown to people as Å. */
export type AxisSpec = {
  readonly title: string
  readonly unit?: string
  readonly kind?: 'linear' | 'log' | 'resolution'
  /** Of values that are read out; as many as the picture can show where it is not given. */
  readonly decimals?: number
}
export type Span = readonly [number, number]

export type Tick = { readonly at: number; readonly text: string }
export type Axis = {
  /** With its unit: "Defocus (µm)". */
  readonly title: string
  readonly ticks: readonly Tick[]
  readonly range: Span
  /** From value to pixel and back. */
  place(value: number): number
  value(pixel: number): number
  /** For read-outs: finer than the ticks; `say` with the unit. */
  number(value: number): string
  say(value: number): string
}

/** Decimals that tell marks so far apart from one another. */
export const decimalsOf = (step: number): number => (step > 0 ? Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) : 0)

const MOST_DECIMALS = 4
const tooLong = (largest: number, step: number): boolean => largest >= 1e7 || decimalsOf(step) > MOST_DECIMALS

/** Text of round numbers that lie `step` apart and reach to `largest`. */
export const tickText = (value: number, step: number, largest: number): string => (tooLong(largest, step) ? scientific(value, 3) : fixed(value, decimalsOf(step)))

/** A mark takes so many pixels, along x and along y. */
const ROOM = { x: 58, y: 42 }
/** A value is read to this part of the distance between ticks. */
const FINEST = 1 / 50
/** Steps (°) at which angles are marked. */
const TURNS = [15, 30, 45, 60, 90, 180]

const titleOf = ({ title, unit, kind }: AxisSpec): string => (kind === 'resolution' ? `${title} (Å)` : unit ? `${title} (${unit})` : title)

type Placed = Pick<Axis, 'range' | 'place' | 'value'>

const finished = (spec: AxisSpec, placed: Placed, ticks: readonly Tick[], number: (value: number) => string, unit = spec.unit): Axis =>
  ({ ...placed, title: titleOf(spec), ticks, number, say: value => (Number.isFinite(value) ? withUnit(number(value), unit) : '–') })

/** Angles over a quarter of a turn are marked at parts of a turn, everything else at 1, 2 and 5. */
function linearTicks(range: Span, unit: string | undefined, count: number): number[] {
  const turn = unit === '°' && range[1] - range[0] >= 90 ? TURNS.find(step => (range[1] - range[0]) / step <= count) : undefined
  if (turn === undefined) return scaleLinear().domain(range).ticks(count)
  const first = Math.ceil(range[0] / turn)
  return Array.from({ length: Math.floor(range[1] / turn) - first + 1 }, (_, i) => (first + i) * turn)
}

function linearAxis(spec: AxisSpec, placed: Placed, count: number): Axis {
  const ticks = linearTicks(placed.range, spec.unit, count)
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1
  const largest = Math.max(...placed.range.map(Math.abs))
  const decimals = spec.decimals ?? decimalsOf(step * FINEST)
  const number = (value: number): string => (largest >= 1e7 || decimals > MOST_DECIMALS + 2 ? significant(value, 4) : fixed(value, decimals))
  return finished(spec, placed, ticks.map(at => ({ at, text: tickText(at, step, largest) })), number)
}

/** Powers of ten, and where there is room for more their double and their fivefold. */
function logTicks([low, high]: Span, count: number): number[] {
  const decades = Math.log10(high / low)
  const factors = decades * 3 <= count ? [1, 2, 5] : [1]
  const every = Math.max(1, Math.ceil(decades / count))
  const out: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (power % every === 0) out.push(...factors.map(factor => Number(`${factor}e${power}`)))
  }
  return out.filter(value => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
}

/** Over many decades as powers, so that all marks look alike. */
const logText = (value: number, [low, high]: Span): string => (high / low > 1e3 || value < 1e-3 || value >= 1e6 ? scientific(value, 2) : fixed(value, decimalsOf(value)))

/** Resolution in Å of a frequency in 1/Å. */
const angstroms = (frequency: number): string => (frequency > 0 ? fixed(1 / frequency, frequency > 0.1 ? 2 : 1) : '∞')

/** Decades that are shown where a logarithmic axis is asked to begin at nought or below. */
const DECADES = 1e6
const positive = ([low, high]: Span): Span => (high > 0 ? [low > 0 ? low : high / DECADES, high] : [1, 10])

/** An axis over `range`, drawn between two pixels; a y axis runs upwards, so its first pixel is the larger. */
export function makeAxis(spec: AxisSpec, asked: Span, pixels: Span, along: 'x' | 'y'): Axis {
  const range = spec.kind === 'log' ? positive(asked) : asked
  const count = Math.max(2, Math.floor(Math.abs(pixels[1] - pixels[0]) / ROOM[along]))
  const scale = (spec.kind === 'log' ? scaleLog() : scaleLinear()).domain(range).range(pixels)
  const placed: Placed = { range, place: value => Math.round(100 * scale(value)) / 100, value: pixel => scale.invert(pixel) }
  if (spec.kind === 'resolution') return finished(spec, placed, resolutionMarks(range, placed.place).map(({ at, angstrom }) => ({ at, text: String(angstrom) })), angstroms, 'Å')
  if (spec.kind === 'log') return finished(spec, placed, logTicks(range, count).map(at => ({ at, text: logText(at, range) })), value => (spec.decimals === undefined ? significant(value, 3) : fixed(value, spec.decimals)))
  return linearAxis(spec, placed, count)
}
