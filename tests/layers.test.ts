import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const SRC = join(ROOT, 'src')

/** What each folder may import, besides itself: other folders of src, and packages. Built-in modules of Node are free to all of main. */
const RULES: Readonly<Record<string, { readonly folders: readonly string[]; readonly packages: readonly string[] }>> = {
  'preload/contract': { folders: [], packages: ['zod'] },
  'main/files': { folders: ['preload/contract'], packages: [] },
  'main/numerics': { folders: ['preload/contract'], packages: ['munkres'] },
  'main/formats': { folders: ['preload/contract', 'main/files'], packages: [] },
  'main/db': { folders: ['preload/contract'], packages: ['better-sqlite3', 'kysely'] },
  'main/simulate': { folders: ['preload/contract', 'main/numerics', 'main/formats', 'main/files'], packages: ['zod'] },
  'main/report': { folders: ['preload/contract', 'main/numerics', 'main/formats', 'main/files'], packages: ['fast-png'] },
  'main/accelerator': { folders: ['preload/contract', 'main/files', 'main/numerics'], packages: [] },
  'main/compute/model': { folders: ['preload/contract', 'main/numerics', 'main/files', 'main/compute', 'main/accelerator'], packages: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu', 'webgpu'] },
  'main/compute': { folders: ['preload/contract', 'main/numerics', 'main/formats', 'main/files', 'main/compute/model'], packages: [] },
  'main/core': { folders: ['preload/contract', 'main/numerics', 'main/formats', 'main/files', 'main/db', 'main/report', 'main/compute', 'main/compute/model', 'main/accelerator', 'package.json'], packages: ['csv-parse'] },
  'main/cli': { folders: ['preload/contract', 'main/core', 'main/app', 'main/host', 'main/simulate', 'main/report', 'main/formats', 'main/db', 'main/compute', 'main/compute/model', 'main/accelerator', 'main/numerics', 'main/files'], packages: ['commander'] },
  'main/app': { folders: ['preload/contract', 'main/core', 'main/db', 'main/compute', 'main/compute/model', 'main/report', 'main/simulate', 'main/formats', 'main/numerics', 'main/files'], packages: ['zod', 'fast-png'] },
  'main/host': { folders: ['preload/contract'], packages: [] },
  'main/window': { folders: ['preload/contract', 'main/host', 'main/files', '../resources'], packages: ['electron', 'zod'] },
  'renderer/api': { folders: ['preload/contract'], packages: ['react', '@tanstack/react-query', 'zustand', 'zod'] },
  'renderer/plots': { folders: ['preload/contract', 'renderer/api', 'renderer/ui'], packages: ['react', 'react-dom', 'd3-scale', 'd3-shape'] },
  'renderer/gallery': { folders: ['preload/contract', 'renderer/api', 'renderer/ui', 'renderer/plots'], packages: ['react', '@tanstack/react-virtual'] },
  'renderer/viewer': { folders: ['preload/contract', 'renderer/api', 'renderer/ui', 'renderer/plots'], packages: ['react', '@kitware/vtk.js'] },
  'renderer/scatter': { folders: ['preload/contract', 'renderer/api', 'renderer/ui', 'renderer/plots'], packages: ['react'] },
  'renderer/movie': { folders: [], packages: ['mp4box'] },
  'renderer/umap': { folders: [], packages: ['react', 'umap-js'] },
  'renderer/ui': { folders: ['preload/contract', 'renderer/api', 'renderer/plots'], packages: ['react'] },
  'renderer/help': { folders: ['renderer/ui', '../docs'], packages: ['react', 'zustand', 'marked', 'minisearch'] },
  'renderer/start': { folders: ['preload/contract', 'renderer/api', 'renderer/ui', 'renderer/help', 'renderer/shell'], packages: ['react'] },
  'renderer/shell': { folders: ['preload/contract', 'renderer/api', 'renderer/ui', 'renderer/help', 'renderer/start', 'renderer/steps'], packages: ['react', 'zod', 'zustand'] },
  'renderer/steps': { folders: ['preload/contract', 'renderer/api', 'renderer/ui', 'renderer/plots', 'renderer/gallery', 'renderer/viewer', 'renderer/scatter', 'renderer/umap', 'renderer/movie', 'renderer/shell'], packages: ['react', 'zod', '@tanstack/react-query'] },
}

/** Sources of the kernels are AssemblyScript: another language with the same suffix. */
const KERNELS = join(SRC, 'main', 'numerics', 'kernels')

const sources = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
  .map(entry => join(entry.parentPath, entry.name))
  .filter(path => !path.startsWith(KERNELS))
  .toSorted()

const name = (path: string): string => relative(SRC, path)

/** The ruled folder a source lies in; the hosts, directly in src/main, belong to none. */
const folderOf = (path: string): string => (path === join(ROOT, 'package.json') ? 'package.json' : Object.keys(RULES).find(folder => name(path).startsWith(`${folder}/`)) ?? dirname(name(path)))

const IMPORT_FORMS = [/^(?:import|export)\b[^'"=;()]*?\bfrom\s*['"]([^'"]+)['"]/gm, /^import\s*['"]([^'"]+)['"]/gm, /\bimport\(\s*['"]([^'"]+)['"]/g]

const importsOf = (path: string): string[] => {
  const text = readFileSync(path, 'utf8')
  return IMPORT_FORMS.flatMap(form => [...text.matchAll(form)].map(match => match[1]))
}

const packageOf = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')

test('the import scanner sees every form', () => {
  const found = sources.flatMap(importsOf)
  for (const one of ['zod', 'better-sqlite3', 'commander', 'node:fs', '../core/versions.ts']) expect(found).toContain(one)
})

/** Whether a file of `folder` must not import this. */
function isForbidden(folder: string, path: string, specifier: string): boolean {
  const { folders, packages } = RULES[folder]
  if (specifier.startsWith('node:')) return folder === 'preload/contract'
  if (!specifier.startsWith('.')) return !packages.includes(packageOf(specifier))
  return ![folder, ...folders].includes(folderOf(resolve(dirname(path), specifier)))
}

describe.each(Object.keys(RULES))('%s', folder => {
  test('imports only what it may', () => {
    const files = sources.filter(path => folderOf(path) === folder)
    expect(files.length).toBeGreaterThan(0)
    expect(files.flatMap(path => importsOf(path).filter(specifier => isForbidden(folder, path, specifier)).map(specifier => `${name(path)} → ${specifier}`))).toEqual([])
  })
})

test('every source lies in a folder with a rule, or is a host', () => {
  expect(sources.filter(path => !RULES[folderOf(path)]).map(name)).toEqual(['main/cli.ts', 'main/index.ts', 'preload/index.ts', 'renderer/main.tsx'])
})

test('the database is reached through src/main/db alone', () => {
  expect(sources.filter(path => importsOf(path).includes('better-sqlite3')).map(folderOf).filter(folder => folder !== 'main/db')).toEqual([])
})

test('a stage never calls a stage', () => {
  const stages = join(SRC, 'main', 'compute', 'stages')
  const isStage = (path: string): boolean => dirname(path) === stages
  const typeImport = /^import type\b[^;'"]*from\s*['"][^'"]+['"]|^import \{(?:\s*type \w+,?)+\s*\} from ['"][^'"]+['"]/gm
  const calls = sources.filter(isStage).flatMap(path =>
    [...readFileSync(path, 'utf8').replaceAll(typeImport, '').matchAll(IMPORT_FORMS[0])]
      .filter(match => match[1].startsWith('.') && isStage(resolve(stages, match[1])))
      .map(match => `${name(path)} → ${match[1]}`))
  expect(calls).toEqual([])
})

test('relative imports name the file with its suffix', () => {
  expect(sources.flatMap(path => importsOf(path).filter(specifier => specifier.startsWith('.') && !/\.(tsx?|mjs|json|css|md\?raw)$/.test(specifier)).map(specifier => `${name(path)}: ${specifier}`))).toEqual([])
})

test.each([
  ['default exports', /^export default/m, () => true],
  ['the console', /\bconsole\.\w+\(/, (path: string) => folderOf(path) !== 'main/cli'],
  ['any as a type', /(?:[:<|]|\bas)\s*any(?:\[\]|[>),;=]|\s*=|$)/m, () => true],
  ['suppressed type errors', new RegExp(`@ts-${'ignore'}|@ts-${'nocheck'}`), () => true],
])('no %s', (_, pattern, applies) => {
  expect(sources.filter(path => applies(path) && pattern.test(readFileSync(path, 'utf8'))).map(name)).toEqual([])
})

describe('files that are handed on', () => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split('\n')
  const texts = listed.filter(path => /\.(tsx?|mjs|js|json|md|html|css|yml|sh)$|^\.ci\/run$|^LICENSE$/.test(path))
  test.each([
    ['paths of one machine', new RegExp(`(^|[\\s"'\`(=])/(${['home', 'root', 'Users', 'work'].join('|')})/`, 'm')],
    ['a registry’s host name', new RegExp(`${'registry'}\\.[a-z0-9-]+\\.|"${'resolved'}":`)],
  ])('hold no %s', (_, pattern) => {
    expect(texts.filter(path => pattern.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([])
  })
})
