// Builds what `cgr` runs: resources/kernels.wasm and out/main/*.js.
// Plain JavaScript, because `npm ci` calls it on whatever Node the machine has.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)

function stop(message) {
  process.stderr.write(`build: ${message}\n`)
  process.exit(1)
}

/** Runs a package's own program with this Node; its output is shown only where it fails. */
function runTool(packageName, program, args) {
  let folder
  try {
    folder = dirname(require.resolve(`${packageName}/package.json`))
  } catch (error) {
    stop(`${packageName} is not installed (${error.code}); run \`npm ci\` with its development dependencies`)
  }
  const { status, error, stdout, stderr } = spawnSync(process.execPath, [join(folder, program), ...args], { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } })
  if (error || status !== 0) stop(`${packageName} failed: ${error ? error.message : ''}\n${stdout}${stderr}`)
}

function buildKernels() {
  runTool('assemblyscript', join('bin', 'asc.js'), ['--config', join('src', 'main', 'numerics', 'kernels', 'asconfig.json')])
}

function buildProgram() {
  runTool('electron-vite', join('bin', 'electron-vite.js'), ['build', '--logLevel', 'error'])
}

buildKernels()
buildProgram()
