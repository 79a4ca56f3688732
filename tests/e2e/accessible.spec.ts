import { serious } from './axe.ts'
import { expect, test } from './finishedProject.ts'
import { goToStep, openProject } from './pages.ts'

for (const theme of ['light', 'dark'] as const) {
  test(`every step in the ${theme} theme`, async ({ page, project }) => {
    // Still: a colour half way between two themes is nobody's to read.
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    expect(await serious(page), 'start page').toEqual([])
    await openProject(page, project)
    for (const step of ['Import', 'Check', 'Sort', 'Classes', 'Maps', 'Report and export'] as const) {
      await goToStep(page, step)
      await page.waitForTimeout(1500)
      expect(await serious(page), step).toEqual([])
    }
  })
}

test('the whole rail by keyboard alone', async ({ page, project }) => {
  await openProject(page, project)
  const sort = page.getByRole('navigation', { name: 'Steps' }).getByRole('button').nth(2)
  for (let i = 0; i < 12 && !(await sort.evaluate(element => element === document.activeElement)); i += 1) await page.keyboard.press('Tab')
  await expect(sort).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Sort' })).toBeVisible()
})
