import type { Locator, Page } from 'playwright/test'
import { serious } from './axe.ts'
import { expect, test } from './finishedProject.ts'
import { watchConsole } from './host.ts'
import { goToStep, openProject } from './pages.ts'

/** Opens the landscape of a finished project, which the program makes if it is not there. */
async function landscapeOf(page: Page, project: string): Promise<Locator> {
  await openProject(page, project)
  await goToStep(page, 'Classes')
  await page.getByRole('tab', { name: 'Landscape' }).click()
  await page.getByLabel('Number of components').fill('3')
  await expect(page.getByLabel('The command that does the same')).toHaveText(`cgr embed ${project} --components 3`)
  await page.getByRole('button', { name: 'Make the landscape' }).click()
  const points = page.locator('.scatter-points')
  await expect(points).toBeVisible({ timeout: 180_000 })
  return points
}

/** Pixels of the picture that hold a point, and the sum of their colours. */
async function drawn(page: Page, points: Locator): Promise<{ readonly filled: number; readonly colours: number }> {
  await page.waitForTimeout(800)
  const png = (await points.screenshot()).toString('base64')
  return page.evaluate(async data => {
    const bitmap = new Image()
    bitmap.src = `data:image/png;base64,${data}`
    await bitmap.decode()
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), context = canvas.getContext('2d')!
    context.drawImage(bitmap, 0, 0)
    const { data: bytes } = context.getImageData(0, 0, canvas.width, canvas.height)
    let filled = 0, colours = 0
    for (let i = 0; i < bytes.length; i += 4) {
      if (Math.max(bytes[i], bytes[i + 1], bytes[i + 2]) - Math.min(bytes[i], bytes[i + 1], bytes[i + 2]) < 40) continue
      filled += 1
      colours += bytes[i] + 3 * bytes[i + 1] + 7 * bytes[i + 2]
    }
    return { filled, colours }
  }, png)
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
  await expect(page.getByText(/UMAP of all .* particles\./)).toBeVisible({ timeout: 120_000 })
  expect((await drawn(page, points)).filled).toBeGreaterThan(1000)
  expect(await serious(page)).toEqual([])
  expect(bad).toEqual([])
})
