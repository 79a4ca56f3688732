import { z } from 'zod'
import { RunParameters } from '../parameters.ts'
import { Report } from '../report.ts'
import { Nothing, Path, call, inProject } from './call.ts'

export const STEPS = ['import', 'check', 'sort', 'classes', 'maps', 'report'] as const
export type StepName = (typeof STEPS)[number]
export const StepStatus = z.strictObject({
  step: z.enum(STEPS),
  state: z.enum(['todo', 'ready', 'running', 'done', 'stale']),
  /** Why the step is blocked or stale, and what to do; null where there is nothing to say. */
  why: z.string().nullable(),
})
export type StepStatus = z.infer<typeof StepStatus>

export const ImportedInput = z.strictObject({
  path: Path, root: Path.nullable(), passthrough: Path.nullable(),
  format: z.enum(['star', 'cs', 'maps']), particles: z.int(), box: z.int(), pixelSizeA: z.number(), micrographs: z.int(),
  halfSets: z.enum(['upstream', 'made here']),
  optics: z.array(z.strictObject({ name: z.string(), voltageKv: z.number(), sphericalAberrationMm: z.number(), amplitudeContrast: z.number(), pixelSizeA: z.number(), box: z.int(), particles: z.int() })),
  stacks: z.strictObject({ total: z.int(), bytes: z.number(), first: Path.describe('whether it is still there tells whether they all are') }),
  doubts: z.array(z.string()),
})
export type ImportedInput = z.infer<typeof ImportedInput>

/** Why the input cannot be read now, in the words of the reader: missing stacks are located with `project.relocate`. */
export const InputProblem = z.strictObject({ kind: z.string(), message: z.string(), advice: z.string() })
export type InputProblem = z.infer<typeof InputProblem>

export const RunStatus = z.strictObject({
  state: z.enum(['running', 'finished', 'failed', 'cancelled', 'interrupted']),
  command: z.string(), created: z.string(), ended: z.string().nullable(), message: z.string().nullable(), parameters: RunParameters,
  canResume: z.boolean(),
})
export type RunStatus = z.infer<typeof RunStatus>

export const Json: z.ZodType<unknown> = z.json()

export const Project = z.strictObject({
  id: z.string(), folder: Path, name: z.string(),
  /** False where another program writes it or the disk cannot be written: everything can be looked at, nothing changed. */
  writable: z.boolean(), readOnlyReason: z.string().nullable(),
  steps: z.array(StepStatus),
  input: ImportedInput.nullable(), problem: InputProblem.nullable(),
  run: RunStatus.nullable(),
  report: Report.nullable(),
  /** What the window last showed, by key: 'step', 'selection', 'camera', … */
  view: z.record(z.string(), Json),
})
export type Project = z.infer<typeof Project>

export const projectCalls = {
  /** Makes the folder (or takes an empty one) and reads the input once. */
  'project.create': call(z.strictObject({ folder: Path, input: Path, root: Path.nullable(), passthrough: Path.nullable() }), Project),
  /** Simulates the sample beside a new project that is ready to be sorted; shown as progress of the project. */
  'project.sample': call(z.strictObject({ folder: Path }), Project),
  'project.open': call(z.strictObject({ folder: Path }), Project),
  'project.get': call(z.strictObject(inProject), Project),
  /** Where the particles are looked for, whether or not they can be read. */
  'project.input': call(z.strictObject(inProject), z.strictObject({ path: Path, root: Path.nullable(), passthrough: Path.nullable() }).nullable()),
  /** Names the folder that missing stacks start from; one answer re-roots all of them. */
  'project.relocate': call(z.strictObject({ ...inProject, input: Path, root: Path.nullable() }), Project),
  'view.save': call(z.strictObject({ ...inProject, key: z.string().regex(/^[a-z][\w.-]{0,63}$/), value: Json }), Nothing),
} as const
