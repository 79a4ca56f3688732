import { z } from 'zod'

export const Histogram = z.strictObject({
  /** One more than counts. */
  edges: z.array(z.number()),
  counts: z.array(z.int()),
})
export type Histogram = z.infer<typeof Histogram>

/** The voxel graph of a run; its arrays lie beside the report, named in graph.json. */
export const GraphReport = z.strictObject({
  nodes: z.int(),
  edges: z.int(),
  radiusA: z.number().describe('Å, reach of an edge between nodes of mean size'),
  levels: z.array(z.strictObject({ sideA: z.number().describe('Å, side of the cells of this level'), nodes: z.int() })),
  correlationThreshold: z.number().describe('standard errors by which an edge’s correlation exceeds that of noise'),
  degrees: Histogram,
  lengths: Histogram.describe('Å'),
})
export type GraphReport = z.infer<typeof GraphReport>

export const NetworkReport = z.strictObject({
  parameters: z.int(),
  backend: z.string(),
  device: z.string(),
  reason: z.string().describe('why this backend'),
  epochs: z.number(),
  trainParticlesPerSecond: z.number(),
  inferParticlesPerSecond: z.number(),
  crossEntropy: z.strictObject({ untrained: z.number(), trained: z.number() }).describe('nats per particle and view, on particles that did not train'),
  mse: z.number().describe('of the decoded maps, in units of their variance'),
  history: z.array(z.strictObject({ presented: z.int(), crossEntropy: z.number(), mse: z.number(), validation: z.number() })),
  decodedMaps: z.array(z.string()).describe('decoded by the network: no reconstructions, no FSC'),
})
export type NetworkReport = z.infer<typeof NetworkReport>

export const RULES = ['linear', 'likelihood', 'network', 'combined'] as const
export type Rule = (typeof RULES)[number]

/** What each rule makes of particles that it was not made with. */
export const ComparisonReport = z.strictObject({
  measure: z.string().describe('what is counted: accuracy against named labels, or agreement with the likelihood of the other half of a particle’s Fourier coefficients'),
  particles: z.int(),
  rules: z.array(z.strictObject({
    rule: z.enum(RULES),
    value: z.number(),
    interval: z.tuple([z.number(), z.number()]).describe('95 % confidence interval'),
    mcnemar: z.number().nullable().describe('p-value against the likelihood; null for the likelihood itself'),
    heldOutLogLikelihood: z.number().describe('nats per particle, of what the rule had not seen'),
  })),
  stacking: z.strictObject({
    temperature: z.number().describe('factor on the likelihood’s log-ratios'),
    temperatureAlone: z.number().describe('the best such factor without the network'),
    networkWeight: z.number().describe('factor on what the network adds to them'),
    gain: z.number().describe('held-out log-likelihood per particle won by the network’s share'),
    z: z.number().describe('the gain in standard errors'),
  }),
})
export type ComparisonReport = z.infer<typeof ComparisonReport>
