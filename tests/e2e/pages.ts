import type { Locator, Page } from 'playwright/test'
import { expect } from './host.ts'

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
