// Which files of node_modules the built program loads: followed from out/main through every import and require.
// Wants Node's --experimental-import-meta-resolve, with which an import is resolved as seen from another file.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire, findPackageJSON, isBuiltin } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const IMPORT = /\b(?:from|import)\s*\(?\s*(["'])([^"'\n]+)\1/g
const REQUIRE = /\brequire[\w$]*(?:\.resolve)?\s*\(\s*(["'])([^"'\n]+)\1/g

/** What is opened by a name put together while the program runs, so that no text shows it: for the machine `platform`-`arch`. */
const opened = (platform, arch) => ({
  'better-sqlite3': [join('prebuilds', `${platform}-${arch}.node`)],
  webgpu: [join('dist', `${platform}-${platform === 'darwin' ? 'universal' : arch}`)],
  '@tensorflow/tfjs-backend-wasm': ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'].map(name => join('wasm-out', name)),
})

const isModule = path => path.endsWith('.mjs') || (path.endsWith('.js') && JSON.parse(readFileSync(findPackageJSON(pathToFileURL(path)), 'utf8')).type === 'module')

/** The folder of the package that `path` lies in; an inner package.json without a name only says what its folder's files are. */
export function packageOf(path) {
  let folder = dirname(findPackageJSON(pathToFileURL(path)))
  while (!JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version) folder = dirname(findPackageJSON(pathToFileURL(folder)))
  return folder
}

/** What `path` asks for: pairs of a name and whether it is required rather than imported. */
function asked(path) {
  const text = readFileSync(path, 'utf8')
  const found = pattern => [...text.matchAll(pattern)].map(match => match[2])
  return [...found(REQUIRE).map(name => [name, true]), ...(isModule(path) ? found(IMPORT).map(name => [name, false]) : [])].filter(([name]) => !isBuiltin(name))
}

/** The file behind a name. Nothing where there is none and nobody listed it: an option of that package, or words in a comment. */
function resolved(name, isRequired, from) {
  try {
    const path = isRequired ? createRequire(from).resolve(name) : fileURLToPath(import.meta.resolve(name, pathToFileURL(from)))
    return existsSync(path) ? path : undefined
  } catch (error) {
    const { dependencies = {} } = JSON.parse(readFileSync(join(packageOf(from), 'package.json'), 'utf8'))
    if (Object.keys(dependencies).some(one => name === one || name.startsWith(`${one}/`))) throw new Error(`${from}: ${name} is not installed; run \`npm ci\``, { cause: error })
    return undefined
  }
}

const filesBelow = folder => readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))

/** Paths relative to `root`, sorted: every file of node_modules that the program in out/main loads on this machine, and the package.json of each package. */
export function tracedFiles(root, platform, arch) {
  const seen = new Set(), queue = readdirSync(join(root, 'out', 'main')).filter(name => name.endsWith('.js')).map(name => join(root, 'out', 'main', name))
  const packages = new Set()
  for (const path of queue) {
    if (seen.has(path)) continue
    seen.add(path)
    if (!path.startsWith(join(root, 'node_modules'))) {
      if (!path.startsWith(join(root, 'out', 'main'))) throw new Error(`${path} is loaded from outside node_modules`)
    } else {
      packages.add(packageOf(path))
      // An inner one says of what kind the modules of its folder are.
      seen.add(findPackageJSON(pathToFileURL(path)))
    }
    if (/\.[cm]?js$/.test(path)) for (const [name, isRequired] of asked(path)) queue.push(...[resolved(name, isRequired, path)].filter(one => one !== undefined))
  }
  for (const [name, extras] of Object.entries(opened(platform, arch))) {
    const folder = join(root, 'node_modules', name)
    if (!packages.has(folder)) continue
    for (const extra of extras.map(one => join(folder, one))) {
      for (const path of extra.endsWith('.node') || extra.endsWith('.wasm') ? [extra] : filesBelow(extra)) seen.add(path)
    }
  }
  for (const folder of packages) seen.add(join(folder, 'package.json'))
  return [...seen].filter(path => path.startsWith(join(root, 'node_modules'))).map(path => relative(root, path)).toSorted()
}
