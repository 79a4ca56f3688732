import { z } from 'zod'
import { GraphReport } from './network.ts'

const ArrayFile = z.strictObject({
  file: z.string(),
  type: z.enum(['f32', 'i32', 'u32', 'u8']).describe('little-endian'),
  shape: z.array(z.int().min(0)).describe('slowest axis first'),
  unit: z.string(),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type ArrayFile = z.infer<typeof ArrayFile>

/** graph.json: the voxel graph of a run, whose arrays lie in files beside it. Origin of the grid at voxel size >> 1 on every axis, x fastest. */
export const GraphFile = z.strictObject({
  schema: z.literal(1),
  nodes: z.int().min(0),
  edges: z.int().min(0),
  voxelSizeA: z.number().positive().describe('Å, side of a voxel of the working grid'),
  size: z.int().min(1).describe('voxels a side of the working grid'),
  radiusA: z.number().nonnegative().describe('Å, reach of an edge between nodes of mean size'),
  correlationThreshold: z.number().describe('standard errors by which an edge’s correlation exceeds that of noise'),
  levels: GraphReport.shape.levels,
  arrays: z.strictObject({
    centre: ArrayFile.describe('x, y, z of each node from the origin'),
    side: ArrayFile.describe('of each node’s cell'),
    voxels: ArrayFile.describe('inside the mask, of each node'),
    ofVoxel: ArrayFile.describe('the node of each voxel; −1: outside the mask'),
    from: ArrayFile.describe('node of each edge; always the lower number'),
    to: ArrayFile.describe('the other node of each edge'),
    correlation: ArrayFile.describe('of each edge: Pearson, over the particles'),
    length: ArrayFile.describe('of each edge'),
  }),
})
export type GraphFile = z.infer<typeof GraphFile>
