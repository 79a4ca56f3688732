import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { resourcePath } from '../numerics/resources.ts'
import { BINDING, LIBRARIES, LIBRARY_FOLDER, PACKAGE, SHARED_TFJS, inside } from './layout.ts'
import { ToolError, runTool } from './runTool.ts'
import type { Tool } from './runTool.ts'

/** Paths of the packages in packages.ts, as npm packs them. */
export type NpmFiles = { readonly tfjsNode: string; readonly protobuf: string; readonly nodeHeaders: string }

/** Node-API 8, which Node has had since 15.12 and which every Node and Electron since then runs without another build. */
const NODE_API = 8

/** What tfjs-node finds where it looks for TensorFlow.js; the program puts its own there before it loads tfjs-node. */
const HAND_OVER = `module.exports = globalThis[Symbol.for('${SHARED_TFJS}')]\n`

async function unpack(tar: Tool, file: string, into: string, ctx: StageContext): Promise<void> {
  mkdirSync(into, { recursive: true })
  await runTool(tar, ['-xzf', file, '-C', into, '--strip-components=1'], { cwd: into, signal: ctx.signal })
}

const isNeeded = (path: string): boolean => !/(_test\.js|\.d\.ts|\.map)$/.test(path)

/** Lays out tfjs-node's JavaScript, without its tests and declarations, and what it imports. */
function layOutScripts(source: string, folder: string): void {
  for (const name of ['package.json', 'dist']) cpSync(join(source, name), inside(folder, `${PACKAGE}/${name}`), { recursive: true, filter: isNeeded })
  for (const name of ['tfjs', 'tfjs-core']) {
    const path = inside(folder, `${PACKAGE}/node_modules/@tensorflow/${name}/index.js`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, HAND_OVER)
  }
}

async function compile(compiler: Tool, source: string, headers: string, folder: string, ctx: StageContext): Promise<void> {
  const binding = inside(folder, BINDING)
  mkdirSync(dirname(binding), { recursive: true })
  const words = [
    '-O2', '-std=c++17', '-shared', '-fPIC', `-DNAPI_VERSION=${NODE_API}`, '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION',
    '-I', join(headers, 'include'), '-I', source, '-I', resourcePath('tensorflow-c'),
    join(source, 'binding', 'tfjs_backend.cc'), join(source, 'binding', 'tfjs_binding.cc'), '-o', binding,
    ...LIBRARIES.map(library => inside(folder, `${LIBRARY_FOLDER}/${library}`)),
    // RPATH, not RUNPATH: it must hold for libraries of libraries too.
    '-Wl,-rpath,$ORIGIN/../../deps/lib', '-Wl,--disable-new-dtags', '-s',
  ]
  try {
    await runTool(compiler, words, { cwd: source, signal: ctx.signal })
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    throw new Failure('missing', `${compiler[0]} cannot build TensorFlow's binding: ${error.message}`, 'a C++17 compiler with its headers is needed (Debian, Ubuntu: sudo apt-get install g++)', { cause: error })
  }
}

/** Joins tfjs-node, over the libtensorflow that lies in `folder` already, into a backend that Node can load; a few seconds of compiling. */
export async function buildBinding(files: NpmFiles, tools: { readonly tar: Tool; readonly compiler: Tool }, folder: string, scratch: string, ctx: StageContext): Promise<void> {
  const stage = 'build the binding'
  ctx.report({ stage, done: 0, total: 2 })
  const [source, headers] = [join(scratch, 'tfjs-node'), join(scratch, 'node-api-headers')]
  await unpack(tools.tar, files.tfjsNode, source, ctx)
  await unpack(tools.tar, files.nodeHeaders, headers, ctx)
  await unpack(tools.tar, files.protobuf, inside(folder, `${PACKAGE}/node_modules/google-protobuf`), ctx)
  layOutScripts(source, folder)
  ctx.report({ stage, done: 1, total: 2 })
  await compile(tools.compiler, source, headers, folder, ctx)
  ctx.report({ stage, done: 2, total: 2 })
}
