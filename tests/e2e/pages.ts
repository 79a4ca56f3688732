import type { Browser, Locator, Page } from 'playwright/test'
import { Host, expect } from './host.ts'

type Step = 'Import' | 'Check' | 'Sort' | 'Classes' | 'Maps' | 'Report and export'

export const railStep = (page: Page, step: Step): Locator => page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: new RegExp(`\\d\\. ${step}`) })

export async function goToStep(page: Page, step: Step): Promise<void> {
  await railStep(page, step).click()
  await expect(page.getByRole('heading', { level: 1, name: step })).toBeVisible()
}

/** Opens a project as a user would: by the path browser of the start page. */
export async function openProject(page: Page, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Open project…' }).click()
  await page.getByLabel('Path', { exact: true }).fill(folder)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByRole('navigation', { name: 'Steps' })).toBeVisible()
}

/** Names particles and folder of a new project and imports. */
export async function importParticles(page: Page, input: string, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'New project…' }).click()
  await page.getByRole('textbox', { name: 'Particles' }).fill(input)
  await page.getByRole('textbox', { name: 'Folder of the project' }).fill(folder)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
}

/** The project in a new host and a new page, after the old host was stopped; `end` ends both. */
export async function reopened(host: Host, chrome: Browser, project: string): Promise<{ readonly again: Page; end(): Promise<void> }> {
  await host.stop()
  const other = new Host()
  await other.start(project)
  const again = await chrome.newPage()
  await again.goto(other.address)
  return {
    again,
    async end() {
      await again.close()
      await other.remove()
    },
  }
}
