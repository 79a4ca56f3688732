import { z } from 'zod'

/** Everything that decides the result of a run, besides the input. Units in the descriptions. */
export const RunParameters = z.strictObject({
  classes: z.union([z.literal('auto'), z.int().min(1).max(12)]).describe('number of conformations K'),
  box: z.int().min(24).max(256).describe('working box, px; particles are Fourier-cropped to it'),
  maxResolution: z.number().positive().nullable().describe('finest resolution used for sorting, Å; null: from the data'),
  posePolish: z.boolean().describe('refine the given poses against the class maps'),
  mask: z.string().nullable().describe('path of an MRC mask that holds all that may move; null: made from the consensus'),
  seed: z.int().min(0).describe('seed of every random choice'),
  threads: z.int().min(1).max(256).describe('worker threads'),
})
export type RunParameters = z.infer<typeof RunParameters>

export const DEFAULT_PARAMETERS = {
  classes: 'auto', box: 64, maxResolution: null, posePolish: true, mask: null, seed: 1,
} as const
