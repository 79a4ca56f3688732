import { DEFAULT_SIMULATION } from '../simulate/options.ts'
import type { SimulateOptions } from '../simulate/options.ts'
import { STATE_PRESETS } from '../simulate/states.ts'

/** The sample of `cgr demo` and of the start page: two states of human serum albumin. */
export const SAMPLE = { preset: 'hsa2', particles: 2000, classes: 2 } as const

export const sampleOptions = (output: string, particles: number): SimulateOptions => ({
  ...DEFAULT_SIMULATION, defocus: [...DEFAULT_SIMULATION.defocus], structures: [STATE_PRESETS[SAMPLE.preset].structure], states: SAMPLE.preset, output, overwrite: true, particles,
})
