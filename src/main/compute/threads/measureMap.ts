import type { FscCurve } from '../../../preload/contract/report.ts'
import { fourierToVolume, volumeToFourier } from '../../numerics/fft3.ts'
import { fscWeights, lowPassGain } from '../../numerics/filters.ts'
import { crossesAgain, maskedFsc, type MaskedFsc, resolutionAt } from '../../numerics/fsc.ts'
import { guinierFit, lnAmplitudes } from '../../numerics/guinier.ts'
import { seededRandom } from '../../numerics/rng.ts'
import { filterShells } from '../../numerics/shells.ts'

/** Width of the low-pass filter's edge, shells (RELION's --filter_edge_width). */
const LOW_PASS_EDGE = 2

export type MeasureMapInput = {
  readonly box: number
  readonly pixelSize: number
  /** [box³] each. */
  readonly halves: readonly [Float32Array, Float32Array]
  readonly mask: Float32Array
  /** Tells the streams of random phases of several maps apart. */
  readonly label: string
}

export type MeasuredMap = {
  readonly fsc: FscCurve
  readonly resolutionA: number
  /** Å², negative as in RELION; null where no straight line can be fitted. */
  readonly bfactor: number | null
  /** Å; null where nothing was randomised. */
  readonly randomisedFromA: number | null
  readonly maskRejected: boolean
  readonly crossesAgain: boolean
  /** [box³] average of the halves, FSC-weighted, sharpened where `bfactor` is known, low-passed at the resolution. */
  readonly filtered: Float32Array
}

/** FSC, resolution, B-factor and filtered map of two half-maps. */
export function measureMap({ box, pixelSize, halves, mask, label }: MeasureMapInput): MeasuredMap {
  const [first, second] = halves
  const fsc = maskedFsc(first, second, mask, box, seededRandom(0).fork(`random phases, ${label}`))
  const resolutionA = resolutionAt(fsc.corrected, box, pixelSize)
  const { filtered, bfactor } = sharpened(first.map((value, i) => (value + second[i]) / 2), box, pixelSize, fsc, resolutionA)
  return {
    fsc: {
      frequency: Array.from(fsc.unmasked, (_, shell) => shell / (box * pixelSize)),
      unmasked: [...fsc.unmasked], masked: [...fsc.masked], phaseRandomised: [...fsc.phaseRandomised], corrected: [...fsc.corrected],
    },
    resolutionA, bfactor, filtered,
    randomisedFromA: fsc.randomisedFrom === null ? null : (box * pixelSize) / fsc.randomisedFrom,
    maskRejected: fsc.maskRejected,
    crossesAgain: crossesAgain(fsc.corrected),
  }
}

/** FSC weights, then the Guinier B-factor of the weighted map, then a low-pass at the resolution: relion_postprocess --auto_bfac. */
function sharpened(average: Float32Array, box: number, pixelSize: number, fsc: MaskedFsc, resolutionA: number): { filtered: Float32Array; bfactor: number | null } {
  const transform = new Float32Array(2 * box ** 3)
  volumeToFourier(average, box, transform)
  const weights = fscWeights(fsc.corrected)
  filterShells(transform, box, radius => weights[Math.round(radius)] ?? 0)
  const bfactor = guinierFit(lnAmplitudes(transform, box), box, pixelSize, resolutionA)?.bfactor ?? null
  const length = box * pixelSize
  const edge = length / resolutionA
  filterShells(transform, box, radius => lowPassGain(radius, edge, LOW_PASS_EDGE) * Math.exp((-(bfactor ?? 0) / 4) * (radius / length) ** 2))
  fourierToVolume(transform, box, average)
  return { filtered: average, bfactor }
}
