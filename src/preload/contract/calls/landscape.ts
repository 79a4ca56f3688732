import { z } from 'zod'
import { NetworkFeatures } from '../networkFeatures.ts'
import { FscCurve } from '../report.ts'
import { Nothing, call, inProject } from './call.ts'

/** Most components an embedding may have. */
export const MAX_COMPONENTS = 12

/** States that are told from a continuum: more of them, blurred by noise, fit a continuum as well as the continuum itself. */
export const MOST_STATES = 4

/** Whether the particles lie along the first component in a few places or all along it, told by particles that the fits had not seen. */
export const Motion = z.strictObject({
  kind: z.enum(['none', 'states', 'continuous', 'unclear']),
  states: z.int().min(1).max(MOST_STATES).describe('places that the continuum was compared with: the number found, if the kind is states'),
  gain: z.number().describe('log-likelihood of the continuum above that of the places, nats per particle'),
  error: z.number().min(0).describe('standard error of the gain'),
})
export type Motion = z.infer<typeof Motion>

/** What is known of the particles' embedding: principal components of their differences from the consensus; the coordinates come from embeddingAddress. */
export const Embedding = z.strictObject({
  /** Rows of the input, and how many of them have coordinates: junk has none. */
  particles: z.int(), used: z.int(),
  made: z.iso.datetime(), seconds: z.number(),
  /** Ordered by the share of the components' variance that each explains; the shares sum to 1. */
  components: z.array(z.strictObject({ key: z.string().regex(/^pc\d+$/), title: z.string(), variance: z.number().min(0).max(1) })),
  /** Log-likelihood that each further component wins on particles it was not learnt from, nats per particle; below 0 the data do not speak for it. */
  evidence: z.array(z.number()),
  /** Null in embeddings of before it was asked. */
  motion: Motion.nullable().default(null),
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

/** Most vertices that a path may have. */
export const MAX_VERTICES = 200

const Vertex = z.tuple([z.number(), z.number()])
const points = z.int().min(2).max(50).describe('maps to be made')

/** What maps are made along: a component, a path drawn in the plane of two components, or no way at all: of the particles that were chosen. */
export const WalkAlong = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('component'), component: z.int().min(1).max(MAX_COMPONENTS), points }),
  z.strictObject({ kind: z.literal('path'), x: z.int().min(1).max(MAX_COMPONENTS), y: z.int().min(1).max(MAX_COMPONENTS), vertices: z.array(Vertex).min(2).max(MAX_VERTICES), points }),
  z.strictObject({ kind: z.literal('chosen'), rows: z.array(z.int().min(0)).min(1).describe('of the input, from 0') }),
])
export type WalkAlong = z.infer<typeof WalkAlong>

/** embedding/walk_pc1/walk.json: reconstructions from the particles near points of a way through the embedding. */
export const WalkReport = z.strictObject({
  schema: z.literal(2),
  /** Of its folder: walk_pc1, walk_path1, walk_chosen1. */
  name: z.string().regex(/^walk_(pc|path|chosen)\d+$/),
  along: z.discriminatedUnion('kind', [
    WalkAlong.options[0].omit({ points: true }),
    WalkAlong.options[1].omit({ points: true }),
    z.strictObject({ kind: z.literal('chosen'), count: z.int().describe('of the particles that were chosen; in the map are those of them that have coordinates') }),
  ]),
  made: z.iso.datetime(),
  embedding: z.iso.datetime().describe('when the embedding was made that it belongs to'),
  bandwidth: z.number().nullable().describe('standard deviation of the kernel by which particles count, in units of the coordinate; null: each counts as one'),
  box: z.int(), pixelSizeA: z.number(),
  lowpassA: z.number().describe('of all points’ maps alike: the coarsest of their resolutions'),
  points: z.array(z.strictObject({
    place: z.array(z.number()).describe('along a component one number, of a path two; none where particles were chosen'),
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
  /** What the network of the finished run makes of the particles; null where there is none, and why, as a sentence. */
  'landscape.network': call(z.strictObject(inProject), z.strictObject({ features: NetworkFeatures.nullable(), why: z.string().nullable() })),
  'landscape.start': call(z.strictObject({ ...inProject, components: z.int().min(1).max(MAX_COMPONENTS).default(6) }), Nothing),
  'landscape.cancel': call(z.strictObject(inProject), Nothing),
  /** Makes maps along a way through the embedding, or of chosen particles. */
  'landscape.walk': call(z.strictObject({ ...inProject, along: WalkAlong }), Nothing),
  /** The walks that belong to the embedding as it is, newest first; why the last one came to nothing. */
  'landscape.walks': call(z.strictObject(inProject), z.strictObject({ running: z.boolean(), message: z.string().nullable(), walks: z.array(WalkReport) })),
  'landscape.removeWalk': call(z.strictObject({ ...inProject, name: WalkReport.shape.name }), Nothing),
} as const
