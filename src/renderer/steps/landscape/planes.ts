import { z } from 'zod'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { AxisSpec } from '../../plots/axis.ts'
import type { Points } from '../../scatter/points.ts'
import type { Coordinates } from '../../umap/useUmap.ts'

/** What a project keeps of the landscape: components along x and y or their UMAP, what colours the points, whose histogram is shown, and what the pointer does. */
export const KEPT_LANDSCAPE = z.object({ plane: z.enum(['components', 'umap']), x: z.string(), y: z.string(), colour: z.string(), histogram: z.string(), tool: z.enum(['move', 'lasso', 'box', 'brush']) })
export type KeptLandscape = z.infer<typeof KEPT_LANDSCAPE>

export const FIRST_LANDSCAPE: KeptLandscape = { plane: 'components', x: 'pc1', y: 'pc2', colour: 'editedClass', histogram: 'pc1', tool: 'lasso' }

/** Place of a component in the embedding; of an unknown one, that of `otherwise` or the last there is. */
export function componentAt({ components }: Pick<Embedding, 'components'>, key: string, otherwise: number): number {
  const found = components.findIndex(component => component.key === key)
  return found >= 0 ? found : Math.min(otherwise, components.length - 1)
}

/** [particles] along a component. */
export const along = ({ values, particles }: Coordinates, component: number): Float32Array => values.subarray(component * particles, (component + 1) * particles)

export const planeOf = (coordinates: Coordinates, x: number, y: number): Points => ({ x: along(coordinates, x), y: along(coordinates, y) })

/** "Component 1, 31 % of the variance": the axis has no unit, as it is in the components' own. */
export const componentAxis = ({ title, variance }: Embedding['components'][number]): AxisSpec => ({ title: `${title}, ${(100 * variance).toFixed(variance < 0.1 ? 1 : 0)} % of the variance` })
