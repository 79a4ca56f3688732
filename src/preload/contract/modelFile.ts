import { z } from 'zod'

export const ARRAY_TYPES = ['f32', 'f64', 'i32', 'u32', 'u8'] as const

/** The part of a model file that is text: what the model was made from, what it fits, and where its arrays lie. */
export const ModelHeader = z.strictObject({
  schema: z.literal(1),
  program: z.string(),
  version: z.string(),
  created: z.string(),
  command: z.string(),
  provenance: z.strictObject({
    input: z.strictObject({ path: z.string(), sha256: z.string(), particles: z.int(), micrographs: z.int() }),
    labels: z.strictObject({ path: z.string(), sha256: z.string(), particles: z.int() }),
  }),
  particles: z.enum(['images', 'maps']).describe('what each particle came as: an image, or a 3D map'),
  /** What new particles must have: of each optics group that the model was trained on. */
  optics: z.array(z.strictObject({ box: z.int().positive(), pixelSizeA: z.number().positive() })).min(1),
  workingBox: z.int().positive().describe('px'),
  limit: z.int().min(4).max(1000).describe('frequency limit, Fourier pixels of boxSizeA'),
  boxSizeA: z.number().positive().describe('Å, width of the reference box'),
  sign: z.union([z.literal(1), z.literal(-1)]).describe('contrast sign of the images it was trained on'),
  contrastSpread: z.number().min(0),
  classes: z.array(z.strictObject({ number: z.int().min(1), name: z.string(), labels: z.int().min(0) })).min(2),
  logPrior: z.array(z.number()),
  graph: z.strictObject({ voxelSizeA: z.number().positive(), radiusA: z.number().positive(), correlationThreshold: z.number() }),
  network: z.strictObject({
    width: z.int().positive(), layers: z.int().min(0), heads: z.int().positive(), embedding: z.int().min(0), batch: z.int().positive(), decoded: z.int().min(0),
    lambda: z.number(), learningRate: z.number(), presentations: z.int().min(0), seed: z.int().min(0),
  }),
  stacking: z.strictObject({ temperature: z.number(), networkWeight: z.number() }).describe('factors on the likelihood’s log-ratios, and on what the network adds to them'),
  heldOutAccuracy: z.number().nullable().describe('of the combined rule on micrographs that did not train; null: not measured'),
  arrays: z.array(z.strictObject({
    name: z.string().min(1), type: z.enum(ARRAY_TYPES).describe('little-endian'), shape: z.array(z.int().min(0)).describe('slowest axis first'),
    byteOffset: z.int().min(0).describe('from the beginning of the file'),
  })),
})
export type ModelHeader = z.infer<typeof ModelHeader>
