import { z } from 'zod'
import { Variance } from '../report.ts'
import { Nothing, Path, call, inProject } from './call.ts'

const MeasuredClass = z.strictObject({ label: z.string(), particles: z.int(), variance: Variance, map: z.string() })
export type MeasuredClass = z.infer<typeof MeasuredClass>

/** variance/NAME/variance.json: the conformational variance of the classes of another program's file, measured as a run measures that of its own. */
export const VarianceReport = z.strictObject({
  schema: z.literal(1), program: z.string(), made: z.iso.datetime(), seconds: z.number(),
  name: z.string().regex(/^[\w.-]+$/).describe('of its folder'),
  path: Path.describe('the assignment'),
  run: z.string().describe('when the run began whose particles and settings were used'),
  matchedBy: z.string(), listed: z.int().describe('particles in the file'), shared: z.int().describe('of them also in the project'),
  poses: z.enum(['file', 'run']).describe('whose poses the images were placed by: those of the file, or those that the run ended with'),
  difference: z.strictObject({ angleDeg: z.number(), shiftA: z.number() }).nullable().describe('median difference of the file’s poses from those of the particle file; null where they were not used'),
  resolutionLimitA: z.number().describe('to which images were used, and the classes’ maps made'),
  pixelSizeA: z.number(), box: z.int(),
  classes: z.array(MeasuredClass),
  ours: z.array(MeasuredClass).describe('the run’s own classes of the same particles, at the same poses: what the others may be compared with'),
  tooSmall: z.array(z.strictObject({ label: z.string(), particles: z.int() })).describe('classes of too few particles to be measured'),
  warnings: z.array(z.string()),
})
export type VarianceReport = z.infer<typeof VarianceReport>

export const varianceCalls = {
  /** What was measured for this run, newest first, beside the classes of the run itself; why the last measurement came to nothing. */
  'variance.get': call(z.strictObject(inProject), z.strictObject({
    running: z.boolean(), message: z.string().nullable(),
    ours: z.array(z.strictObject({ number: z.int(), particles: z.int(), variance: Variance })), reports: z.array(VarianceReport),
  })),
  'variance.start': call(z.strictObject({ ...inProject, path: Path.describe('the assignment') }), Nothing),
  'variance.cancel': call(z.strictObject(inProject), Nothing),
} as const
