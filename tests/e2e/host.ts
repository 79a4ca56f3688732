import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, expect, test as base, chromium } from 'playwright/test'
import type { Browser, Page } from 'playwright/test'
import { childrenOf } from './processes.ts'

export const ROOT = join(import.meta.dirname, '..', '..')
const NODE = join(ROOT, 'node_modules', '.bin', 'node')
const CGR = join(ROOT, 'resources', 'cgr.mjs')
/** Debian's; elsewhere the one that Playwright was told to fetch. */
const CHROMIUM = process.env['CGR_CHROMIUM'] ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined)

/** `CGR_E2E_HOST=electron`: the specs that are not about browsers, in Electron's window. */
export const IN_ELECTRON = process.env['CGR_E2E_HOST'] === 'electron'

/** The program that serves pages, as `cgr serve` starts it, with settings of its own. */
export class Host {
  readonly home = mkdtempSync(join(tmpdir(), 'cgr-e2e-'))
  #process: ChildProcess | null = null
  address = ''
  /** Of the program that serves; in Electron the window starts it. */
  pid = 0

  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, CGR_CONFIG_DIR: join(this.home, 'config'), HOME: this.home, CGR_ACCELERATOR_DIR: process.env['CGR_ACCELERATOR_DIR'] ?? join(process.env['HOME'] ?? '', '.cache', 'cgr', 'accelerator') }
  }

  get origin(): string {
    return new URL(this.address).origin
  }

  async start(...words: readonly string[]): Promise<void> {
    const child = spawn(NODE, [CGR, 'serve', ...words], { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#process = child
    this.pid = child.pid!
    let said = ''
    this.address = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (bytes: Buffer) => {
        said += bytes.toString()
        const address = /http:\S+/.exec(said)
        if (address) resolve(address[0])
      })
      child.stderr.on('data', (bytes: Buffer) => { said += bytes.toString() })
      child.on('exit', code => reject(new Error(`the host ended with ${code}: ${said}`)))
    })
  }

  /** As Ctrl-C does. */
  async stop(): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise(resolve => child.on('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.home, { recursive: true, force: true })
  }
}

/** Runs `cgr` to its end; gives what it printed. Throws with its last words where it fails. */
export function cgr(host: Host, ...words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(NODE, [CGR, ...words], { env: host.environment, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = '', err = ''
    child.stdout.on('data', (bytes: Buffer) => { out += bytes.toString() })
    child.stderr.on('data', (bytes: Buffer) => { err += bytes.toString() })
    child.on('exit', code => (code === 0 ? resolve(out) : reject(new Error(`cgr ${words.join(' ')}: ${code}\n${err}`))))
  })
}

type Fixtures = { host: Host; page: Page }

/** Messages of the console that are defects: everything but what a test asks for. */
export const watchConsole = (page: Page): string[] => {
  const bad: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') bad.push(message.text())
  })
  page.on('pageerror', error => bad.push(error.message))
  return bad
}

/** The same page in Electron's window, which starts the program that serves it. */
async function useDesktop(host: Host, use: (page: Page) => Promise<void>): Promise<void> {
  const app = await _electron.launch({ cwd: ROOT, args: [ROOT], env: { ...host.environment, XDG_CONFIG_HOME: host.home, XDG_RUNTIME_DIR: host.home } as Record<string, string> })
  const page = await app.firstWindow()
  await page.getByTestId('start-page').waitFor()
  host.pid = childrenOf(app.process().pid!).find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--socket')) ?? 0
  await use(page)
  await app.evaluate(({ dialog }) => { dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false }) }).catch(() => undefined)
  await app.close()
}

export const test = base.extend<Fixtures, { chrome: Browser }>({
  chrome: [async ({}, use) => {
    const browser = await chromium.launch({ ...(CHROMIUM && { executablePath: CHROMIUM }) })
    await use(browser)
    await browser.close()
  }, { scope: 'worker' }],
  host: async ({}, use) => {
    const host = new Host()
    if (!IN_ELECTRON) await host.start()
    await use(host)
    await host.remove()
  },
  page: async ({ chrome, host }, use) => {
    if (IN_ELECTRON) return useDesktop(host, use)
    const context = await chrome.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    await page.goto(host.address)
    await use(page)
    await context.close()
  },
})

export { expect }
