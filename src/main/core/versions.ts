import { release } from 'node:os'
import packageFile from '../../../package.json' with { type: 'json' }
import { sqliteVersion } from '../db/sqliteVersion.ts'

export const PROGRAM = 'cgr'
export const VERSION: string = packageFile.version

/** Everything besides the parameters that a result may depend on, for report.json and `cgr doctor`. */
export const versions = (): Record<string, string> => ({
  cgr: VERSION,
  node: process.versions.node,
  v8: process.versions.v8,
  sqlite: sqliteVersion(),
  platform: `${process.platform} ${process.arch} ${release()}`,
})
