import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, test } from './finishedProject.ts'
import { ROOT } from './host.ts'
import { goToStep, openProject } from './pages.ts'

const AXE = readFileSync(join(ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8')

type Finding = { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[] }

/** What axe calls serious or critical. It is given to the page by the debugger, whom the page's policy does not bind. */
async function serious(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Finding[] }> } }
    return (await axe.run(document, { resultTypes: ['violations'], iframes: false })).violations
  })
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`))
}

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
