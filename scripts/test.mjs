// `npm test`: build, types, lint, then every test, in Node, in the pages of a browser, and in Electron's window where there is one; the last line is
// "N passed, N failed". Words after it go to vitest, and then the pages are left out: `npm test -- tests/unit`. Build, types and lint count as one test each. With CI set, a test that was skipped has failed: there is nothing that CI may leave out.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = join(root, 'node_modules', '.bin')
const bundled = join(bin, 'node')
const node = existsSync(bundled) ? bundled : process.execPath
const environment = { ...process.env, PATH: `${bin}:${process.env.PATH}` }

let passed = 0
let failed = 0
let skipped = 0

const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment })

function check(name, command, args) {
  const ok = run(command, args).status === 0
  process.stdout.write(`${ok ? '✓' : '✗'} ${name}\n`)
  if (ok) passed += 1
  else failed += 1
}

/** Counts tests; a file that could not be loaded, and errors outside tests, count as one failure each. */
function countTests(report, status) {
  const before = failed
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed += 1
      else if (test.status === 'failed') failed += 1
      else skipped += 1
    }
    if (file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed')) failed += 1
  }
  if (status !== 0 && failed === before) failed += 1
}

function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-test-'))
  const output = join(folder, 'report.json')
  const { status } = run(node, [join(bin, 'vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${output}`, ...process.argv.slice(2)])
  if (existsSync(output)) countTests(JSON.parse(readFileSync(output, 'utf8')), status)
  else failed += 1
  rmSync(folder, { recursive: true })
}

/** Specs of Playwright, which count like tests; `before` is a program that gives them a display. */
function runPages(config, before) {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-test-'))
  const output = join(folder, 'report.json')
  const [command, ...args] = [...before, node, join(bin, 'playwright'), 'test', '-c', config, '--reporter=list,json']
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: output } })
  if (existsSync(output)) {
    const { expected, unexpected, flaky, skipped: left } = JSON.parse(readFileSync(output, 'utf8')).stats
    passed += expected
    failed += unexpected + flaky
    skipped += left
    if (status !== 0 && unexpected + flaky === 0) failed += 1
  } else {
    process.stdout.write(`${config} did not run: ${error?.message ?? `status ${status}`}\n`)
    failed += 1
  }
  rmSync(folder, { recursive: true })
}

check('build', node, [join(root, 'scripts', 'build.mjs')])
check('types', node, [join(bin, 'tsc'), '--noEmit', '-p', 'tsconfig.json'])
check('types of the pages', node, [join(bin, 'tsc'), '--noEmit', '-p', 'tsconfig.renderer.json'])
check('lint', node, [join(bin, 'oxlint'), 'src', 'tests', 'bench', 'scripts'])
runTests()
if (process.argv.length === 2) {
  runPages('playwright.config.ts', [])
  // Electron needs a display; Xvfb is one that nobody looks at.
  runPages('playwright.window.config.ts', process.env.DISPLAY || spawnSync('xvfb-run', ['--help']).error ? [] : ['xvfb-run', '-a', '-s', '-screen 0 1400x900x24'])
}

if (skipped > 0) {
  process.stdout.write(`${skipped} skipped${process.env.CI ? ', which counts as failed in CI' : ''}\n`)
  if (process.env.CI) failed += skipped
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
