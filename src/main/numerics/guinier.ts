import { type ComplexArray } from './fftAxes.ts'
import { forHalfTransform } from './shells.ts'

/** The fit starts where the shape of the molecule no longer rules the spectrum, Å. */
const FIT_FROM = 10

/** Fewer shells than this carry no slope. */
const MIN_SHELLS = 4

export type GuinierFit = {
  /** B = 4 · slope of ln|F| against s², Å²; negative, −B/4 · s² undoes it. */
  readonly bfactor: number
  readonly intercept: number
  readonly correlation: number
  readonly shells: number
}

/** ln of the mean amplitude by shell 0 … n/2 of an n³ transform (FFT order); −∞ where a shell is empty. */
export function lnAmplitudes(data: ComplexArray, n: number): Float64Array {
  const sum = new Float64Array((n >> 1) + 1)
  const count = new Float64Array((n >> 1) + 1)
  forHalfTransform(n, (i, shell) => {
    sum[shell] += Math.sqrt(data[2 * i] ** 2 + data[2 * i + 1] ** 2)
    count[shell]++
  })
  return sum.map((total, shell) => Math.log(total / count[shell]))
}

/**
 * Guinier's straight line through the FSC-weighted ln amplitudes from 10 Å to `resolution` (Rosenthal & Henderson 2003; every shell counts
 * the same, as in RELION's --auto_bfac). Null where the map does not reach so far that four shells lie between, or where amplitudes do not fall.
 */
export function guinierFit(weighted: Float64Array, n: number, pixelSize: number, resolution: number): GuinierFit | null {
  const points: [number, number][] = []
  for (let shell = 1; shell < weighted.length; shell++) {
    const length = (n * pixelSize) / shell
    if (length <= FIT_FROM && length >= resolution && Number.isFinite(weighted[shell])) points.push([1 / (length * length), weighted[shell]])
  }
  if (points.length < MIN_SHELLS) return null
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  let [xx, xy, yy] = [0, 0, 0]
  for (const [x, y] of points) {
    xx += (x - meanX) ** 2
    xy += (x - meanX) * (y - meanY)
    yy += (y - meanY) ** 2
  }
  const slope = xy / xx
  if (!(slope < 0)) return null
  return { bfactor: 4 * slope, intercept: meanY - slope * meanX, correlation: xy / Math.sqrt(xx * yy), shells: points.length }
}
