import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { NetworkFeatures } from '../../../preload/contract/networkFeatures.ts'
import type { Coordinates } from '../../umap/useUmap.ts'

/** What particles are placed by: principal components of how they differ from their mean map, or what the network makes of each. */
export type Source = 'components' | 'network'

/** A direction in which particles have coordinates, [particles] by row of the input; NaN where one has none. */
export type Axis = Embedding['components'][number] & { readonly values: Float32Array }

export type Space = {
  readonly source: Source
  /** At least one, those that explain most first. */
  readonly axes: readonly Axis[]
  /** Particles that have coordinates. */
  readonly used: number
  /** Of all axes. */
  readonly coordinates: Coordinates
}

/** `values`: [components × particles], each component contiguous. */
export function spaceOf(source: Source, { components, particles, used }: Pick<Embedding & NetworkFeatures, 'components' | 'particles' | 'used'>, values: Float32Array): Space {
  const axes = components.map((component, i): Axis => ({ ...component, values: values.subarray(i * particles, (i + 1) * particles) }))
  return { source, axes, used, coordinates: { values, components: components.length, particles } }
}
