import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newFolder, ROOT } from './tarball.ts'

// electron-builder itself, on an Electron of a few bytes. The programs that write .deb and .rpm come from no package registry: in fpm's place stands
// one that keeps what it is asked for. Packages of the real fpm were made and installed by hand (CHANGELOG.md).
const folder = newFolder(), electron = join(folder, 'electron'), program = join(folder, 'program'), out = join(folder, 'out'), tools = join(folder, 'tools')
/** The fuses that electron-builder sets lie behind these words in Electron's binary: version 1, and eight of them. */
const FUSES = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0008${'1'.repeat(8)}`

function executable(path: string, content: string): void {
  writeFileSync(path, content)
  chmodSync(path, 0o755)
}

/** Makes the installers as scripts/dist.mjs does; what is said. */
function make(fpm: string): { readonly status: number | null; readonly said: string } {
  for (const name of ['fpm', 'rpmbuild']) executable(join(tools, name), fpm)
  const call = `const { makeInstallers } = await import(${JSON.stringify(pathToFileURL(join(ROOT, 'scripts', 'dist', 'installers.mjs')))})
    await makeInstallers({ root: ${JSON.stringify(ROOT)}, program: ${JSON.stringify(program)}, target: ${JSON.stringify(out)}, mayFetch: false, say: text => console.log(text), made: path => console.log('made', path) })`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--experimental-import-meta-resolve', '--input-type=module', '-e', call], {
    cwd: ROOT, encoding: 'utf8', env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: electron, PATH: `${tools}:${process.env['PATH']}` },
  })
  return { status, said: `${stdout}${stderr}` }
}

beforeAll(() => {
  for (const path of [electron, join(electron, 'resources', 'app'), join(electron, 'locales'), join(program, 'bin'), join(program, 'node_modules'), out, tools]) mkdirSync(path, { recursive: true })
  for (const [name, content] of [['version', '22.3.25'], ['locales/en-US.pak', ''], ['resources/app/main.cjs', ''], ['LICENSE', ''], ['LICENSES.chromium.html', '']]) writeFileSync(join(electron, name), content)
  executable(join(electron, 'electron'), FUSES)
  executable(join(program, 'bin', 'cgr'), '#!/bin/sh\n')
  writeFileSync(join(program, 'node_modules', 'here'), '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('deb, rpm and tar.gz are made where fpm is; what is not is named with the reason', () => {
  const { status, said } = make(`#!/bin/sh\nfor word; do [ "$before" = --package ] && printf '%s\\n' "$@" > "$word"; before=$word; done\n`)
  const names = readdirSync(out)
  expect([status, names.map(name => name.replace(/.*\./, '')).toSorted()], said).toEqual([0, ['deb', 'gz', 'rpm']])
  const asked = (suffix: string): string[] => readFileSync(join(out, names.find(name => name.endsWith(suffix))!), 'utf8').split('\n')
  for (const suffix of ['.deb', '.rpm']) {
    expect(asked(suffix)).toEqual(expect.arrayContaining(['cgr-workstation', 'MIT', expect.stringMatching(/\/cgr=\/usr\/bin\/cgr$/), expect.stringMatching(/=\/opt\/CGR workstation$/), expect.stringMatching(/\.desktop=\/usr\/share\/applications\/cgr-workstation\.desktop$/)]))
  }
  expect(asked('.deb')).toEqual(expect.arrayContaining(['libgbm1', 'libdrm2', 'libasound2t64 | libasound2']))
  expect(said).toMatch(/^AppImage: not made: .*APPIMAGE_TOOLS_PATH/m)
  expect(said).toMatch(/^nsis, zip: not made: run npm run dist on win/m)
  const tarball = execFileSync('tar', ['-tzf', join(out, names.find(name => name.endsWith('.gz'))!)], { encoding: 'utf8' })
  for (const name of ['cgr-workstation', 'resources/app.asar', 'resources/cgr/bin/cgr', 'resources/cgr/node_modules/here']) expect(tarball).toMatch(new RegExp(`^[^/]+/${name}$`, 'm'))
})

test('a tool that fails fails the whole, in its own words', () => {
  const { status, said } = make('#!/bin/sh\necho "the disk is full" >&2\nexit 3\n')
  expect(status, said).toBe(1)
  expect(said).toMatch(/^deb: not made: .*the disk is full/m)
})
