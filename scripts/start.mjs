// `npm start [-- FOLDER]`: the desktop window where Electron can be had, otherwise the same window in a browser; one line says which and why.
// Plain JavaScript, because it must run on whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** Fetching takes this long at most; what takes longer is fetched by `npx install-electron`. */
const FETCH_MS = 120_000
const SAY_AFTER_MS = 2000
const PROBE_MS = 20_000

/** npm runs this in the package's folder; a path is meant from where the user is. */
const words = process.argv.slice(2).map(word => (word.startsWith('-') ? word : resolve(process.env.INIT_CWD ?? '.', word)))
const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env

const say = text => process.stdout.write(`cgr: ${text}\n`)

/** Folder of the package `electron`, which holds the program only once it has been fetched; undefined without development dependencies. */
function electronPackage() {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return undefined
  }
}

function programIn(folder) {
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron'
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  return existsSync(path) ? path : undefined
}

/** Why nothing is fetched here; undefined where it may be tried. */
function whyNotToFetch() {
  const { CI, npm_config_offline: offline, ELECTRON_SKIP_BINARY_DOWNLOAD: skip, ELECTRON_OVERRIDE_DIST_PATH: elsewhere } = environment
  if (elsewhere) return `there is no Electron in ${elsewhere}`
  return CI || offline === 'true' || skip ? 'Electron is not there, and nothing is fetched in CI or offline' : undefined
}

/** Quietly, with Electron's own installer; it fails at once where there is no network. */
function fetchInto(folder) {
  const late = setTimeout(() => say('fetching Electron, once, about 120 MB; Ctrl-C leaves it'), SAY_AFTER_MS)
  const child = spawn(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: FETCH_MS, env: environment })
  return new Promise(done => child.on('error', done).on('exit', done)).finally(() => clearTimeout(late))
}

/** Electron's program and version, or why there is no desktop window. */
async function findElectron() {
  if (process.platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) return { why: 'there is no display for the desktop window' }
  if (process.platform === 'linux' && process.getuid() === 0 && !words.includes('--no-sandbox')) return { why: 'Electron does not start as root' }
  const folder = electronPackage()
  if (!folder) return { why: 'Electron is not installed' }
  if (!programIn(folder)) {
    const why = whyNotToFetch()
    if (why) return { why }
    await fetchInto(folder)
  }
  const program = programIn(folder)
  if (!program) return { why: 'Electron could not be fetched (`npx install-electron` tries again)' }
  const { status, stdout } = spawnSync(program, ['--version', ...words.filter(word => word === '--no-sandbox')], { encoding: 'utf8', timeout: PROBE_MS, env: environment })
  return status === 0 ? { program, version: stdout.trim().replace(/^v/, '') } : { why: 'Electron does not start on this machine' }
}

/** Runs a program in the foreground and becomes its exit code. */
function become(program, args) {
  const child = spawn(program, args, { stdio: 'inherit', env: environment })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    process.stderr.write(`cgr: cannot start ${program}: ${error.message}\n`)
    process.exit(70)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

const { program, version, why } = await findElectron()
if (program) {
  say(`the window opens in Electron ${version}`)
  become(program, [root, ...words])
} else {
  say(`the window opens in a browser: ${why}`)
  become(process.execPath, [join(root, 'resources', 'cgr.mjs'), 'open', ...words.filter(word => !word.startsWith('-'))])
}
