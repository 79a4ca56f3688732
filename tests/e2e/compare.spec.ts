import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, test } from './finishedProject.ts'
import { goToStep, openProject } from './pages.ts'

async function openComparison(page: Page, project: string): Promise<void> {
  await openProject(page, project)
  await goToStep(page, 'Report and export')
  await page.getByRole('tab', { name: 'Compare' }).click()
}

async function load(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: /^Load (a|another) file…$/ }).click()
  await page.getByLabel('Path', { exact: true }).fill(path)
  await page.getByRole('dialog').getByRole('button', { name: 'Load', exact: true }).click()
}

/** What RELION would have left had it found our classes, and the truth with every tenth label changed. */
function otherPrograms(project: string, truth: string): { readonly relion: string; readonly labels: string } {
  const job = join(project, '..', 'job012'), relion = join(job, 'run_it025_data.star'), labels = join(job, 'labels.csv')
  mkdirSync(job)
  copyFileSync(join(project, 'run_data.star'), relion)
  const [head, ...rows] = readFileSync(truth, 'utf8').trim().split('\n'), column = head.split(',').indexOf('class')
  const label = (row: string): string => row.split(',')[column]
  writeFileSync(labels, `index,class\n${rows.map((row, i) => `${i + 1},${i % 10 === 0 ? 1 - Number(label(row)) : label(row)}`).join('\n')}\n`)
  return { relion, labels }
}

test('several assignments: matrix, a truth, who is right, a pair; kept by the project', async ({ page, project, made }) => {
  const { relion, labels } = otherPrograms(project, made.truth)
  await openComparison(page, project)
  for (const path of [relion, labels, made.truth]) await load(page, path)
  const list = page.getByTestId('assignments')
  await expect(list.getByRole('row', { name: /run_it025_data\.star/ })).toContainText('600 by image name', { timeout: 60_000 })
  await expect(list.getByRole('row', { name: /labels\.csv/ })).toContainText('600 by row number')
  await expect(list.getByRole('row', { name: /Classes here/ })).toContainText(/\d+ (s|min)/)
  await expect(page.getByTestId('mcnemar')).toBeHidden()

  const figure = (title: string) => page.getByRole('figure').filter({ hasText: title })
  await figure('Adjusted Rand index').getByText('Show as table').click()
  await expect(figure('Adjusted Rand index').getByRole('row', { name: /^B run_it025_data\.star 1 – / })).toBeVisible()

  await page.getByLabel('Truth', { exact: true }).selectOption({ label: 'D truth.csv' })
  await expect(page.getByTestId('mcnemar').getByRole('row')).toHaveCount(4)
  await expect(page.getByTestId('mcnemar').getByRole('row', { name: /^A Classes here, B run_it025_data\.star/ }).getByRole('cell')).toHaveText(['600', '0', '0', '1.0'])
  await figure('Matched accuracy').getByText('Show as table').click()
  await expect(figure('Matched accuracy').getByRole('row', { name: /^C labels\.csv .* – 0\.9000$/ })).toBeVisible()

  await page.getByLabel('Second', { exact: true }).selectOption({ label: 'D truth.csv' })
  await page.getByLabel('First', { exact: true }).selectOption({ label: 'C labels.csv' })
  await expect(page.getByTestId('comparison')).toContainText('600 particles are in both')
  await expect(figure('Particles by class')).toContainText(/9\d\u202F%/)

  // Left and entered again: it is all there, and a file that is gone is said where it stood.
  await page.waitForTimeout(600)
  rmSync(labels)
  await page.reload()
  await expect(list.getByRole('row', { name: /labels\.csv/ })).toContainText('no such file')
  await expect(page.getByLabel('Truth', { exact: true })).toHaveValue(made.truth)
  await page.getByRole('button', { name: 'Take off labels.csv' }).click()
  await expect(list.getByRole('row')).toHaveCount(4)
})

test('the variance inside the classes of a file: measured beside ours, stopped, kept, its maps at Maps', async ({ page, project, made }) => {
  test.setTimeout(300_000)
  const one = join(project, '..', 'all of them.csv'), rows = readFileSync(made.truth, 'utf8').trim().split('\n').slice(1)
  writeFileSync(one, `index,class\n${rows.map((_, i) => `${i + 1},whole`).join('\n')}\n`)
  await openComparison(page, project)
  await load(page, one)
  const table = page.getByTestId('variance'), measure = page.getByRole('button', { name: 'Measure the variance of the classes of B all of them.csv' })
  await expect(table.getByRole('row', { name: /^The run [12] / })).toHaveCount(2, { timeout: 60_000 })
  await expect(table.getByRole('row', { name: /^The run 1 / }).getByRole('cell').nth(3)).toHaveText(/^(–|\d\.\d\d to \d\.\d\d)$/)

  await measure.click()
  const progress = page.getByRole('status').filter({ hasText: 'Measuring the variance of classes' })
  await expect(progress).toContainText('of this stage', { timeout: 60_000 })
  await expect(measure).toBeDisabled()
  await progress.getByRole('button', { name: 'Stop' }).click()
  await expect(progress).toBeHidden({ timeout: 60_000 })
  await expect(table.getByRole('row', { name: /all of them/ })).toHaveCount(0)

  await measure.click()
  const whole = table.getByRole('row', { name: /^B all of them\.csv whole 600 / })
  await expect(whole).toBeVisible({ timeout: 200_000 })
  await expect(table.getByRole('row', { name: /^The run, beside B all of them\.csv/ })).toHaveCount(2)
  const value = async (row: ReturnType<Page['getByRole']>): Promise<number> => Number.parseFloat(await row.getByRole('cell').nth(2).innerText()) || 0
  expect(await value(whole)).toBeGreaterThan(await value(table.getByRole('row', { name: /^The run, beside B all of them\.csv 1 / })))
  await expect(page.getByText('It has no poses: at those that the run ended with.')).toBeVisible()

  await page.reload()
  await expect(whole).toBeVisible({ timeout: 60_000 })
  await goToStep(page, 'Maps')
  await expect(page.getByText('all_of_them: its class 1, variance').first()).toBeAttached({ timeout: 60_000 })
})

test('a file that is dropped on the step is loaded; a pickle says why it is not', { tag: '@browser' }, async ({ page, project, made }) => {
  await openProject(page, project)
  await goToStep(page, 'Report and export')
  const drop = async (name: string, path: string): Promise<void> => {
    const data = await page.evaluateHandle(file => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['index,class\n'], file))
      return transfer
    }, name)
    await page.getByRole('tablist').dispatchEvent('drop', { dataTransfer: data })
    await expect(page.getByText(`Where is ${name}?`)).toBeVisible()
    await page.getByLabel('Path', { exact: true }).fill(path)
    await page.getByRole('dialog').getByRole('button', { name: 'Load', exact: true }).click()
  }
  const pickle = join(project, '..', 'labels.pkl')
  writeFileSync(pickle, '')
  await drop('truth.csv', made.truth)
  await drop('labels.pkl', pickle)
  await expect(page.getByTestId('assignments').getByRole('row', { name: /labels\.pkl/ })).toContainText(/can run any program.*python3 -c/, { timeout: 60_000 })
  await expect(page.getByTestId('comparison')).toContainText('600 particles are in both')
})
