import { z } from 'zod'

/** What the network makes of every particle before it decides on a class, φ(G_i), along its own principal components; the coordinates come from networkFeaturesAddress. */
export const NetworkFeatures = z.strictObject({
  /** Rows of the input, and how many of them have coordinates: junk has none. */
  particles: z.int().min(1), used: z.int().min(0),
  /** Particles that taught the network: they are among those that it describes. */
  taught: z.int().min(0),
  /** Length of φ. */
  width: z.int().min(1),
  /** Ordered by the share of the variance of φ that each explains; those that are left out have the rest. */
  components: z.array(z.strictObject({ key: z.string().regex(/^phi\d+$/), title: z.string(), variance: z.number().min(0).max(1) })).min(1),
})
export type NetworkFeatures = z.infer<typeof NetworkFeatures>

/** network_features.json: the features of a run, and the file of their coordinates beside it. */
export const NetworkFeaturesFile = NetworkFeatures.extend({
  schema: z.literal(1),
  bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type NetworkFeaturesFile = z.infer<typeof NetworkFeaturesFile>
