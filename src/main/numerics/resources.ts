import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Path of a file in resources/, found from the source tree and from the built program alike. */
export function resourcePath(...name: string[]): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'resources', ...name)
    if (existsSync(path)) return path
    if (dirname(folder) === folder) throw new Error(`resources/${name.join('/')} is not there; run npm run build`)
  }
}
