import { z } from 'zod'
import { Path, call, inProject } from './call.ts'

export const ExportKind = z.enum(['assignment', 'per class', 'csv', 'maps', 'report'])

export const AssignmentComparison = z.strictObject({
  path: Path, particles: z.int(), matchedBy: z.string(), accuracy: z.number().describe('agreement under the best matching of classes'), ari: z.number(),
  theirLabels: z.array(z.string()), ourLabels: z.array(z.string()), counts: z.array(z.array(z.int())),
  /** Where their maps lie beside the file: FSC of each matched pair of maps. */
  maps: z.array(z.strictObject({ theirs: z.string(), ours: z.string(), frequency: z.array(z.number()), fsc: z.array(z.number()), resolutionA: z.number().nullable().describe('FSC = 0.5') })),
  mapsNote: z.string().describe('how the maps were compared, or why none were'),
})
export type AssignmentComparison = z.infer<typeof AssignmentComparison>

export const exportCalls = {
  /** Writes what was asked into `folder`: a file is whole or not there, and an existing one is replaced only if `replace`. */
  'exports.write': call(
    z.strictObject({ ...inProject, folder: Path, kinds: z.array(ExportKind).min(1), replace: z.boolean() }),
    z.strictObject({ files: z.array(z.strictObject({ path: Path, bytes: z.number(), about: z.string() })) }),
  ),
  'exports.compare': call(z.strictObject({ ...inProject, path: Path }), AssignmentComparison),
} as const
