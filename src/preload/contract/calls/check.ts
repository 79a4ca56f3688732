import { z } from 'zod'
import { Report } from '../report.ts'
import { Nothing, Path, call, inProject } from './call.ts'

/** What is found out about the particles before anything is sorted (check/check.json beside the project). */
export const CheckResult = z.strictObject({
  /** All of the input, and how many of them, drawn at random, were looked at. */
  particles: z.strictObject({ total: z.int(), checked: z.int() }),
  proof: Report.shape.proof,
  contrast: Report.shape.contrast,
  junk: Report.shape.junk,
  poseError: Report.shape.poseError,
  resolutionLimitA: z.number().describe('to which the consensus halves agree'),
  consensus: z.strictObject({ name: z.string(), box: z.int(), pixelSizeA: z.number() }),
  mask: z.strictObject({ name: z.string(), box: z.int(), pixelSizeA: z.number() }),
  /** Radially averaged power of the images, by frequency in 1/Å. */
  power: z.strictObject({ frequency: z.array(z.number()), power: z.array(z.number()) }),
  warnings: z.array(z.string()), seconds: z.number(),
})
export type CheckResult = z.infer<typeof CheckResult>

export const checkCalls = {
  /** The check as it stands: done, running, or not there yet. */
  'check.get': call(z.strictObject(inProject), z.strictObject({ state: z.enum(['none', 'running', 'done', 'failed']), message: z.string().nullable(), result: CheckResult.nullable() })),
  'check.start': call(z.strictObject(inProject), Nothing),
  'check.cancel': call(z.strictObject(inProject), Nothing),
  /** Makes a mask from the consensus: above the level, grown and softened (voxels); written as masks/NAME.mrc in the project. */
  'mask.make': call(
    z.strictObject({ ...inProject, map: z.string().describe('name of a map of the project'), level: z.number().describe('density'), lowpassA: z.number().positive().nullable(), grow: z.number().min(0).max(50).describe('voxels'), soften: z.number().min(0).max(50).describe('voxels') }),
    z.strictObject({ name: z.string(), path: Path, voxels: z.number(), fraction: z.number(), volumeA3: z.number() }),
  ),
} as const
