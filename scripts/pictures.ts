/**
 * The pictures of the README, of a finished project: `npm run build && node scripts/pictures.ts PROJECT`. Needs Chromium.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, execPath } from 'node:process'
import { chromium } from 'playwright'

const ROOT = join(import.meta.dirname, '..'), FOLDER = join(ROOT, 'resources', 'pictures')
mkdirSync(FOLDER, { recursive: true })
const host = spawn(execPath, [join(ROOT, 'resources', 'cgr.mjs'), 'serve', argv[2]], { env: { ...process.env, CGR_CONFIG_DIR: mkdtempSync(join(tmpdir(), 'cgr-pictures-')) }, stdio: ['ignore', 'pipe', 'inherit'] })
const address = await new Promise<string>(resolve => host.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())))
const browser = await chromium.launch({ ...(existsSync('/usr/bin/chromium') && { executablePath: '/usr/bin/chromium' }) })

for (const [step, theme] of [['Classes', 'light'], ['Maps', 'dark']] as const) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: theme })
  await page.goto(address)
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: new RegExp(`\\d\\. ${step}`) }).click()
  const ready = step === 'Maps' ? page.getByTestId('map-view').last().locator('.view[data-state=ready]') : page.getByTestId('gallery-certain').locator('canvas').first()
  await ready.waitFor({ timeout: 60_000 })
  // Surfaces and batches of images come in after the first.
  await page.waitForTimeout(8000)
  await page.screenshot({ path: join(FOLDER, `${step.toLowerCase()}.png`) })
  await page.close()
}
await browser.close()
host.kill('SIGTERM')
