import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Names the accelerator's folder where the usual one will not do: another disk, one for all users of a machine. */
export const FOLDER_VARIABLE = 'CGR_ACCELERATOR_DIR'

function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32') return environment.LOCALAPPDATA || join(home, 'AppData', 'Local')
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  // The XDG rules: a relative path there is to be ignored.
  return environment.XDG_CACHE_HOME?.startsWith('/') ? environment.XDG_CACHE_HOME : join(home, '.cache')
}

/** The folder that was asked for by name, or nothing. */
export function namedFolder(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment[FOLDER_VARIABLE] ? resolve(environment[FOLDER_VARIABLE]) : undefined
}

/** Where libtensorflow and its binding live: a cache of this user, outside node_modules, which `npm ci` empties. */
export function acceleratorFolder(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, home: string = homedir()): string {
  return namedFolder(environment) ?? join(cacheFolder(environment, platform, home), 'cgr', 'accelerator')
}
