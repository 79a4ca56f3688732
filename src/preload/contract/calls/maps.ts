import { z } from 'zod'
import { call, inProject } from './call.ts'

export const MapEntry = z.strictObject({
  /** File name relative to the project's folder: the name under which its voxels are fetched. */
  name: z.string(), title: z.string(), class: z.int().nullable(),
  kind: z.enum(['map', 'half', 'unfiltered', 'decoded', 'local resolution', 'variance', 'mask', 'consensus', 'component', 'walk', 'live']),
  box: z.int(), pixelSizeA: z.number(),
})
export type MapEntry = z.infer<typeof MapEntry>

export const MapFacts = z.strictObject({
  min: z.number(), max: z.number(), mean: z.number(), sigma: z.number(),
  /** Volume above each density level, from many voxels to few. */
  enclosed: z.strictObject({ level: z.array(z.number()), volumeA3: z.array(z.number()) }),
  /** A level that shows the particle. */
  suggestedLevel: z.number(),
})
export type MapFacts = z.infer<typeof MapFacts>

export const mapCalls = {
  'maps.list': call(z.strictObject(inProject), z.array(MapEntry)),
  'maps.facts': call(z.strictObject({ ...inProject, name: z.string() }), MapFacts),
  /** The voxel graph for drawing: node centres and cell sizes in Å from the box centre, edges as pairs of nodes; null without a network. */
  'maps.graph': call(z.strictObject(inProject), z.strictObject({ nodes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])), edges: z.array(z.tuple([z.int(), z.int(), z.number()])), shownEdges: z.int(), edgesInAll: z.int() }).nullable()),
} as const
