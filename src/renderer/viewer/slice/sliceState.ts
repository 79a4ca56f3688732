import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import { sigmasOf } from '../levels.ts'
import type { ValueMap } from '../surface/sampleMap.ts'
import type { SliceAxis } from './slices.ts'

/** Which slice, and which densities are black and white, in standard deviations of the map above its mean. */
export type SliceState = { readonly axis: SliceAxis; readonly index: number; readonly blackSigma: number; readonly whiteSigma: number }

/** White begins at this share of the greatest density: above it lie few voxels. */
const WHITE_SHARE = 0.7

/** What the contrast sliders reach, σ; white is always above black. */
export const contrastRange = (facts: Pick<MapFacts, 'mean' | 'sigma' | 'max'>): { readonly least: number; readonly most: number } => ({ least: -10, most: Math.max(10, Math.ceil(sigmasOf(facts, facts.max))) })

/** The middle slice across z; from just below solvent to nearly the greatest density. */
export const initialSlice = ({ box }: Pick<ValueMap, 'box'>, facts: Pick<MapFacts, 'mean' | 'sigma' | 'max'>): SliceState => ({
  axis: 'z', index: box >> 1, blackSigma: -2, whiteSigma: Math.max(3, Math.round(WHITE_SHARE * sigmasOf(facts, facts.max))),
})

/** Less than this, σ, and the picture has no greys left. */
const LEAST_CONTRAST = 0.5

export const withBlack = (state: SliceState, blackSigma: number): SliceState => ({ ...state, blackSigma, whiteSigma: Math.max(state.whiteSigma, blackSigma + LEAST_CONTRAST) })

export const withWhite = (state: SliceState, whiteSigma: number): SliceState => ({ ...state, whiteSigma, blackSigma: Math.min(state.blackSigma, whiteSigma - LEAST_CONTRAST) })
