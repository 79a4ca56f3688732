#!/usr/bin/env node
// Starts out/main/cli.js on a Node that can run it: this one if it is new enough, else the one that `npm ci` brought.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundledNode } from './bundledNode.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const program = join(root, 'out', 'main', 'cli.js')

/** better-sqlite3's binary crashes below 22.14. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 14)
}

function refuse(message) {
  process.stderr.write(`cgr: ${message}\n`)
  process.exit(70)
}

/** Runs the program in another Node and becomes its exit code; signals are passed on, the child ignores doubles. */
function runWith(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => refuse(`cannot start ${node}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

if (!existsSync(program)) {
  refuse(`${program} is not built; run \`npm ci\` (or \`npm run build\`) in ${root}`)
} else if (isNewEnough(process.versions.node)) {
  await import(pathToFileURL(program).href)
} else {
  const node = bundledNode(root)
  if (node) runWith(node)
  else refuse(`needs Node 22.14 or newer and this is ${process.versions.node}; run \`npm ci\` in ${root}, which brings one on Linux, or install Node 24`)
}
