/**
 * The window in headless Chromium, against the built program: `npm run build && node bench/particles.ts FOLDER && node bench/window.ts FOLDER [PROJECT]`.
 * FOLDER is that of bench/particles.ts (10⁶ particles); PROJECT a finished run of box 256, for the time to its first volume.
 * "gap" is the longest time between two animation frames, "task" the longest task of the page's own thread.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, execPath, stdout } from 'node:process'
import { chromium } from 'playwright'
import type { Page } from 'playwright'

const [folder = join(tmpdir(), 'cgr-particles'), large] = argv.slice(2)
const ROOT = join(import.meta.dirname, '..')
const browser = await chromium.launch({ ...(existsSync('/usr/bin/chromium') && { executablePath: '/usr/bin/chromium' }) })
const environment = { ...process.env, CGR_CONFIG_DIR: mkdtempSync(join(tmpdir(), 'cgr-window-')) }

/** A fresh host on a project, and a page that has not been there before. */
async function opened(project: string | null): Promise<{ page: Page; address: string; close: () => Promise<void> }> {
  const child = spawn(execPath, [join(ROOT, 'resources', 'cgr.mjs'), 'serve', ...(project === null ? [] : [project])], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] })
  const address = await new Promise<string>(resolve => child.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())))
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const close = async (): Promise<void> => {
    await page.close()
    const gone = new Promise(resolve => child.on('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  return { page, address, close }
}

const row = (what: string, ...figures: readonly number[]): void => void stdout.write(`| ${[what, ...figures.map(figure => figure.toFixed(0))].join(' | ')} |\n`)

/** Watches frames and long tasks from now on; gives both maxima when asked. */
const watch = (page: Page): Promise<void> => page.evaluate(() => {
  const seen = { gap: 0, task: 0 }
  let last = performance.now()
  const frame = (now: number): void => {
    seen.gap = Math.max(seen.gap, now - last)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(now => {
    last = now
    requestAnimationFrame(frame)
  })
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) seen.task = Math.max(seen.task, duration)
  }).observe({ entryTypes: ['longtask'] })
  Object.assign(window, { seen })
})
const watched = (page: Page): Promise<{ gap: number; task: number }> => page.evaluate(() => (window as unknown as { seen: { gap: number; task: number } }).seen)

const goTo = (page: Page, step: string): Promise<void> => page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: new RegExp(`\\d\\. ${step}`) }).click()

stdout.write('| 10⁶ particles | ms | longest gap, ms | longest task, ms |\n|---|---|---|---|\n')
const project = join(folder, 'project-1000000')
for (let time = 1; time <= 3; time += 1) {
  const { page, address, close } = await opened(project)
  const start = performance.now()
  await page.goto(address)
  await page.getByRole('navigation', { name: 'Steps' }).waitFor()
  const usable = performance.now() - start
  await goTo(page, 'Check')
  await page.getByTestId('particle-gallery').getByRole('gridcell').first().waitFor({ timeout: 120_000 })
  row(`reopened, ${time}: rail`, usable, 0, 0)
  row(`reopened, ${time}: first particles`, performance.now() - start, 0, 0)
  if (time === 3) {
    await page.waitForTimeout(3000)
    await watch(page)
    await page.getByTestId('particle-gallery').getByRole('grid').hover()
    for (let turn = 0; turn < 200; turn += 1) {
      await page.mouse.wheel(0, 300 + 40 * turn)
      await page.waitForTimeout(16)
    }
    const { gap, task } = await watched(page)
    row('gallery scrolled with the wheel', 200 * 16, gap, task)
  }
  await close()
}

if (large !== undefined) {
  const { page, address, close } = await opened(large)
  await page.goto(address)
  await goTo(page, 'Maps')
  const views = page.getByTestId('map-view').first().locator('.view')
  const shown = async (): Promise<void> => void await page.waitForFunction(() => document.querySelector('[data-testid="map-view"] .view')?.getAttribute('data-state') === 'ready', null, { timeout: 120_000 })
  await shown()
  const boxes = page.getByTestId('map-chooser').getByRole('checkbox')
  await boxes.nth(0).uncheck()
  await boxes.nth(1).uncheck().catch(() => undefined)
  const start = performance.now()
  await boxes.nth(0).check()
  await views.waitFor()
  await shown()
  row('box 256: a class chosen, first surface on the screen', performance.now() - start, 0, 0)
  await close()
}

{
  const { page, address, close } = await opened(null)
  await page.goto(address)
  await page.getByRole('button', { name: 'Try the sample' }).click()
  await page.locator('#sample-folder').fill(join(mkdtempSync(join(tmpdir(), 'cgr-sample-')), 'sample'))
  const start = performance.now()
  await page.getByRole('button', { name: 'Make the sample' }).click()
  await page.getByTestId('step-sort').waitFor()
  await watch(page)
  await page.getByText('Sorted into 2 classes').waitFor({ timeout: 300_000 })
  const { gap, task } = await watched(page)
  row('the sample, from the click to the maps', performance.now() - start, gap, task)
  await close()
}
await browser.close()
