import { z } from 'zod'
import { Nothing, call, inProject } from './call.ts'

/** How many labelled particles are right, of those whose micrographs took no part; 95 % interval. */
const Score = z.strictObject({ value: z.number(), interval: z.tuple([z.number(), z.number()]) })

/** A version of the network that labels have taught; all of them are kept. */
export const TaughtModel = z.strictObject({
  version: z.int().min(1), path: z.string().describe('model file, relative to the project'), created: z.string(), command: z.string(),
  labels: z.int(), classes: z.array(z.strictObject({ name: z.string(), labels: z.int(), particles: z.int() })),
  /** On the labelled particles: the run, which saw no labels; the likelihood of maps made with labels; the network with it. Null: not measured. */
  before: Score.nullable(), likelihood: Score.nullable(), after: Score.nullable(),
  warnings: z.array(z.string()),
})
export type TaughtModel = z.infer<typeof TaughtModel>

export const teachCalls = {
  /** Particles without a label whose label would tell the most, the most telling first. */
  'teach.suggest': call(z.strictObject({ ...inProject, set: z.int(), count: z.int().min(1).max(500).default(40) }), z.array(z.int())),
  'teach.models': call(z.strictObject(inProject), z.strictObject({ running: z.boolean(), message: z.string().nullable().describe('why the last training came to nothing'), models: z.array(TaughtModel).describe('newest first') })),
  /** Trains a new version on a label set and, where there is one, on the posteriors of the finished run. */
  'teach.retrain': call(z.strictObject({ ...inProject, set: z.int() }), Nothing),
  'teach.cancel': call(z.strictObject(inProject), Nothing),
} as const
