import { z } from 'zod'
import { call, inProject } from './call.ts'

const ClassNumber = z.int().min(0).describe('class of the run, from 1; 0 is junk')

/** One change of what the run decided. Rows are rows of the input, from 0. */
export const Edit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rename'), class: ClassNumber, name: z.string().trim().min(1).max(80).regex(/^\P{Cc}*$/u, 'holds control characters') }),
  z.strictObject({ kind: z.literal('recolour'), class: ClassNumber, colour: z.int().min(0).max(7).describe('index into the Okabe-Ito palette') }),
  z.strictObject({ kind: z.literal('merge'), from: ClassNumber, into: ClassNumber }),
  z.strictObject({ kind: z.literal('exclude'), class: ClassNumber, excluded: z.boolean() }),
  z.strictObject({ kind: z.literal('move'), rows: z.array(z.int().min(0)).min(1).max(200_000), into: ClassNumber }),
])
export type Edit = z.infer<typeof Edit>

export const EditedClass = z.strictObject({
  number: ClassNumber, name: z.string(), colour: z.int().describe('index into the palette; −1 for junk'), particles: z.int(), occupancy: z.number().describe('of the particles that are not junk and not excluded'),
  excluded: z.boolean(), merged: z.array(ClassNumber).describe('other classes of the run that are part of it'),
  /** Of the run's own map; null for junk. */
  resolutionA: z.number().nullable(), meanPosterior: z.number().nullable(),
})
export type EditedClass = z.infer<typeof EditedClass>

export const EditState = z.strictObject({
  classes: z.array(EditedClass).describe('by number, junk last'), moved: z.int().describe('particles moved by hand to where the run had not put them'), edits: z.int(),
  /** What undo and redo would do, in words; null where there is nothing. */
  undo: z.string().nullable(), redo: z.string().nullable(),
})
export type EditState = z.infer<typeof EditState>

export const editCalls = {
  'edits.get': call(z.strictObject(inProject), EditState),
  'edits.apply': call(z.strictObject({ ...inProject, edit: Edit }), EditState),
  'edits.undo': call(z.strictObject(inProject), EditState),
  'edits.redo': call(z.strictObject(inProject), EditState),
} as const
