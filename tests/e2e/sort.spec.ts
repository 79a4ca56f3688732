import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, test } from './finishedProject.ts'
import { cgr } from './host.ts'
import { childrenOf } from './processes.ts'
import { goToStep, importParticles, railStep } from './pages.ts'

/** A new project at its Sort step, with a quick run set up. */
async function readyToSort(page: Page, particles: string, folder: string): Promise<void> {
  await importParticles(page, particles, folder)
  await expect(railStep(page, 'Import')).toContainText('done')
  await goToStep(page, 'Sort')
  await page.getByLabel('Conformations').fill('2')
  await page.getByLabel('Voxel graph network').selectOption('off')
}

const start = (page: Page): Promise<void> => page.getByRole('button', { name: 'Start', exact: true }).click()

/** Until its first checkpoint is written: from there on a run can be resumed. */
const pastFirstCheckpoint = (folder: string): Promise<void> =>
  expect.poll(() => readdirSync(folder).includes('.work') && readdirSync(join(folder, '.work')).some(name => name.endsWith('.checkpoint')), { timeout: 120_000 }).toBe(true)

test('a run in the window and the command that it shows give the same files', async ({ page, made, host }) => {
  const folder = join(host.home, 'window')
  await readyToSort(page, made.particles, folder)
  const command = await page.getByLabel('The command that does the same').innerText()
  expect(command).toContain('-k 2')
  await start(page)
  await expect(railStep(page, 'Sort')).toContainText('running')
  await expect(page.getByText('Sorted into 2 classes')).toBeVisible({ timeout: 200_000 })
  await expect(railStep(page, 'Classes')).toContainText('ready')
  const headless = join(host.home, 'headless')
  await cgr(host, ...command.replaceAll('\n', ' ').replace(folder, headless).split(' ').slice(1))
  const same = readdirSync(headless).filter(name => /\.(mrc|star|csv)$/.test(name))
  expect(same.length).toBeGreaterThan(8)
  for (const name of same) expect(readFileSync(join(folder, name)).equals(readFileSync(join(headless, name))), name).toBe(true)
})

test('a wrong parameter is said at its field, and nothing can be started with it', async ({ page, made, host }) => {
  await readyToSort(page, made.particles, join(host.home, 'new'))
  await page.getByLabel('Conformations').fill('99')
  await expect(page.getByRole('alert')).toContainText('auto, 1 to 12')
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeDisabled()
  await page.getByLabel('Conformations').fill('3')
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled()
})

test('stopped within five seconds, gone on with later', async ({ page, made, host }) => {
  const folder = join(host.home, 'new')
  await readyToSort(page, made.particles, folder)
  await start(page)
  await pastFirstCheckpoint(folder)
  const before = Date.now()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByText('Stopped on request')).toBeVisible()
  expect(Date.now() - before).toBeLessThan(15_000)
  await page.getByRole('button', { name: 'Go on', exact: true }).click()
  await expect(page.getByText('Sorted into 2 classes')).toBeVisible({ timeout: 200_000 })
  expect(statSync(join(folder, 'report.json')).size).toBeGreaterThan(1000)
})

test('the computing process killed under the window: it says so, and the run goes on from its checkpoint', async ({ page, made, host }) => {
  const folder = join(host.home, 'new')
  await readyToSort(page, made.particles, folder)
  await start(page)
  await pastFirstCheckpoint(folder)
  for (const pid of childrenOf(host.pid)) process.kill(pid, 'SIGKILL')
  await expect(page.getByText('The computing process ended before it was done')).toBeVisible()
  await page.getByRole('button', { name: 'Go on', exact: true }).click()
  await expect(page.getByText('Sorted into 2 classes')).toBeVisible({ timeout: 200_000 })
})

test('the page crashes during a run: it comes back to the same step, and the run has gone on', { tag: '@browser' }, async ({ page, made, host }) => {
  const folder = join(host.home, 'new')
  await readyToSort(page, made.particles, folder)
  await start(page)
  await expect(railStep(page, 'Sort')).toContainText('running')
  const address = page.url(), context = page.context()
  await page.goto('chrome://crash').catch(() => undefined)
  const again = await context.newPage()
  await again.goto(address)
  await expect(again.getByTestId('step-sort')).toBeVisible()
  await expect(again.getByText('Sorted into 2 classes')).toBeVisible({ timeout: 200_000 })
})
