import { z } from 'zod'

const project = z.string()

/** What a job of a project is: the sample being made, the check of the input, the run, the embedding of its particles, maps along a way through it, a network taught by labels, the variance of another program's classes. */
export const JobKind = z.enum(['sample', 'check', 'run', 'embedding', 'walk', 'train', 'variance'])

/** Figures of a running stage, for the plots that grow. */
export const Live = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sorting'), pass: z.int(), logLikelihood: z.number().describe('per particle'), occupancies: z.array(z.number()), maps: z.array(z.string()).describe('live maps in the project, to be fetched again') }),
  z.strictObject({ kind: z.literal('network'), presented: z.number(), crossEntropy: z.number(), mse: z.number() }),
])
export type Live = z.infer<typeof Live>

/** What a host tells every page that listens. */
export const HostEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), project, job: JobKind, stage: z.string(), done: z.number(), total: z.number(), note: z.string().nullable(), elapsed: z.number().describe('s since the job began'), left: z.tuple([z.number(), z.number()]).nullable().describe('s, likely range'), particlesPerSecond: z.number().nullable(), memoryBytes: z.number() }),
  z.strictObject({ type: z.literal('live'), project, live: Live }),
  z.strictObject({ type: z.literal('line'), project, job: JobKind, level: z.enum(['log', 'warning']), text: z.string() }),
  z.strictObject({ type: z.literal('ended'), project, job: JobKind, state: z.enum(['finished', 'failed', 'cancelled', 'interrupted']), message: z.string().nullable() }),
  /** Something of the project is not as it was: ask again. */
  z.strictObject({ type: z.literal('changed'), project, what: z.enum(['project', 'check', 'edits', 'labels', 'maps', 'view', 'landscape']) }),
])
export type HostEvent = z.infer<typeof HostEvent>
