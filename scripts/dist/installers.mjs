// Installers of the window, by electron-builder: as many as can be made here. What cannot is named with the reason.
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { configuration } from './electronBuilder.ts'
import { pack } from './tarball.mjs'

const TARGETS = { linux: ['deb', 'rpm', 'AppImage'], win32: ['nsis', 'zip'], darwin: ['dmg'] }
const NAMES = { linux: 'linux', win32: 'win', darwin: 'mac' }

/** Where Electron lies, as it has been fetched, with its version; or why not. */
function findElectron() {
  const { ELECTRON_OVERRIDE_DIST_PATH: elsewhere } = process.env
  let folder = elsewhere
  try {
    folder ??= join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'dist')
  } catch {
    return { why: 'the package electron is not installed' }
  }
  const version = join(folder, 'version')
  if (!existsSync(version)) return { why: `there is no Electron in ${elsewhere ?? 'node_modules/electron/dist'} (\`npx install-electron\` fetches it, ELECTRON_OVERRIDE_DIST_PATH names another)` }
  return { electron: { folder, version: readFileSync(version, 'utf8').trim().replace(/^v/, '') } }
}

const onPath = program => (process.env.PATH ?? '').split(':').some(folder => existsSync(join(folder, program)))

/** What electron-builder would have to fetch for a target because this machine lacks it; undefined where it has all. */
function lacks(target) {
  const { CUSTOM_FPM_PATH: fpm, APPIMAGE_TOOLS_PATH: appImage } = process.env
  if ((target === 'deb' || target === 'rpm') && !fpm && !onPath('fpm')) return 'fpm, which is not on PATH'
  if (target === 'rpm' && !onPath('rpmbuild')) return 'rpmbuild, which is not on PATH'
  if (target === 'AppImage' && !appImage) return 'its AppImage tools, which no APPIMAGE_TOOLS_PATH names'
  return ['nsis', 'zip', 'dmg'].includes(target) ? 'its own tools' : undefined
}

/** What failed, and the last words of what did: without colours, stack and the command in between. */
function lastWords(error) {
  const lines = stripVTControlCharacters(error.message).split('\n').map(line => line.trim()).filter(line => line !== '' && !line.startsWith('at '))
  return [...new Set([lines[0], lines.at(-1)])].join(': ')
}

/** Rejects with a reason where a target cannot be made. */
async function build(targets, config, root, prepackaged) {
  const { Platform, build: make, createTargets } = await import('electron-builder')
  const platform = Platform.fromString(NAMES[process.platform])
  await make({ targets: createTargets([platform], targets, process.arch), config, projectDir: root, publish: 'never', ...(prepackaged && { prepackaged }) })
}

/** The unpacked window for this system in a new folder; electron-builder names it so. */
async function makeUnpacked(config, root) {
  await build('dir', config, root)
  const name = readdirSync(config.directories.output).find(one => one.endsWith('unpacked') || one.startsWith('mac'))
  return join(config.directories.output, name)
}

/** Makes what can be made of the window. `program`: the headless program's folder; rejects where what this machine has fails, not for what it lacks. */
export async function makeInstallers({ root, program, target, mayFetch, say, made }) {
  const { electron, why } = findElectron()
  if (!electron) return say(`no installers of the window: ${why}`)
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version, work = mkdtempSync(join(target, '.window-'))
  try {
    process.env.USE_SYSTEM_FPM = onPath('fpm') ? 'true' : 'false'
    // electron-builder changes what it is given: each run takes its own.
    const config = () => configuration(program, work, electron), unpacked = await makeUnpacked(config(), root)
    say(`the window on Electron ${electron.version}`)
    if (process.platform === 'linux') {
      const name = join(work, `cgr-workstation-${version}-linux-${process.arch}`), path = join(target, `cgr-workstation-${version}-linux-${process.arch}.tar.gz`)
      renameSync(unpacked, name)
      await pack(name, path)
      made(path)
      renameSync(name, unpacked)
    }
    if (process.platform === 'linux') symlinkSync('/opt/CGR workstation/resources/cgr/bin/cgr', join(work, 'cgr'))
    const failed = []
    for (const one of TARGETS[process.platform] ?? []) {
      const missing = mayFetch ? undefined : lacks(one)
      if (missing) {
        say(`${one}: not made: electron-builder makes it with ${missing}, and nothing is fetched without --fetch`)
        continue
      }
      try {
        await build(one, config(), root, unpacked)
      } catch (error) {
        say(`${one}: not made: ${lastWords(error)}`)
        failed.push(one)
      }
    }
    for (const name of readdirSync(work).filter(one => one.startsWith('cgr-workstation-') && !one.endsWith('.blockmap'))) {
      renameSync(join(work, name), join(target, name))
      made(join(target, name))
    }
    for (const system of Object.keys(TARGETS).filter(one => one !== process.platform)) say(`${TARGETS[system].join(', ')}: not made: run npm run dist on ${NAMES[system]}, whose Node and natives go in`)
    if (failed.length > 0) throw new Error(`${failed.join(' and ')} could not be made`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
