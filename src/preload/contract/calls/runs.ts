import { z } from 'zod'
import { RunParameters } from '../parameters.ts'
import { Nothing, Path, call, inProject } from './call.ts'

/** What a person is told about a parameter before changing it. */
export const ParameterHelp = z.strictObject({
  key: z.string(), title: z.string(), unit: z.string().nullable(), about: z.string(), range: z.string(), default: z.string(), time: z.string().describe('what changing it does to the time'),
  group: z.enum(['main', 'network', 'advanced']),
})
export type ParameterHelp = z.infer<typeof ParameterHelp>

export const Plan = z.strictObject({
  command: z.string().describe('the cgr line that does the same'),
  seconds: z.tuple([z.number(), z.number()]).describe('likely range'),
  diskBytes: z.number(), memoryBytes: z.number(),
  /** What keeps this run from being started, or null. */
  problem: z.string().nullable(),
})
export type Plan = z.infer<typeof Plan>

const run = { ...inProject, parameters: RunParameters, truth: Path.nullable().default(null) }

export const runCalls = {
  'run.help': call(z.strictObject(inProject), z.strictObject({ parameters: RunParameters.describe('of the last run, or the defaults'), help: z.array(ParameterHelp) })),
  'run.plan': call(z.strictObject(run), Plan),
  /** `intent` overwrite replaces the project's run; resume goes on with it. */
  'run.start': call(z.strictObject({ ...run, intent: z.enum(['new', 'resume', 'overwrite']) }), Nothing),
  'run.cancel': call(z.strictObject(inProject), Nothing),
} as const
