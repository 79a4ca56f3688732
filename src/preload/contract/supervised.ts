import { z } from 'zod'
import { ComparisonReport, GraphReport, NetworkReport } from './network.ts'
import { RunParameters } from './parameters.ts'
import { Report } from './report.ts'

/** What `cgr train` can be told; each means what it means for a run. */
export const TrainParameters = RunParameters.pick({
  box: true, maxResolution: true, mask: true, seed: true, backend: true, nodes: true, neighbours: true, correlationThreshold: true, threads: true,
})
export type TrainParameters = z.infer<typeof TrainParameters>

const source = {
  schema: z.literal(1), program: z.string(), version: z.string(), created: z.string(), command: z.string(), versions: z.record(z.string(), z.string()),
}

const Input = z.strictObject({
  path: z.string(), sha256: z.string(), format: z.enum(['star', 'cs', 'maps']), particles: z.int(), box: z.int(), pixelSizeA: z.number(),
  micrographs: z.int(), opticsGroups: z.int(), doubts: z.array(z.string()),
})

const Junk = z.strictObject({ particles: z.int(), fraction: z.number() })

/** Rules side by side on labelled particles whose micrographs took no part in making them. */
export const LabelledComparison = ComparisonReport.extend({
  rules: z.array(ComparisonReport.shape.rules.element.extend({ calibrationError: z.number().describe('expected calibration error of the posteriors') })),
  confusion: z.array(z.array(z.int())).describe('counts[label][class] of the combined rule, in the order of the classes'),
})
export type LabelledComparison = z.infer<typeof LabelledComparison>

/** report.json of `cgr train`; additive changes only, `schema` counts the others. */
export const TrainReport = z.strictObject({
  ...source,
  kind: z.literal('train'),
  input: Input,
  labels: z.strictObject({
    path: z.string(), sha256: z.string(), particles: z.int().describe('labelled, all of them'), micrographs: z.int().describe('that hold labelled particles'),
    taken: z.int().describe('labelled particles that took part: all but those judged to be junk'), matchedBy: z.enum(['uid', 'image', 'index']),
  }),
  run: z.strictObject({
    path: z.string(), classes: z.array(z.int().nullable()).describe('of the run, for each class of the labels; null: none is left for it'),
    accuracy: z.number().describe('of the run, which saw no labels, on the labelled particles'), interval: z.tuple([z.number(), z.number()]),
  }).optional().describe('the run whose posteriors helped'),
  classes: z.array(z.strictObject({ number: z.int().min(1), name: z.string().describe('as the labels call it'), labels: z.int(), particles: z.int().describe('that the combined rule puts here') })),
  parameters: TrainParameters,
  seed: z.int(),
  stages: Report.shape.stages,
  proof: Report.shape.proof,
  contrast: Report.shape.contrast,
  junk: Junk,
  resolutionLimitA: z.number(),
  graph: GraphReport,
  network: NetworkReport.omit({ decodedMaps: true }),
  /** Null where the labels' micrographs are too few to hold any out. */
  comparison: LabelledComparison.nullable(),
  model: z.string().describe('file beside this one'),
  warnings: z.array(z.string()),
})
export type TrainReport = z.infer<typeof TrainReport>

/** report.json of `cgr classify`. */
export const ClassificationReport = z.strictObject({
  ...source,
  kind: z.literal('classify'),
  input: Input,
  model: z.strictObject({ path: z.string(), sha256: z.string(), created: z.string(), labels: z.string().describe('path of the labels it was trained with'), heldOutAccuracy: z.number().nullable() }),
  specimen: z.strictObject({
    correlation: z.number().nullable().describe('of the particles’ consensus with the model’s, noise taken off; null: too few particles to tell'),
    contrastSign: z.union([z.literal(1), z.literal(-1)]),
    contrast: z.number().describe('mean, over that of the particles that the model was trained on'),
  }),
  junk: Junk,
  classes: z.array(z.strictObject({ number: z.int().min(1), name: z.string(), particles: z.int(), meanPosterior: z.number() })),
  network: z.strictObject({ backend: z.string(), device: z.string(), reason: z.string(), inferParticlesPerSecond: z.number() }),
  particlesPerSecond: z.number().describe('from images to classes, everything counted but reading the particle file'),
  stages: Report.shape.stages,
  warnings: z.array(z.string()),
})
export type ClassificationReport = z.infer<typeof ClassificationReport>
