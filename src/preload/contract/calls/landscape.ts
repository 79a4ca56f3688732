import { z } from 'zod'
import { FscCurve } from '../report.ts'
import { Nothing, call, inProject } from './call.ts'

/** Most components an embedding may have. */
export const MAX_COMPONENTS = 12

/** What is known of the particles' embedding: principal components of their differences from the consensus; the coordinates come from embeddingAddress. */
export const Embedding = z.strictObject({
  /** Rows of the input, and how many of them have coordinates: junk has none. */
  particles: z.int(), used: z.int(),
  made: z.iso.datetime(), seconds: z.number(),
  /** Ordered by the share of the components' variance that each explains; the shares sum to 1. */
  components: z.array(z.strictObject({ key: z.string().regex(/^pc\d+$/), title: z.string(), variance: z.number().min(0).max(1) })),
  /** Log-likelihood that each further component wins on particles it was not learnt from, nats per particle; below 0 the data do not speak for it. */
  evidence: z.array(z.number()),
})
export type Embedding = z.infer<typeof Embedding>

/** A file beside the report: what it must be to be the one that was written. */
const WrittenFile = z.strictObject({ name: z.string().regex(/^[\w-]+\.(mrc|f32)$/), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
export type WrittenFile = z.infer<typeof WrittenFile>

/** embedding/embedding.json: the embedding, what it was made from, and the files that belong to it. */
export const EmbeddingReport = Embedding.extend({
  schema: z.literal(1), program: z.string(), seed: z.int(),
  input: z.string().describe('the particle file'),
  run: z.string().nullable().describe('when the run began whose junk and classes were used; null: none'),
  poses: z.enum(['given', 'polished']),
  sign: z.union([z.literal(1), z.literal(-1)]).describe('contrast of the images'),
  resolutionLimitA: z.number().describe('to which the components were sought'),
  files: z.array(WrittenFile), warnings: z.array(z.string()),
})
export type EmbeddingReport = z.infer<typeof EmbeddingReport>

/** embedding/walk_pc1/walk.json: reconstructions from the particles near points along a component. */
export const WalkReport = z.strictObject({
  schema: z.literal(1),
  component: z.string(), embedding: z.iso.datetime().describe('when the embedding was made that it belongs to'),
  bandwidth: z.number().describe('standard deviation of the kernel by which particles count, in units of the coordinate'),
  box: z.int(), pixelSizeA: z.number(),
  lowpassA: z.number().describe('of all points’ maps alike: the coarsest of their resolutions'),
  points: z.array(z.strictObject({
    coordinate: z.number(),
    particles: z.number().describe('each counted by its weight, which is 1 at the point itself'),
    resolutionA: z.number().describe('FSC = 0.143 of its half-maps, masked and corrected'),
    map: z.string(), halfMaps: z.tuple([z.string(), z.string()]), fsc: FscCurve,
  })),
  mask: z.string(), seconds: z.number(), warnings: z.array(z.string()),
})
export type WalkReport = z.infer<typeof WalkReport>

export const landscapeCalls = {
  /** The embedding as it stands: done, running, or not there yet. */
  'landscape.get': call(z.strictObject(inProject), z.strictObject({ state: z.enum(['none', 'running', 'done', 'failed']), message: z.string().nullable(), embedding: Embedding.nullable() })),
  'landscape.start': call(z.strictObject({ ...inProject, components: z.int().min(1).max(MAX_COMPONENTS).default(6) }), Nothing),
  'landscape.cancel': call(z.strictObject(inProject), Nothing),
} as const
