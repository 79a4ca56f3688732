import type { CheckResult } from '../../../preload/contract/calls/check.ts'
import type { Report } from '../../../preload/contract/report.ts'
import { count, percent } from '../../ui/format.ts'

/** What is known of the particles before or besides sorting them; a finished run has found the same out, but for the power spectrum. */
export type Findings = Pick<CheckResult, 'proof' | 'contrast' | 'junk' | 'poseError' | 'resolutionLimitA' | 'warnings'> & {
  readonly from: 'check' | 'run'
  readonly power: CheckResult['power'] | null
}

export function findingsOf(check: CheckResult | null, report: Report | null): Findings | null {
  if (check) return { ...check, from: 'check' }
  return report && { ...report, from: 'run', power: null }
}

type Proof = CheckResult['proof']

/** The reading that is used is the first, "as given": one that fits better beyond doubt is refused at import. */
export const usedVariant = ({ variants: [used] }: Proof): Proof['variants'][number] => used

/** What the proof tries, in as few words as a plot has room for. */
const SHORT: readonly (readonly [RegExp, string])[] = [
  [/^the sign of the shifts turned$/, 'shifts reversed'],
  [/^the rotations transposed \(inverted\)$/, 'rotations inverted'],
  [/^the image (before|after) each row's own$/, 'the image $1'],
  [/^a (pixel size) of ([\d.]+ Å).*$/, '$1 $2'],
]

export const shortVariant = (name: string): string => SHORT.reduce((text, [long, short]) => text.replace(long, short), name)

/** What the proof of match says, in a few sentences. */
export function proofWords({ variants: [used, ...others] }: Proof): string {
  const explains = `A map made of one half of the particles explains the images of the other half by ${used.gain.toFixed(1)} nats per particle: rows, images and poses belong together.`
  if (others.length === 0) return explains
  const rival = others.reduce((best, one) => (one.gain > best.gain ? one : best))
  const share = used.gain > rival.gain ? `reaches ${rival.gain.toFixed(1)}` : `reaches ${rival.gain.toFixed(1)}, which is no significant difference`
  return `${explains} Of ${others.length} common mistakes, tried on purpose, the best (${shortVariant(rival.name)}) ${share}.`
}

export const contrastWords = ({ sign, spread }: CheckResult['contrast']): string => `particles ${sign === 1 ? 'bright' : 'dark; they are inverted for the sorting'}; its strength varies by ${percent(spread)} (σ) from particle to particle`

export const junkWords = ({ particles, fraction }: CheckResult['junk']): string => (particles === 0 ? 'none found' : `about ${count(particles)} particles (${percent(fraction)}) fit no map`)

/** Smaller than this, degrees and pixels, nobody cares. */
const EXACT = { angle: 0.01, shift: 0.01 }

const atLeast = (value: number, least: number, digits: number): string => (value < least ? `below ${least}` : value.toFixed(digits))

export const poseWords = ({ poseError: error, from }: Pick<Findings, 'poseError' | 'from'>): string =>
  error
    ? `${atLeast(error.angleDeg, EXACT.angle, 2)}° about each axis, ${atLeast(error.shiftPx, EXACT.shift, 2)} px along each (σ)`
    : from === 'run' ? 'not estimated: the run left the poses as they were' : 'not estimated: errors of poses are told for images only, those of maps are taken as they are'

/** The power spectrum as points, and the span of a logarithmic axis that holds them; what is not above zero has no logarithm. */
export function powerCurve({ frequency, power }: CheckResult['power']): { readonly points: readonly (readonly [number, number])[]; readonly range: readonly [number, number] } {
  const points = frequency.map((at, i) => [at, power[i]] as const).filter(([, value]) => value > 0)
  const values = points.map(([, value]) => value)
  return { points, range: points.length > 0 ? [Math.min(...values) / MARGIN, Math.max(...values) * MARGIN] : [1, 10] }
}

/** Air above and below a curve. */
const MARGIN = 1.2
