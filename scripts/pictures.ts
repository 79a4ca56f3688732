/**
 * The pictures of the README, of a finished project: `npm run build && node scripts/pictures.ts PROJECT`; with a FOLDER behind it, every step in
 * both themes and two sizes of the window, to be looked at. Needs Chromium.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, execPath } from 'node:process'
import { chromium } from 'playwright'
import type { Page } from 'playwright'

/** `tabs`: what is pressed after the step, in this order. */
type View = { readonly name: string; readonly step: string; readonly tabs: readonly string[] }
type Picture = View & { readonly theme: 'light' | 'dark'; readonly width: number; readonly height: number; readonly path: string }

const [project, everything] = argv.slice(2)
const ROOT = join(import.meta.dirname, '..'), FOLDER = everything ?? join(ROOT, 'resources', 'pictures')
const VIEWS: readonly View[] = [
  ...['Import', 'Check', 'Sort', 'Maps'].map(step => ({ name: step, step, tabs: [] })),
  // A project shows the tab that it was left at.
  { name: 'Classes', step: 'Classes', tabs: ['Classes'] }, { name: 'Report', step: 'Report', tabs: ['Report'] }, { name: 'Teach', step: 'Classes', tabs: ['Teach'] }, { name: 'Landscape', step: 'Classes', tabs: ['Landscape', 'Motion'] }, { name: 'Compare', step: 'Report', tabs: ['Compare'] },
]
const SIZES = [[1280, 800], [1920, 1080]] as const

const ofReadme = [['Check', 'light'], ['Classes', 'light'], ['Landscape', 'light'], ['Maps', 'dark']] as const
const viewOf = (name: string): View => VIEWS.find(view => view.name === name)!
const pictures: Picture[] = everything === undefined
  ? ofReadme.map(([name, theme]) => ({ ...viewOf(name), theme, width: 1280, height: 800, path: join(FOLDER, `${name.toLowerCase()}.png`) }))
  : SIZES.flatMap(([width, height]) => (['light', 'dark'] as const).flatMap(theme => VIEWS.map(view => ({ ...view, theme, width, height, path: join(FOLDER, `${view.name}-${theme}-${width}.png`) }))))

/** Waits for what stands there last. */
async function ready(page: Page, name: string): Promise<void> {
  const last = { Check: page.getByTestId('particle-gallery').locator('canvas'), Classes: page.getByTestId('gallery-certain').locator('canvas'), Maps: page.getByTestId('map-view').locator('.view[data-state=ready]'), Report: page.getByTestId('report-frame'), Teach: page.getByTestId('teach-gallery').locator('canvas'), Landscape: page.locator('.view[data-state=ready]') }[name]
  await last?.first().waitFor({ timeout: 60_000 })
  // Surfaces and batches of images come in after the first.
  await page.waitForTimeout(['Classes', 'Landscape', 'Maps'].includes(name) ? 8000 : 2500)
}

mkdirSync(FOLDER, { recursive: true })
const host = spawn(execPath, [join(ROOT, 'resources', 'cgr.mjs'), 'serve', project], { env: { ...process.env, CGR_CONFIG_DIR: mkdtempSync(join(tmpdir(), 'cgr-pictures-')) }, stdio: ['ignore', 'pipe', 'inherit'] })
const address = await new Promise<string>(resolve => host.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())))
const browser = await chromium.launch({ ...(existsSync('/usr/bin/chromium') && { executablePath: '/usr/bin/chromium' }) })
for (const { name, step, tabs, theme, width, height, path } of pictures) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme })
  await page.goto(address)
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: new RegExp(`\\d\\. ${step}`) }).click()
  for (const tab of tabs) await page.getByRole('tab', { name: tab, exact: true }).click()
  await ready(page, name)
  await page.screenshot({ path })
  await page.close()
}
await browser.close()
host.kill('SIGTERM')
