import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright/test'
import { serious } from './axe.ts'
import { expect, test } from './finishedProject.ts'
import { watchConsole } from './host.ts'
import { goToStep, openProject } from './pages.ts'
import { pixelsOf } from './pictures.ts'

/** Opens the landscape of a finished project, which the program makes if it is not there. */
async function landscapeOf(page: Page, project: string): Promise<Locator> {
  await openProject(page, project)
  await goToStep(page, 'Classes')
  await page.getByRole('tab', { name: 'Landscape' }).click()
  await page.getByLabel('Number of components').fill('3')
  await expect(page.getByLabel('The command that does the same')).toHaveText(`cgr embed ${project} --components 3`)
  await page.getByRole('button', { name: 'Make the landscape' }).click()
  // The network's features are there before.
  await expect(page.getByLabel('Plane').getByRole('option', { name: 'two components' })).toBeAttached({ timeout: 180_000 })
  const points = page.locator('.scatter-points')
  await expect(points).toBeVisible()
  return points
}

/** Pixels of the picture that hold a point, and the sum of their colours. */
async function drawn(page: Page, points: Locator): Promise<{ readonly filled: number; readonly colours: number }> {
  await page.waitForTimeout(800)
  const { bytes } = await pixelsOf(page, await points.screenshot())
  let filled = 0, colours = 0
  for (let i = 0; i < bytes.length; i += 4) {
    if (Math.max(bytes[i], bytes[i + 1], bytes[i + 2]) - Math.min(bytes[i], bytes[i + 1], bytes[i + 2]) < 40) continue
    filled += 1
    colours += bytes[i] + 3 * bytes[i + 1] + 7 * bytes[i + 2]
  }
  return { filled, colours }
}

/** Draws round a place of the picture, as a hand would: a full turn, or so many of its 24 steps. */
async function draw(page: Page, part: number, middle: number, steps = 24): Promise<void> {
  const box = (await page.locator('.scatter-surface').boundingBox())!
  const [x, y] = [box.x + middle * box.width, box.y + box.height / 2]
  await page.mouse.move(x + part * box.width, y)
  await page.mouse.down()
  for (let step = 1; step <= steps; step++) await page.mouse.move(x + part * box.width * Math.cos((step * Math.PI) / 12), y + 0.48 * box.height * Math.sin((step * Math.PI) / 12))
  await page.mouse.up()
}

const chosenCount = async (page: Page): Promise<number> => Number((await page.getByTestId('chosen-particles').locator('strong').innerText()).replace(/\D/g, ''))

test('the landscape is made, coloured, zoomed, chosen from by lasso, box, brush and histogram, and corrects classes', async ({ page, project }) => {
  const bad = watchConsole(page)
  const points = await landscapeOf(page, project)
  const classes = page.getByRole('list', { name: 'Class', exact: true })
  await expect(classes.getByRole('button', { name: /Class 1/ })).toBeVisible()
  const byClass = await drawn(page, points)
  expect(byClass.filled).toBeGreaterThan(1000)

  await page.getByLabel('Colour by').selectOption('defocus')
  await expect(page.getByText('from the 1st to the 99th percentile')).toBeVisible()
  const byDefocus = await drawn(page, points)
  expect(Math.abs(byDefocus.colours - byClass.colours) / byClass.colours).toBeGreaterThan(0.05)

  await page.locator('.scatter-surface').hover()
  await page.mouse.wheel(0, -600)
  expect((await drawn(page, points)).colours).not.toBe(byDefocus.colours)
  await page.getByRole('button', { name: 'Show all' }).click()

  await page.getByRole('button', { name: 'Lasso', exact: true }).click()
  await draw(page, 0.2, 0.3)
  const first = await chosenCount(page)
  expect(first).toBeGreaterThan(20)
  await page.keyboard.down('Shift')
  await draw(page, 0.2, 0.7)
  await page.keyboard.up('Shift')
  const both = await chosenCount(page)
  expect(both).toBeGreaterThan(first)
  await page.keyboard.down('Alt')
  await draw(page, 0.2, 0.7)
  await page.keyboard.up('Alt')
  expect(await chosenCount(page)).toBeLessThanOrEqual(first)
  for (const tool of ['Box', 'Brush']) {
    await page.getByRole('button', { name: tool, exact: true }).click()
    await draw(page, 0.2, 0.5, 18)
    expect(await chosenCount(page), tool).toBeGreaterThan(5)
  }
  await page.locator('.scatter-surface').focus()
  await page.keyboard.press('Escape')
  await expect(page.getByText('No particle is chosen')).toBeVisible()
  await page.keyboard.press('Enter')
  expect(await chosenCount(page)).toBeGreaterThan(500)

  await page.getByRole('group', { name: 'Range of Component 1' }).getByLabel('from').fill('0')
  await page.keyboard.press('Enter')
  const positive = await chosenCount(page)
  expect(positive).toBeGreaterThan(100)
  expect(positive).toBeLessThan(500)

  const tiles = page.getByTestId('chosen-particles').getByRole('gridcell')
  await expect(tiles.first()).toBeVisible({ timeout: 60_000 })
  await tiles.nth(1).click()
  await expect(page.locator('.scatter-ring')).toHaveCount(1)
  await page.getByRole('button', { name: 'Move 1 picked to…' }).click()
  await page.getByTestId('chosen-particles').getByRole('button', { name: /junk/i }).click()
  await expect(page.getByText(/1 moved to junk/i)).toBeVisible()
  await page.getByRole('tab', { name: 'Classes' }).click()
  await expect(page.getByText(/1 particle moved by hand/)).toBeVisible()
  expect(bad).toEqual([])
})

test('what the network makes of the particles is a plane of its own, before any landscape is made, and UMAP lays it out', async ({ page, project }) => {
  const bad = watchConsole(page)
  await openProject(page, project)
  await goToStep(page, 'Classes')
  await page.getByRole('tab', { name: 'Landscape' }).click()
  const points = page.locator('.scatter-points'), plane = page.getByLabel('Plane')
  await expect(points).toBeVisible({ timeout: 60_000 })
  await expect(plane).toHaveValue('network')
  await expect(plane.getByRole('option')).toHaveText(['two network features', 'UMAP of the network features'])
  await expect(page.getByRole('combobox', { name: 'Up', exact: true }).getByRole('option')).toHaveCount(8)
  await expect(page.getByText(/^Network feature 1, \d+ % of the variance$/).first()).toBeVisible()
  const byClass = await drawn(page, points)
  expect(byClass.filled).toBeGreaterThan(1000)
  await page.getByRole('combobox', { name: 'Up', exact: true }).selectOption('phi5')
  expect((await drawn(page, points)).colours).not.toBe(byClass.colours)

  await page.getByRole('button', { name: 'Lasso', exact: true }).click()
  await draw(page, 0.45, 0.5)
  expect(await chosenCount(page)).toBeGreaterThan(20)
  await page.getByRole('group', { name: 'Range of Network feature 1' }).getByLabel('from').fill('0')
  await page.keyboard.press('Enter')
  const positive = await chosenCount(page)
  expect(positive).toBeGreaterThan(100)
  expect(positive).toBeLessThan(500)
  await page.getByLabel('Colour by').selectOption('phi2')
  await expect(page.getByText('from the 1st to the 99th percentile')).toBeVisible()

  await page.getByText('What the network features are').click()
  await expect(page.getByText(/One network describes all particles\. It was taught by \d+ of the \d+/)).toBeVisible()
  await expect(page.getByRole('row', { name: /Network feature 8/ })).toBeVisible()
  expect(await serious(page)).toEqual([])

  await plane.selectOption('networkUmap')
  await expect(page.getByText(/their 8 network features, up to a minute/)).toBeVisible()
  await page.getByRole('button', { name: 'Make the UMAP' }).click()
  await expect(page.getByText(/UMAP of all .* particles, by their 8 network features\./)).toBeVisible({ timeout: 120_000 })
  expect((await drawn(page, points)).filled).toBeGreaterThan(1000)
  expect(bad).toEqual([])
})

test('where no features were kept, their plane says why and what to do', async ({ page, project }) => {
  for (const name of ['network_features.json', 'network_features.f32']) rmSync(join(project, name))
  await landscapeOf(page, project)
  await expect(page.getByLabel('Plane')).toHaveValue('components')
  await page.getByLabel('Plane').selectOption('network')
  await expect(page.getByText('There are no network features')).toBeVisible()
  await expect(page.getByText(/by an earlier version.* Sort again to see its features\./)).toBeVisible()
  await expect(page.locator('.scatter-points')).toBeHidden()
})

test('the landscape is there again after a reload and after the graphics card was lost; UMAP, pictures and numbers', async ({ page, project }) => {
  const bad = watchConsole(page)
  await landscapeOf(page, project)
  await page.getByRole('combobox', { name: 'Up', exact: true }).selectOption('pc3')
  await page.waitForTimeout(800)
  await page.reload()
  await page.getByRole('tab', { name: 'Landscape' }).click()
  const points = page.locator('.scatter-points')
  await expect(points).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('combobox', { name: 'Up', exact: true })).toHaveValue('pc3')
  const before = await drawn(page, points)

  await points.evaluate((canvas: HTMLCanvasElement) => {
    const extension = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!
    extension.loseContext()
    setTimeout(() => extension.restoreContext(), 500)
  })
  await expect(page.getByText('The graphics card was taken away')).toBeVisible()
  await expect(page.getByText('The graphics card was taken away')).toBeHidden()
  const after = await drawn(page, points)
  expect(Math.abs(after.filled - before.filled) / before.filled).toBeLessThan(0.02)

  await page.getByRole('list', { name: 'Class', exact: true }).getByRole('button', { name: /Class 1/ }).click()
  const chosen = await chosenCount(page)
  const saved = page.waitForEvent('download')
  await page.locator('.scatter').getByRole('button', { name: 'Save as…' }).click()
  await page.getByRole('menuitem', { name: 'CSV, the numbers' }).click()
  const lines = await (await saved).createReadStream().then(async stream => (await stream.toArray()).join('').trim().split('\r\n'))
  expect(lines).toHaveLength(chosen + 1)
  expect(lines[0]).toContain('Component 3')

  await page.getByLabel('Plane').selectOption('umap')
  await page.getByRole('button', { name: 'Make the UMAP' }).click()
  await expect(page.getByText(/UMAP of all .* particles, by their 3 components\./)).toBeVisible({ timeout: 120_000 })
  expect((await drawn(page, points)).filled).toBeGreaterThan(1000)
  expect(await serious(page)).toEqual([])
  await page.getByLabel('Plane').selectOption('network')
  await expect(page.getByText(/^Network feature 2, .* % of the variance$/).first()).toBeVisible()
  await page.getByLabel('Plane').selectOption('umap') // the layout stands until it is made again
  await expect(page.getByText(/by their 3 components\./)).toBeVisible()
  expect(bad).toEqual([])
})
