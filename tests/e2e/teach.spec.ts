import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright/test'
import { serious } from './axe.ts'
import { expect, test } from './finishedProject.ts'
import { watchConsole } from './host.ts'
import { goToStep, openProject, reopened } from './pages.ts'

/** The Teach tab with its first particles. */
async function openTeach(page: Page, project: string): Promise<Locator> {
  await openProject(page, project)
  await goToStep(page, 'Classes')
  await page.getByRole('tab', { name: 'Teach' }).click()
  const cells = page.getByTestId('teach-gallery').getByRole('gridcell')
  await expect(cells.first()).toContainText('bit', { timeout: 60_000 })
  return cells
}

const countOf = (page: Page, label: number): Locator => page.getByTestId(`label-${label}`).locator('.number')
const status = (page: Page): Locator => page.getByTestId('teach-status')

test('labels by keyboard go on to the next particle; undo goes back; all of it is there after reopening', { tag: '@browser' }, async ({ page, project, host, chrome }) => {
  const bad = watchConsole(page)
  const cells = await openTeach(page, project)
  await expect(cells.first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('1')
  await expect(cells.first().locator('.gallery-mark')).toHaveText('1 class 1')
  await expect(cells.nth(1)).toHaveAttribute('aria-selected', 'true')
  // Faster than any answer.
  for (const key of '22x1') await page.keyboard.press(key)
  await expect(cells.nth(5)).toHaveAttribute('aria-selected', 'true')
  await expect(cells.nth(3).locator('.gallery-mark')).toHaveText('junk')
  await expect(countOf(page, 1)).toHaveText('2')
  await expect(countOf(page, 2)).toHaveText('2')
  await expect(countOf(page, 0)).toHaveText('1')
  await page.keyboard.press('z')
  await expect(countOf(page, 1)).toHaveText('1')
  await expect(cells.nth(4)).toHaveAttribute('aria-selected', 'true')
  await expect(cells.nth(4).locator('.gallery-mark')).toHaveCount(0)
  await page.keyboard.press('Shift+Z')
  await expect(countOf(page, 1)).toHaveText('2')
  await page.keyboard.press('Control+z')
  await expect(countOf(page, 1)).toHaveText('1')
  await page.getByRole('button', { name: 'Rename class 2' }).click()
  await page.getByLabel('New name of class 2').fill('bent')
  await page.keyboard.press('Enter')
  await expect(cells.nth(1).locator('.gallery-mark')).toHaveText('2 bent')
  await page.waitForTimeout(600)
  expect(bad).toEqual([])
  await page.close()
  const { again, end } = await reopened(host, chrome, project)
  await expect(again.getByRole('tab', { name: 'Teach' })).toHaveAttribute('aria-selected', 'true')
  await expect(again.getByTestId('teach-gallery').getByRole('gridcell').nth(1).locator('.gallery-mark')).toHaveText('2 bent', { timeout: 60_000 })
  await again.keyboard.press('Shift+Z')
  await expect(countOf(again, 1)).toHaveText('2')
  await end()
})

test('labels by click and by box, taken off again; one that is filtered by them goes at once', async ({ page, project }) => {
  const cells = await openTeach(page, project)
  await cells.nth(2).click()
  await cells.nth(4).click({ modifiers: ['Control'] })
  await expect(status(page)).toHaveText('2 chosen')
  await page.getByRole('button', { name: 'Label what is chosen 3, class 3' }).click()
  await expect(status(page)).toHaveText('2 labelled 3 (class 3)')
  await expect(cells.nth(2).locator('.gallery-mark')).toHaveText('3 class 3')
  await expect(cells.nth(4).locator('.gallery-mark')).toHaveText('3 class 3')

  const [from, to] = [await cells.nth(0).boundingBox(), await cells.nth(2).boundingBox()]
  await page.mouse.move(from!.x + 10, from!.y + 10)
  await page.mouse.down()
  await page.mouse.move(to!.x + 20, to!.y + 40, { steps: 6 })
  await page.mouse.up()
  await expect(status(page)).toHaveText('3 chosen')
  await page.keyboard.press('1')
  await expect(countOf(page, 1)).toHaveText('3')
  await expect(countOf(page, 3)).toHaveText('1')
  await expect(cells.nth(3)).toHaveAttribute('aria-selected', 'true')
  await cells.nth(0).click()
  await page.keyboard.press('Backspace')
  await expect(countOf(page, 1)).toHaveText('2')

  // Only those without a label: 600 but three.
  await page.getByRole('combobox', { name: /^Filter/ }).selectOption({ label: 'Label: Labels' })
  await page.getByText(/^all 5$/).click()
  await page.getByRole('button', { name: 'None', exact: true }).click()
  await page.getByRole('checkbox', { name: 'unlabelled' }).check()
  await expect(page.getByText('597 of 600 particles')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByTestId('teach-gallery').getByRole('grid').focus()
  // Others are there now; their rows come a moment later.
  await expect(cells.nth(1)).toContainText('bit')
  const second = await cells.nth(1).textContent()
  await page.keyboard.press('9')
  await expect(page.getByText('596 of 600 particles')).toBeVisible()
  await expect(cells.first()).toHaveText(second!)
})

test('another program’s labels are taken; what is exported is what cgr train reads', async ({ page, project, host, made }) => {
  const cells = await openTeach(page, project)
  await page.getByRole('button', { name: 'From a file…' }).click()
  await page.getByLabel('Path', { exact: true }).fill(made.truth)
  await page.getByRole('button', { name: 'Take these labels' }).click()
  await expect(page.getByText('600 labels from truth.csv')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('button', { name: 'Rename class 0' })).toBeVisible()
  await expect(cells.first().locator('.gallery-mark')).toHaveText(/^[12] class [01]$/)
  await page.getByRole('button', { name: 'Export…' }).click()
  await page.getByLabel('Folder', { exact: true }).fill(join(host.home, 'labels'))
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click()
  await expect(page.getByTestId('train-command')).toHaveText(`cgr train ${made.particles} --labels ${join(host.home, 'labels', 'truth_csv.csv')} -o ${join(host.home, 'labels', 'truth_csv-model')}`, { timeout: 60_000 })
  const truth = readFileSync(made.truth, 'utf8').trim().split('\n').slice(1).map(line => line.split(',').slice(0, 2).map(Number))
  expect(readFileSync(join(host.home, 'labels', 'truth_csv.csv'), 'utf8')).toBe(`index,class\n${truth.map(([index, label]) => `${index},${label + 1}`).join('\n')}\n`)
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  const strange = join(host.home, 'strange.csv')
  writeFileSync(strange, 'index,class\n7000,1\n')
  await page.getByRole('button', { name: 'From a file…' }).click()
  await page.getByLabel('Path', { exact: true }).fill(strange)
  await page.getByRole('button', { name: 'Take these labels' }).click()
  await expect(page.getByRole('alert')).toContainText('none of its 1 particles')
})

for (const theme of ['light', 'dark'] as const) {
  test(`nothing serious for those who see or point otherwise, in the ${theme} theme`, async ({ page, project }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await openTeach(page, project)
    for (const key of '12x') await page.keyboard.press(key)
    await expect(countOf(page, 0)).toHaveText('1')
    await page.waitForTimeout(500)
    expect(await serious(page)).toEqual([])
  })
}

test('suggested particles are labelled, and what a network has learned from them is told with its interval', async ({ page, project }) => {
  test.slow()
  await openTeach(page, project)
  await page.getByRole('button', { name: 'New…' }).click()
  await page.getByLabel('Name', { exact: true }).fill('by eye')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Suggest', exact: true }).click()
  await expect(page.getByText('40 suggested particles')).toBeVisible({ timeout: 60_000 })
  await page.getByTestId('teach-gallery').getByRole('gridcell').first().click()
  for (let i = 0; i < 24; i += 1) await page.keyboard.press(i % 2 === 0 ? '1' : '2')
  await expect(countOf(page, 2)).toHaveText('12')
  await page.getByRole('button', { name: 'Retrain' }).click()
  await expect(page.getByText('Learning from the labels')).toBeVisible()
  const version = page.getByTestId('model-1')
  await expect(version).toContainText('24 labels', { timeout: 200_000 })
  await expect(version).toContainText(/The run\s*\d+\.\d % \(\d+\.\d % to \d+\.\d %\)/)
  await page.getByRole('button', { name: 'Show all particles' }).click()
  await expect(page.getByText('40 suggested particles')).toHaveCount(0)
})
