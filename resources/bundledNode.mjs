import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The Node that `npm ci` brought: in the nearest node_modules above `folder`, or undefined. */
export function bundledNode(folder) {
  const name = join(`node-${process.platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const path = join(folder, 'node_modules', name)
  if (existsSync(path)) return path
  return folder === dirname(folder) ? undefined : bundledNode(dirname(folder))
}
