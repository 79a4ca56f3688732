import type { FscCurve } from '../../../../preload/contract/report.ts'
import { type NewStarBlock, writeStar } from '../../../formats/star.ts'

/** What relion_postprocess writes for shell 0, Å. */
const INFINITE_RESOLUTION = 999

export type FscStarInput = {
  readonly fsc: FscCurve
  readonly resolutionA: number
  readonly bfactor: number | null
  readonly randomisedFromA: number | null
  readonly halfMaps: readonly [string, string]
  readonly mask: string
}

const value = (name: string, content: string | number): NewStarBlock['columns'][number] => ({ name, values: [content] })

/** Writes an FSC as relion_postprocess does: data_general (a list) and data_fsc (a loop by shell). */
export function writeFscStar(path: string, input: FscStarInput): void {
  const { fsc } = input
  const resolution = fsc.frequency.map((frequency, shell) => (shell === 0 ? INFINITE_RESOLUTION : 1 / frequency))
  writeStar(path, [
    {
      name: 'general', kind: 'list', columns: [
        value('rlnFinalResolution', input.resolutionA),
        value('rlnBfactorUsedForSharpening', input.bfactor ?? 0),
        value('rlnUnfilteredMapHalf1', input.halfMaps[0]),
        value('rlnUnfilteredMapHalf2', input.halfMaps[1]),
        value('rlnMaskName', input.mask),
        ...(input.randomisedFromA === null ? [] : [value('rlnRandomiseFrom', input.randomisedFromA)]),
      ],
    },
    {
      name: 'fsc', columns: [
        { name: 'rlnSpectralIndex', values: fsc.frequency.map((_, shell) => shell) },
        { name: 'rlnResolution', values: resolution.map(length => 1 / length), decimals: 6 },
        { name: 'rlnAngstromResolution', values: resolution, decimals: 6 },
        { name: 'rlnFourierShellCorrelationCorrected', values: fsc.corrected, decimals: 6 },
        { name: 'rlnFourierShellCorrelationUnmaskedMaps', values: fsc.unmasked, decimals: 6 },
        { name: 'rlnFourierShellCorrelationMaskedMaps', values: fsc.masked, decimals: 6 },
        { name: 'rlnCorrectedFourierShellCorrelationPhaseRandomizedMaskedMaps', values: fsc.phaseRandomised, decimals: 6 },
      ],
    },
  ])
}
