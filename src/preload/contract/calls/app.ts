import { z } from 'zod'
import { Nothing, Path, call } from './call.ts'

export const AppInfo = z.strictObject({
  version: z.string(),
  machine: z.strictObject({ name: z.string(), cores: z.int(), memoryBytes: z.number() }),
  home: Path,
  /** Where a new project is suggested. */
  projectsFolder: Path,
  /** Folder the host was asked to open (`cgr open DIR`), or null. */
  opens: Path.nullable(),
})
export type AppInfo = z.infer<typeof AppInfo>

export const RecentProject = z.strictObject({
  folder: Path, name: z.string(), opened: z.string(),
  exists: z.boolean(),
  /** What the start page says of it; null where it is missing or cannot be read. */
  particles: z.int().nullable(), classes: z.int().nullable(), state: z.string(),
  hasThumbnail: z.boolean(),
})
export type RecentProject = z.infer<typeof RecentProject>

export const appCalls = {
  'app.info': call(Nothing, AppInfo),
  'recent.list': call(Nothing, z.array(RecentProject)),
  'recent.forget': call(z.strictObject({ folder: Path }), Nothing),
} as const
