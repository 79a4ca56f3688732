import { z } from 'zod'

const fraction = z.number().min(0).max(1)

/** Everything that decides a simulated set. The same options give the same bytes. */
export const SimulateOptions = z.strictObject({
  output: z.string().min(1).describe('folder to write to; made if need be'),
  overwrite: z.boolean().describe('replace an earlier simulation in that folder'),
  structures: z.array(z.string().min(1)).min(1).describe('hsa, spike or a .pdb/.cif file; several files: one state each'),
  states: z.string().describe('the states, in the words of states.ts, or the name of a preset'),
  particles: z.int().min(1).max(10_000_000),
  box: z.int().min(16).max(1024).describe('px'),
  pixelSize: z.number().positive().max(100).nullable().describe('Å; null: the particle fills 60 % of the box'),
  resolution: z.number().positive().nullable().describe('Å, width of an atom as in ChimeraX molmap: σ = 0.225 × resolution; null: two pixels'),
  occupancies: z.array(z.number().positive()).nullable().describe('relative numbers of particles by state; null: equal'),
  snr: z.number().positive().nullable().describe('variance of the signal, CTF applied, over the whole image, by the variance of the noise; null: no noise'),
  noise: z.enum(['white', 'coloured']).describe('coloured: level and spectrum differ by micrograph'),
  contrastSpread: fraction.describe('standard deviation of the contrast factor, whose mean is 1'),
  junk: fraction.describe('fraction of foreign particles, misplaced'),
  neighbours: fraction.describe('fraction of particles with another copy 0.8 to 1.2 particle diameters away; it does not count in the SNR'),
  motion: z.number().min(0).max(180).describe('σ by which every hinge that the states name turns further in each particle, degrees'),
  angleError: z.number().min(0).max(180).describe('σ of each of three small rotations by which written poses are wrong, degrees'),
  shiftError: z.number().min(0).describe('σ by which written shifts are wrong on each axis, px'),
  shift: z.number().min(0).describe('σ of the particle displacement on each axis, px'),
  invert: z.boolean().describe('write protein dark'),
  particlesPerMicrograph: z.int().min(1),
  defocus: z.tuple([z.number(), z.number()]).describe('smallest and largest defocus of a micrograph, Å, under-focus positive'),
  astigmatism: z.number().min(0).describe('σ of defocus U − V, Å'),
  voltage: z.number().positive().describe('kV'),
  sphericalAberration: z.number().min(0).describe('mm'),
  amplitudeContrast: fraction,
  maps: z.boolean().describe('one aligned 3D map per particle instead of images; CTF, shifts and neighbours have no part in it'),
  tiltRange: z.number().min(1).max(90).nullable().describe('maps: largest tilt of the tomograms, degrees, which leaves a missing wedge; null: none'),
  seed: z.int().min(0),
})
export type SimulateOptions = z.infer<typeof SimulateOptions>

export const DEFAULT_SIMULATION = {
  overwrite: false, particles: 4000, box: 64, pixelSize: null, resolution: null, occupancies: null, snr: 0.05, noise: 'white',
  contrastSpread: 0, junk: 0, neighbours: 0, motion: 0, angleError: 0, shiftError: 0, shift: 2, invert: false, particlesPerMicrograph: 200,
  defocus: [10000, 25000], astigmatism: 200, voltage: 300, sphericalAberration: 2.7, amplitudeContrast: 0.1, maps: false, tiltRange: null, seed: 1,
} as const satisfies Partial<z.input<typeof SimulateOptions>>
