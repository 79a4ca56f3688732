import { z } from 'zod'
import { Path, call } from './call.ts'

export const FolderEntry = z.strictObject({
  name: z.string(), path: Path, kind: z.enum(['folder', 'file']), bytes: z.number().nullable(), modified: z.string().nullable(),
  /** "particles", "map", "cgr project" …: by the name alone, nothing is opened. */
  guess: z.string().nullable(),
})
export type FolderEntry = z.infer<typeof FolderEntry>

/** What a path is, and what the window would do with it. */
export const LookedAt = z.strictObject({
  path: Path,
  kind: z.enum(['particles', 'maps', 'map', 'stack', 'assignment', 'project', 'folder', 'coordinates', 'unknown']),
  title: z.string().describe('in a few words: "RELION particles, 12,000 rows"'),
  facts: z.array(z.string()), doubts: z.array(z.string()),
  /** import: start a project with it; open: open the project; compare, mask: use it in the open project. */
  actions: z.array(z.enum(['import', 'open', 'compare', 'mask'])),
})
export type LookedAt = z.infer<typeof LookedAt>

export const fileCalls = {
  'files.list': call(
    z.strictObject({ path: Path.nullable().describe('null: home'), hidden: z.boolean().default(false) }),
    z.strictObject({ path: Path, parent: Path.nullable(), entries: z.array(FolderEntry), shown: z.int(), total: z.int(), places: z.array(z.strictObject({ title: z.string(), path: Path })) }),
  ),
  'files.look': call(z.strictObject({ path: Path }), LookedAt),
  'files.makeFolder': call(z.strictObject({ parent: Path, name: z.string().min(1).max(200) }), z.strictObject({ path: Path })),
} as const
