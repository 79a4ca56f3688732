import { z } from 'zod'
import type { AxisSpec } from '../../plots/axis.ts'
import type { Points } from '../../scatter/points.ts'
import type { Axis, Source, Space } from './spaces.ts'

/** Each plane: what places the points, and whether all of it is laid out by UMAP or two axes are shown. */
export const PLANES = {
  components: { source: 'components', isUmap: false, title: 'two components' },
  umap: { source: 'components', isUmap: true, title: 'UMAP of the components' },
  network: { source: 'network', isUmap: false, title: 'two network features' },
  networkUmap: { source: 'network', isUmap: true, title: 'UMAP of the network features' },
} as const satisfies Record<string, { readonly source: Source; readonly isUmap: boolean; readonly title: string }>
export type Plane = keyof typeof PLANES
const KEYS = ['components', 'umap', 'network', 'networkUmap'] as const satisfies readonly Plane[]

/** The planes that can be chosen: without any components, those of the network alone. */
export const planesOf = (spaces: readonly Space[]): readonly Plane[] => KEYS.filter(key => PLANES[key].source === 'network' || spaces.some(({ source }) => source === 'components'))

/** The plane that is shown for the one that was chosen: of the network where there are no components. */
export const planeShown = (chosen: Plane, spaces: readonly Space[]): Plane => (planesOf(spaces).includes(chosen) ? chosen : PLANES[chosen].isUmap ? 'networkUmap' : 'network')

/** What a project keeps of the landscape: the plane and what lies along its axes, what colours the points, whose histogram is shown, and what the pointer does. */
export const KEPT_LANDSCAPE = z.object({ plane: z.enum(KEYS), x: z.string(), y: z.string(), colour: z.string(), histogram: z.string(), tool: z.enum(['move', 'lasso', 'box', 'brush', 'path']) })
export type KeptLandscape = z.infer<typeof KEPT_LANDSCAPE>

export const FIRST_LANDSCAPE: KeptLandscape = { plane: 'components', x: 'pc1', y: 'pc2', colour: 'editedClass', histogram: 'pc1', tool: 'lasso' }

/** The axis of that key; of an unknown one, the one at `otherwise` or the last there is. */
export const axisOf = (axes: readonly Axis[], key: string, otherwise: number): Axis => axes.find(axis => axis.key === key) ?? axes[Math.min(otherwise, axes.length - 1)]

export const planeOf = (x: Axis, y: Axis): Points => ({ x: x.values, y: y.values })

/** "Component 1, 31 % of the variance": the axis has no unit, as it is in the components' own. */
export const componentAxis = ({ title, variance }: Axis): AxisSpec => ({ title: `${title}, ${(100 * variance).toFixed(variance < 0.1 ? 1 : 0)} % of the variance` })
