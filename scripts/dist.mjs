// `npm run dist`: the program for machines without a network. A tarball for servers without a window (Linux), then the installers of the window, where Electron is.
//   --out FOLDER           where they go; dist without it
//   --accelerator FOLDER   TensorFlow goes along, as `cgr accelerator install` has left it there
//   --only tarball|window  one of the two
//   --fetch                electron-builder may fetch the tools that it makes installers with; without it nothing is ever fetched
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeInstallers } from './dist/installers.mjs'
import { stage } from './dist/stage.mjs'
import { pack } from './dist/tarball.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { platform, arch } = process
const say = text => process.stdout.write(`dist: ${text}\n`)

const { values: { out, accelerator, only, fetch } } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') }, accelerator: { type: 'string' }, only: { type: 'string' }, fetch: { type: 'boolean', default: false } } })
if (only !== undefined && only !== 'tarball' && only !== 'window') throw new Error('--only takes tarball or window')

const target = resolve(out), { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const folder = join(target, `cgr-${version}-${platform}-${arch}`)
mkdirSync(target, { recursive: true })

const made = path => say(`${relative(process.cwd(), path)}, ${Math.round(statSync(path).size / 1e6)} MB`)
try {
  stage(root, folder, platform, arch, accelerator)
  if (only === 'window' || platform !== 'linux') say(`no headless tarball: ${platform === 'linux' ? 'not asked for' : 'it is made on Linux, for Linux'}`)
  else {
    await pack(folder, `${folder}.tar.gz`)
    made(`${folder}.tar.gz`)
  }
  if (only === 'tarball') say('no installers of the window: not asked for')
  else await makeInstallers({ root, program: folder, target, mayFetch: fetch, say, made })
} catch (error) {
  process.stderr.write(`dist: ${error.message}\n`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
