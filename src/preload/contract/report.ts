import { z } from 'zod'
import { ComparisonReport, GraphReport, NetworkReport } from './network.ts'
import { RunParameters } from './parameters.ts'

const Confusion = z.strictObject({
  truthLabels: z.array(z.string()),
  classLabels: z.array(z.string()),
  /** counts[truth][class] */
  counts: z.array(z.array(z.int())),
})

export const Truth = z.strictObject({
  source: z.string(),
  particles: z.int(),
  accuracy: z.number().describe('fraction of particles in the right class under the best one-to-one matching of classes'),
  ari: z.number().describe('adjusted Rand index'),
  confusion: Confusion,
  rules: z.array(z.strictObject({ rule: z.string(), accuracy: z.number(), calibrationError: z.number().describe('expected calibration error of its posteriors') })).optional().describe('the same for each rule that labelled the particles'),
})
export type Truth = z.infer<typeof Truth>

export const FscCurve = z.strictObject({
  frequency: z.array(z.number()).describe('1/Å'),
  unmasked: z.array(z.number()),
  masked: z.array(z.number()),
  phaseRandomised: z.array(z.number()),
  corrected: z.array(z.number()),
})
export type FscCurve = z.infer<typeof FscCurve>

/** What still varies inside a class. */
export const Variance = z.strictObject({
  value: z.number(),
  unit: z.literal('σ').describe('standard deviation of the class map over its density'),
  interval: z.tuple([z.number(), z.number()]).optional().describe('95 % of the value; none where nothing was found, or an earlier program measured'),
  heldOutGain: z.number().describe('held-out log-likelihood per particle won by letting the class vary'),
})
export type Variance = z.infer<typeof Variance>

export const ClassReport = z.strictObject({
  number: z.int().min(1),
  particles: z.int(),
  occupancy: z.number().describe('fraction of the particles that are not junk'),
  resolutionA: z.number().describe('FSC = 0.143, masked and corrected, interpolated; Å'),
  bfactor: z.number().nullable().describe('Guinier, Å²; null where the map does not reach 10 Å'),
  variance: Variance,
  meanPosterior: z.number(),
  map: z.string(),
  halfMaps: z.tuple([z.string(), z.string()]),
  fsc: FscCurve,
})
export type ClassReport = z.infer<typeof ClassReport>

/** report.json; additive changes only, `schema` counts the others. */
export const Report = z.strictObject({
  schema: z.literal(1),
  program: z.string(),
  version: z.string(),
  created: z.string(),
  command: z.string(),
  versions: z.record(z.string(), z.string()),
  input: z.strictObject({
    path: z.string(), format: z.enum(['star', 'cs', 'maps']), particles: z.int(), box: z.int(), pixelSizeA: z.number(),
    micrographs: z.int(), opticsGroups: z.int(), halfSets: z.enum(['upstream', 'made here']), doubts: z.array(z.string()),
  }),
  parameters: RunParameters,
  seed: z.int(),
  stages: z.array(z.strictObject({ name: z.string(), seconds: z.number(), secondsPerParticle: z.number() })),
  proof: z.strictObject({
    variants: z.array(z.strictObject({ name: z.string(), gain: z.number().describe('held-out log-likelihood per particle over no model') })),
    halfMapCorrelation: z.number(), handedness: z.string(),
  }),
  contrast: z.strictObject({ sign: z.union([z.literal(1), z.literal(-1)]), spread: z.number() }),
  junk: z.strictObject({ particles: z.int(), fraction: z.number() }),
  poseError: z.strictObject({ angleDeg: z.number(), shiftPx: z.number().describe('input pixels') }).nullable(),
  resolutionLimitA: z.number().describe('finest resolution that decided the classes'),
  classNumber: z.strictObject({
    chosen: z.int(), advised: z.int(), statistic: z.string(),
    table: z.array(z.strictObject({ k: z.int(), heldOutLogLikelihood: z.number(), standardError: z.number() })),
  }),
  classes: z.array(ClassReport),
  /** The voxel graph and its network, where they took part. */
  graph: GraphReport.optional(),
  network: NetworkReport.optional(),
  comparison: ComparisonReport.optional(),
  truth: Truth.optional(),
  warnings: z.array(z.string()),
})
export type Report = z.infer<typeof Report>
