import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where this user's few settings lie: the list of recent projects. CGR_CONFIG_DIR overrides it, for tests and shared accounts. */
export function settingsFolder(): string {
  const { CGR_CONFIG_DIR, XDG_CONFIG_HOME, APPDATA } = process.env
  if (CGR_CONFIG_DIR) return CGR_CONFIG_DIR
  if (process.platform === 'win32' && APPDATA) return join(APPDATA, 'cgr')
  return join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'cgr')
}
