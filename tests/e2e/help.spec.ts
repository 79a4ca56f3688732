import { serious } from './axe.ts'
import { expect, test } from './finishedProject.ts'
import { openProject } from './pages.ts'

test('from the start page: contents, search, jump, links, close', async ({ page }) => {
  await page.getByRole('button', { name: 'Help' }).click()
  const help = page.getByRole('dialog', { name: 'Help' }), article = help.getByRole('article')
  await expect(article.getByRole('heading', { level: 2, name: 'First hour' })).toBeVisible()
  const contents = help.getByRole('navigation', { name: 'Contents' })
  await contents.getByRole('button', { name: 'What each number means' }).click()
  await contents.getByRole('button', { name: 'Occupancy' }).click()
  await expect(article.getByRole('heading', { name: 'Occupancy' })).toBeFocused()
  await expect(article.getByRole('heading', { name: 'Occupancy' })).toBeInViewport()

  await help.getByRole('searchbox').fill('stacks missing')
  const found = help.getByRole('list', { name: 'Found' })
  await expect(found.getByRole('button').first()).toContainText('Stacks are missing')
  await found.getByRole('button').first().click()
  await expect(article.getByRole('heading', { name: 'Stacks are missing' })).toBeInViewport()
  await help.getByRole('searchbox').fill('zebrafish')
  await expect(help.getByRole('status')).toHaveText('Nothing about “zebrafish”')

  await article.getByRole('link', { name: 'pose error' }).click()
  await expect(article.getByRole('heading', { name: 'Pose error' })).toBeFocused()
  expect(new URL(page.url()).hash).toMatch(/^(#\/)?$/)
  await help.getByRole('button', { name: 'Close' }).click()
  await expect(help).toBeHidden()
  await expect(page.getByRole('button', { name: 'Help' })).toBeFocused()
})

test('by keyboard alone, at the step where one is; nothing serious for axe in either theme', async ({ page, project }) => {
  await openProject(page, project)
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: /Maps/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Maps' })).toBeVisible()
  await page.keyboard.press('F1')
  const help = page.getByRole('dialog', { name: 'Help' }), article = help.getByRole('article')
  await expect(article.getByRole('heading', { level: 3, name: 'Maps' })).toBeInViewport()
  await expect(help.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('0.143')
  await page.keyboard.press('Enter')
  await expect(article.locator(':focus')).toHaveText(/Resolution|FSC/)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.waitForTimeout(300)
    expect(await serious(page), colorScheme).toEqual([])
  }
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
})
