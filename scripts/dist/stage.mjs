// Lays out what every installer holds: the program without a window, with its own Node, in one folder that needs nothing else of the machine.
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { bundledNode } from '../../resources/bundledNode.mjs'
import { isList } from './bundledPackages.ts'
import { writeLicences } from './licences.mjs'
import { packageOf, tracedFiles } from './trace.mjs'

/** What the program reads beside its code; pictures are the README's, the icon the window's. */
const RESOURCES = ['bundledNode.mjs', 'cgr.mjs', 'kernels.wasm', 'structures', 'tensorflow-c']
const TENSORFLOW_NOTE = 'libtensorflow is under the Apache License 2.0, which follows. What it is built from has licences of its own, which the packages named in accelerator/manifest.json and TensorFlow’s sources list.\n\n'

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

/** The Node that goes along: the one that `npm ci` brought, elsewhere the one that runs this script; with its licence. */
function stageNode(root, folder, platform, arch) {
  const node = bundledNode(root) ?? process.execPath
  const home = dirname(dirname(node)), licence = [join(home, 'LICENSE'), join(dirname(node), 'LICENSE')].find(existsSync)
  if (!licence) throw new Error(`${node}: its licence is not beside it, so it cannot be handed on; install Node as its makers pack it`)
  const name = `node-${platform}-${arch}`, inside = join(folder, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node')
  copy(node, inside)
  chmodSync(inside, 0o755)
  return ['node.js', readFileSync(licence, 'utf8')]
}

/** TensorFlow as `cgr accelerator install` has left it in `from`: what its manifest lists and nothing else. */
function stageAccelerator(from, folder, platform, arch) {
  const path = join(from, 'manifest.json')
  if (!existsSync(path)) throw new Error(`${from}: no accelerator; \`cgr accelerator install\` makes one, and \`cgr accelerator status\` says where`)
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  if (manifest.platform !== `${platform}-${arch}`) throw new Error(`${from}: built for ${manifest.platform}, and this is ${platform}-${arch}`)
  if (manifest.cuda) throw new Error(`${from}: holds NVIDIA’s libraries, which only NVIDIA hands on; let users run \`cgr accelerator install --cuda\``)
  for (const file of manifest.files) copy(join(from, file.path), join(folder, 'accelerator', file.path))
  copy(path, join(folder, 'accelerator', 'manifest.json'))
  return [['libtensorflow', TENSORFLOW_NOTE + readFileSync(join(import.meta.dirname, 'licences', 'Apache-2.0.txt'), 'utf8')], ['google-protobuf', readFileSync(join(from, 'tfjs-node', 'node_modules', 'google-protobuf', 'LICENSE.md'), 'utf8')]]
}

/** Folders of the packages that were bundled into what is in `folder`. */
const listedIn = folder => readdirSync(folder).filter(isList).flatMap(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))

/** Makes `folder` anew. `accelerator`: a folder with TensorFlow to take along, or undefined. */
export function stage(root, folder, platform, arch, accelerator) {
  for (const built of [join('main', 'cli.js'), join('renderer', 'index.html'), join('window', 'index.cjs')]) {
    if (!existsSync(join(root, 'out', built))) throw new Error(`out/${built} is not there; run \`npm run build\``)
  }
  rmSync(folder, { recursive: true, force: true })
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  mkdirSync(join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name, version, license, type: 'module', private: true })}\n`)
  for (const part of ['main', 'renderer']) cpSync(join(root, 'out', part), join(folder, 'out', part), { recursive: true })
  for (const one of RESOURCES) cpSync(join(root, 'resources', one), join(folder, 'resources', one), { recursive: true })
  for (const page of readdirSync(join(root, 'docs')).filter(one => one.endsWith('.md'))) copy(join(root, 'docs', page), join(folder, 'docs', page))
  copy(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  const files = tracedFiles(root, platform, arch)
  for (const path of files) copy(join(root, path), join(folder, path))
  if (platform !== 'win32') {
    copy(join(import.meta.dirname, 'cgr.sh'), join(folder, 'bin', 'cgr'))
    chmodSync(join(folder, 'bin', 'cgr'), 0o755)
  }
  const bundled = ['renderer', 'window'].flatMap(part => listedIn(join(root, 'out', part)))
  if (bundled.length === 0) throw new Error('out/ says nothing of what was bundled; run `npm run build`')
  const packages = new Set([...files.map(path => relative(root, packageOf(join(root, path)))), ...bundled])
  const others = [stageNode(root, folder, platform, arch), ...(accelerator === undefined ? [] : stageAccelerator(accelerator, folder, platform, arch))]
  writeLicences([...packages].toSorted().map(one => join(root, one)), others, join(folder, 'LICENSES'))
}
