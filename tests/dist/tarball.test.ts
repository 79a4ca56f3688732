import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, lstatSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forward } from '../../src/main/window/forward.ts'
import { ROOT, bareEnvironment, makeTarball, newFolder, unpack, withoutNetwork } from './tarball.ts'

let tarball = '', folder = '', alone: string[] = []
const environment = bareEnvironment(), elsewhere = newFolder()

/** The words of `cgr` in an empty network namespace, with nothing of the machine's environment. */
const words = (program: string, ...args: readonly string[]): string[] => [...alone, 'env', '-i', `HOME=${environment.HOME}`, `PATH=${environment.PATH}`, program, ...args]

function cgr(...args: readonly string[]): { status: number | null; out: string; err: string } {
  const [command, ...rest] = words(join(folder, 'bin', 'cgr'), ...args)
  const { status, stdout, stderr } = spawnSync(command, rest, { cwd: elsewhere, encoding: 'utf8', maxBuffer: 2 ** 28 })
  return { status, out: stdout, err: stderr }
}

const everyFile = (): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => !entry.isDirectory()).map(entry => join(entry.parentPath, entry.name))

beforeAll(() => {
  tarball = makeTarball()
  folder = unpack(tarball)
  alone = withoutNetwork()
})
afterAll(() => {
  for (const one of [dirname(tarball), dirname(folder), environment.HOME, elsewhere]) rmSync(one, { recursive: true, force: true })
})

describe('what it holds', () => {
  test('no link, and no path of the machine that made it', () => {
    const files = everyFile()
    expect(files.length).toBeGreaterThan(300)
    expect(files.filter(path => !lstatSync(path).isFile())).toEqual([])
    expect(files.filter(path => readFileSync(path).includes(`${ROOT}/`)).map(path => relative(folder, path))).toEqual([])
  })

  test('its own Node, the docs, and of node_modules what the program loads', () => {
    for (const path of ['LICENSE', 'docs/first-hour.md', 'out/renderer/index.html', 'resources/kernels.wasm', `node_modules/node-linux-${process.arch}/bin/node`]) expect([path, existsSync(join(folder, path))]).toEqual([path, true])
    const names = readdirSync(join(folder, 'node_modules'))
    expect(names).toEqual(expect.arrayContaining(['better-sqlite3', 'zod', 'kysely']))
    for (const name of ['electron', 'react', 'vitest', 'typescript', '.bin']) expect(names).not.toContain(name)
    expect(readdirSync(join(folder, 'node_modules', 'better-sqlite3', 'prebuilds'))).toEqual([`linux-${process.arch}.node`])
  })

  test('the licence of every package inside, of those bundled into the pages, and of Node', () => {
    const own = everyFile().filter(path => path.startsWith(join(folder, 'node_modules')) && path.endsWith('/package.json'))
    const bundled = (JSON.parse(readFileSync(join(folder, 'out', 'renderer', 'packages.index.json'), 'utf8')) as string[]).map(path => join(ROOT, path, 'package.json'))
    const packages = [...own, ...bundled].map(path => JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string }).filter(({ version }) => version !== undefined)
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['better-sqlite3', '@tensorflow/tfjs', 'react', '@kitware/vtk.js']))
    const texts = packages.map(({ name, version }) => [`${name} ${version}`, join(folder, 'LICENSES', `${name!.replace('@', '').replace('/', '-')}-${version}.txt`)] as const)
    expect(texts.filter(([, path]) => !existsSync(path) || !/permi(t|ssion)|public domain|granted/i.test(readFileSync(path, 'utf8'))).map(([name]) => name)).toEqual([])
    expect(readFileSync(join(folder, 'LICENSES', 'node.js.txt'), 'utf8')).toContain('Node.js is licensed for use as follows')
  })

  test('the same bytes when it is made again', () => {
    const again = makeTarball()
    expect(readFileSync(again).equals(readFileSync(tarball))).toBe(true)
    rmSync(dirname(again), { recursive: true })
  })
})

describe('in an empty network namespace, with an empty home', () => {
  test('there is no network', () => {
    const [command, ...rest] = [...alone, 'cat', '/proc/net/dev']
    expect(spawnSync(command, rest, { encoding: 'utf8' }).stdout.split('\n').slice(2).map(line => line.split(':')[0].trim()).filter(Boolean)).toEqual(['lo'])
  })

  test('--version, from another folder and through links', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
    expect(cgr('--version')).toEqual({ status: 0, out: `${version}\n`, err: '' })
    symlinkSync(join(folder, 'bin', 'cgr'), join(elsewhere, 'first'))
    symlinkSync('first', join(elsewhere, 'second'))
    const [command, ...rest] = words(join(elsewhere, 'second'), '--version')
    expect(spawnSync(command, rest, { cwd: '/', encoding: 'utf8' }).stdout).toBe(`${version}\n`)
  })

  test('doctor: every part works, and WebAssembly computes the network', () => {
    const { status, out } = cgr('doctor', '--json')
    expect(status).toBe(0)
    const { parts, backends } = JSON.parse(out) as { parts: { name: string; works: boolean }[]; backends: { name: string; works: boolean }[] }
    expect(parts.filter(({ works }) => !works)).toEqual([])
    expect(backends.find(({ name }) => name === 'wasm')?.works).toBe(true)
  })

  test('demo: simulated, sorted with the network, scored, reported', () => {
    const { status, out, err } = cgr('demo', '--json', '-o', 'demo')
    expect(err).not.toMatch(/ENOTFOUND|EAI_AGAIN|ECONNREFUSED/)
    expect(status).toBe(0)
    const { report } = JSON.parse(out) as { report: { truth: { accuracy: number }; classes: unknown[]; network?: { backend: string } } }
    expect(report.classes.length).toBe(2)
    expect(report.truth.accuracy).toBeGreaterThan(0.95)
    expect(report.network?.backend).toMatch(/^wasm /)
    for (const name of ['run_data.star', 'run_class001.mrc', 'run_class002.mrc', 'report.html', 'project.sqlite']) expect([name, existsSync(join(elsewhere, 'demo', 'project', name))]).toEqual([name, true])
  }, 900_000)

  test('serve: the page comes from the program', async () => {
    const socket = join(elsewhere, 'core.sock'), [command, ...rest] = words(join(folder, 'bin', 'cgr'), 'serve', '--socket', socket)
    const child = spawn(command, rest, { cwd: elsewhere, stdio: ['pipe', 'pipe', 'ignore'] })
    const [line] = await once(createInterface({ input: child.stdout }), 'line') as [string]
    const { token } = JSON.parse(line) as { token: string }
    const { status, body } = await forward({ socket, token }, { method: 'GET', path: '/', contentType: null, body: null })
    expect([status, await text(body)]).toEqual([200, readFileSync(join(folder, 'out', 'renderer', 'index.html'), 'utf8')])
    child.stdin.end()
    expect((await once(child, 'exit'))[0]).toBe(0)
  })
})
