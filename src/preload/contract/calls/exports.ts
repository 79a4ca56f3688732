import { z } from 'zod'
import { Path, call, inProject } from './call.ts'

export const ExportKind = z.enum(['assignment', 'per class', 'csv', 'maps', 'report'])

/** An assignment among those that are compared. */
export const ComparedAssignment = z.strictObject({
  path: Path.nullable().describe('null: the classes as they are here'),
  particles: z.int().describe('in the file'), shared: z.int().describe('of them also here'), matchedBy: z.string().nullable(),
  /** Of the shared particles. */
  classes: z.array(z.strictObject({ label: z.string(), particles: z.int() })),
  time: z.strictObject({ seconds: z.number(), from: z.string().describe('what tells it') }).nullable(),
  problem: z.strictObject({ message: z.string(), advice: z.string() }).nullable().describe('why it is in no pair'),
})
export type ComparedAssignment = z.infer<typeof ComparedAssignment>

const Place = z.int().nonnegative().describe('place in the list of assignments')

export const AssignmentPair = z.strictObject({
  /** Rows of the table; the truth where one is named. */
  a: Place, b: Place,
  particles: z.int().describe('that decide: in both, and not junk of the truth'),
  accuracy: z.number().nullable().describe('part in corresponding classes under the best one-to-one matching; null without particles'), ari: z.number().nullable(),
  rowLabels: z.array(z.string()), columnLabels: z.array(z.string()), counts: z.array(z.array(z.int())),
})
export type AssignmentPair = z.infer<typeof AssignmentPair>

export const AssignmentComparison = z.strictObject({
  /** Ours first, then in the order of the paths. */
  assignments: z.array(ComparedAssignment),
  pairs: z.array(AssignmentPair),
  truth: Place.nullable().describe('null also where the truth cannot be read'),
  /** McNemar's exact test of each pair but the truth: particles that one alone labels as the truth does. */
  tests: z.array(z.strictObject({ a: Place, b: Place, particles: z.int(), onlyA: z.int(), onlyB: z.int(), p: z.number() })),
})
export type AssignmentComparison = z.infer<typeof AssignmentComparison>

/** Maps of another program beside the classes that theirs are matched with here. */
export const MapComparison = z.strictObject({
  /** FSC of each matched pair of maps. */
  maps: z.array(z.strictObject({ theirs: z.string(), ours: z.string(), frequency: z.array(z.number()), fsc: z.array(z.number()), resolutionA: z.number().nullable().describe('FSC = 0.5') })),
  note: z.string().describe('how the maps were compared, or why none were'),
})
export type MapComparison = z.infer<typeof MapComparison>

/** More are no longer read in a table. */
export const MOST_COMPARED = 20

export const exportCalls = {
  /** Writes what was asked into `folder`: a file is whole or not there, and an existing one is replaced only if `replace`. */
  'exports.write': call(
    z.strictObject({ ...inProject, folder: Path, kinds: z.array(ExportKind).min(1), replace: z.boolean() }),
    z.strictObject({ files: z.array(z.strictObject({ path: Path, bytes: z.number(), about: z.string() })) }),
  ),
  /** Other programs' classes of the same particles beside the classes as they are now; a file that cannot be read does not keep the others from it. */
  'exports.compare': call(z.strictObject({ ...inProject, paths: z.array(Path).max(MOST_COMPARED), truth: Path.nullable().describe('one of the paths') }), AssignmentComparison),
  'exports.compareMaps': call(z.strictObject({ ...inProject, path: Path }), MapComparison),
} as const
