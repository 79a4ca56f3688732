import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright/test'
import { expect, test } from './finishedProject.ts'
import { watchConsole } from './host.ts'
import { goToStep, openProject, reopened } from './pages.ts'
import { colourDistance, pixelsOf } from './pictures.ts'

/** The 3D view when it has drawn what it was asked for. */
async function drawn(page: Page): Promise<Locator> {
  const view = page.getByTestId('map-view').first().locator('.view')
  await expect(view).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
  await page.waitForTimeout(500)
  return view
}

/** Share of the pixels of a picture that are not its ground, and the sum of their colours, each by its place. */
async function pixels(page: Page, view: Locator): Promise<{ share: number; sum: number }> {
  const { width, bytes } = await pixelsOf(page, await view.screenshot()), ground = 4 * (40 * width + 40)
  let other = 0, sum = 0
  for (let i = 0; i < bytes.length; i += 4) {
    if (colourDistance(bytes, i, bytes, ground) <= 40) continue
    other += 1
    sum += (i / 4) * (bytes[i] + 2 * bytes[i + 1] + 3 * bytes[i + 2]) % 1e6
  }
  return { share: other / (bytes.length / 4), sum }
}

test('classes: rename, exclude, undo and redo, and all of it is there after reopening', { tag: '@browser' }, async ({ page, project, host, chrome }) => {
  await openProject(page, project)
  await goToStep(page, 'Classes')
  await page.getByRole('button', { name: 'Rename Class 1' }).click()
  await page.getByLabel('New name of Class 1').fill('open')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('class-1')).toContainText('open')
  await page.getByRole('button', { name: 'Exclude Class 2' }).click()
  await expect(page.getByText('2 changes since the run')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('1 change since the run')).toBeVisible()
  await page.keyboard.press('Control+Shift+Z')
  await expect(page.getByText('2 changes since the run')).toBeVisible()
  await page.close()
  const { again, end } = await reopened(host, chrome, project)
  await expect(again.getByTestId('class-1')).toContainText('open')
  await again.getByRole('button', { name: /Undo/ }).click()
  await expect(again.getByText('1 change since the run')).toBeVisible()
  await end()
})

test('galleries show particles beside the projection that they should look like; chosen ones are moved', async ({ page, project }) => {
  const bad = watchConsole(page)
  await openProject(page, project)
  await goToStep(page, 'Classes')
  const gallery = page.getByTestId('gallery-certain')
  const cells = gallery.getByRole('gridcell')
  await expect(cells.first()).toBeVisible({ timeout: 60_000 })
  const varied = (): Promise<number> => gallery.locator('canvas').first().evaluate((canvas: HTMLCanvasElement) => new Set(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data).size)
  await expect.poll(varied, { timeout: 60_000 }).toBeGreaterThan(30)
  await cells.first().click()
  await gallery.getByRole('button', { name: 'Move to…' }).click()
  await gallery.getByRole('button', { name: 'Class 2', exact: true }).click()
  await expect(page.getByText(/1 particle moved by hand/)).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('Nothing changed since the run')).toBeVisible()
  expect(bad).toEqual([])
})

test('a map is drawn: not blank, other at another level, other from another side', async ({ page, project }) => {
  await openProject(page, project)
  await goToStep(page, 'Maps')
  const first = await pixels(page, await drawn(page))
  expect(first.share).toBeGreaterThan(0.02)
  expect(first.share).toBeLessThan(0.9)
  await page.getByRole('slider').first().focus()
  for (let i = 0; i < 10; i += 1) await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(1500)
  const higher = await pixels(page, await drawn(page))
  expect(higher.share).toBeLessThan(first.share)
  await page.getByTestId('map-view').first().locator('.view').focus()
  for (let i = 0; i < 8; i += 1) await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(1500)
  expect((await pixels(page, await drawn(page))).sum).not.toBe(higher.sum)
})

test('export: without changes the assignment is byte for byte that of the run; files are not replaced unasked', async ({ page, project, host }) => {
  await openProject(page, project)
  await goToStep(page, 'Report and export')
  await expect(page.getByTestId('report-frame')).toBeVisible()
  await page.getByRole('tab', { name: 'Export' }).click()
  const folder = join(host.home, 'out')
  await page.getByLabel('Folder', { exact: true }).fill(folder)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(page.getByTestId('written-files')).toBeVisible({ timeout: 60_000 })
  expect(readFileSync(join(folder, 'run_data.star')).equals(readFileSync(join(project, 'run_data.star')))).toBe(true)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('run_data.star')
})

test('compare: an assignment of another program beside ours', async ({ page, project, made }) => {
  await openProject(page, project)
  await goToStep(page, 'Report and export')
  await page.getByRole('tab', { name: 'Compare' }).click()
  await page.getByRole('button', { name: /Choose|Browse|Load/ }).first().click()
  await page.getByLabel('Path', { exact: true }).fill(made.truth)
  await page.getByRole('dialog').getByRole('button', { name: /Compare|Choose|Load/ }).last().click()
  await expect(page.getByTestId('comparison')).toContainText('600', { timeout: 60_000 })
})
