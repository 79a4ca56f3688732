import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { _electron, test as base } from 'playwright/test'
import type { ElectronApplication, Page } from 'playwright/test'

export { expect } from 'playwright/test'

export const ROOT = resolve(import.meta.dirname, '../..')

/** Electron's program, where one has been laid out. To `require('electron')` would start a download. */
function findElectron(): string | null {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'dist')
  const program = join(folder, 'electron')
  return existsSync(program) ? program : null
}
export const ELECTRON = findElectron()
export const isRoot = process.getuid?.() === 0

export type Desktop = { readonly app: ElectronApplication; readonly page: Page }
type StartOptions = { readonly words?: readonly string[] }

type Fixtures = {
  /** A folder of this test's own, for settings and everything it makes. */
  readonly folder: string
  /** What makes a start of the program this test's own. */
  readonly env: Record<string, string>
  /** Starts the program as `electron FOLDER words…`; it is closed after the test. */
  readonly start: (options?: StartOptions) => Promise<Desktop>
  /** Starts Electron without Playwright and its ports; killed after the test if it still runs. */
  readonly startPlainly: (words: readonly string[], options?: SpawnOptions) => ChildProcess
  /** The window at its start page. */
  readonly desktop: Desktop
}

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern which fixtures one needs: none.
  folder: async ({}, use) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cgr-window-')))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  env: async ({ folder }, use) => {
    const { ELECTRON_RUN_AS_NODE: _, ...others } = process.env as Record<string, string>
    await use({ ...others, XDG_CONFIG_HOME: folder, XDG_RUNTIME_DIR: folder })
  },
  start: async ({ env }, use) => {
    const started: ElectronApplication[] = []
    await use(async ({ words = [] } = {}) => {
      const app = await _electron.launch({ cwd: ROOT, args: [ROOT, ...words], env })
      started.push(app)
      return { app, page: await app.firstWindow() }
    })
    for (const app of started) {
      // A dialog that nobody answers would keep the window open.
      await app.evaluate(({ dialog }) => { dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false }) }).catch(() => undefined)
      await app.close()
    }
  },
  startPlainly: async ({ env }, use) => {
    const started: ChildProcess[] = []
    await use((words, options) => {
      const child = spawn(ELECTRON!, [ROOT, ...words], { env, stdio: 'ignore', ...options })
      started.push(child)
      return child
    })
    for (const child of started) child.kill('SIGKILL')
  },
  desktop: async ({ start }, use) => {
    const desktop = await start()
    await onStartPage(desktop.page)
    await use(desktop)
  },
})

test.skip(() => ELECTRON === null, 'no Electron: name one with ELECTRON_OVERRIDE_DIST_PATH (scripts/fetchElectron.sh makes it)')

export const onStartPage = async (page: Page): Promise<void> => void await page.waitForSelector('[data-testid="start-page"]')
