import { z } from 'zod'

/** Everything that decides the result of a run, besides the input. Units in the descriptions. */
export const RunParameters = z.strictObject({
  classes: z.union([z.literal('auto'), z.int().min(1).max(12)]).describe('number of conformations K'),
  box: z.int().min(24).max(256).describe('working box, px; particles are Fourier-cropped to it'),
  maxResolution: z.number().positive().nullable().describe('finest resolution used for sorting, Å; null: from the data'),
  posePolish: z.boolean().describe('refine the given poses against the class maps'),
  mask: z.string().nullable().describe('path of an MRC mask that holds all that may move; null: made from the consensus'),
  seed: z.int().min(0).describe('seed of every random choice'),
  network: z.enum(['on', 'off', 'auto']).default('off').describe('train the voxel graph network; auto: where something faster than WebAssembly computes it'),
  backend: z.enum(['auto', 'tensorflow', 'webgpu', 'wasm']).default('auto').describe('what computes the network'),
  nodes: z.int().min(32).max(4096).default(400).describe('nodes of the voxel graph, about'),
  neighbours: z.int().min(4).max(64).default(24).describe('nodes within reach of a node, about; decides the radius of the graph'),
  correlationThreshold: z.number().min(0).default(2).describe('standard errors by which an edge’s correlation must exceed that of noise'),
  threads: z.int().min(1).max(256).describe('worker threads'),
})
export type RunParameters = z.infer<typeof RunParameters>

export const DEFAULT_PARAMETERS = {
  classes: 'auto', box: 64, maxResolution: null, posePolish: true, mask: null, seed: 1,
  network: 'on', backend: 'auto', nodes: 400, neighbours: 24, correlationThreshold: 2,
} as const
