import { z } from 'zod'
import { Nothing, Path, call, inProject } from './call.ts'

/** Of a row that has no label, in arrays. */
export const UNLABELLED = -1
/** Greatest label: one key each. */
export const MOST_LABEL = 9

const Label = z.int().min(0).max(MOST_LABEL).describe('class 1…9, or 0 for junk')
const Name = z.string().trim().min(1).max(60).regex(/^\P{Cc}*$/u, 'holds control characters')
const Rows = z.array(z.int().min(0)).min(1).max(200_000).describe('rows of the input, from 0')

export const LabelSet = z.strictObject({
  id: z.int(), name: z.string(), particles: z.int().describe('of the input that it was begun for'),
  labelled: z.int().describe('particles that have a label, junk included'),
  labels: z.array(z.strictObject({ label: Label, name: z.string(), count: z.int() })).describe('0 to 9, each once'),
  /** What undo and redo would do, in words; null where there is nothing. */
  undo: z.string().nullable(), redo: z.string().nullable(),
})
export type LabelSet = z.infer<typeof LabelSet>

/** What another program's file came to. */
export const ImportedLabels = z.strictObject({
  set: LabelSet, matchedBy: z.string().describe('what the particles were told apart by'), labelled: z.int(), junk: z.int(),
  /** Which of the file's classes became which label. */
  classes: z.array(z.strictObject({ theirs: z.string(), label: Label, count: z.int() })),
  notes: z.array(z.string()).describe('rows that were left out, and why'),
})
export type ImportedLabels = z.infer<typeof ImportedLabels>

const inSet = { ...inProject, set: z.int() }

/** Labels are of rows of the input and stay when the particles are sorted again. The whole set as an array: labelsAddress. */
export const labelCalls = {
  'labels.sets': call(z.strictObject(inProject), z.array(LabelSet)),
  'labels.create': call(z.strictObject({ ...inProject, name: Name }), LabelSet),
  /** `names`: what labels are called from now on, by number; an empty one goes back to "class 3". */
  'labels.rename': call(z.strictObject({ ...inSet, name: Name.optional(), names: z.record(z.string().regex(/^[1-9]$/), z.union([z.literal(''), Name])).optional() }), LabelSet),
  'labels.remove': call(z.strictObject(inSet), Nothing),
  'labels.get': call(z.strictObject({ ...inSet, rows: z.array(z.int().min(0)).max(2000) }), z.array(z.int()).describe('−1: none')),
  'labels.apply': call(z.strictObject({ ...inSet, rows: Rows, label: Label.nullable().describe('null takes labels off') }), LabelSet),
  'labels.undo': call(z.strictObject(inSet), LabelSet),
  'labels.redo': call(z.strictObject(inSet), LabelSet),
  'labels.import': call(z.strictObject({ ...inSet, path: Path }), ImportedLabels),
  /** Writes NAME.csv (index,class) and the labelled rows of the input as NAME.star or NAME.cs. */
  'labels.export': call(
    z.strictObject({ ...inSet, folder: Path, replace: z.boolean() }),
    z.strictObject({ files: z.array(z.strictObject({ path: Path, bytes: z.number(), about: z.string() })), command: z.string().describe('the cgr line that learns from them') }),
  ),
} as const
