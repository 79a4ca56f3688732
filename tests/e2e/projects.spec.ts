import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './finishedProject.ts'
import { Host, cgr } from './host.ts'
import { goToStep, openProject, railStep } from './pages.ts'

const hashes = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => [name, createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')]))

test('a project made by cgr run opens, and opening and closing leaves every file as it was', { tag: '@browser' }, async ({ page, project, host }) => {
  const before = hashes(project)
  await openProject(page, project)
  await expect(railStep(page, 'Sort')).toContainText('done')
  await expect(page.getByRole('heading', { level: 1, name: 'Classes' })).toBeVisible()
  await page.close()
  await host.stop()
  expect(hashes(project)).toEqual(before)
})

test('closed and reopened, it shows the step where it was left; moved, it still opens', { tag: '@browser' }, async ({ page, project, host, chrome }) => {
  await openProject(page, project)
  await goToStep(page, 'Import')
  await page.waitForTimeout(1000)
  await page.close()
  await host.stop()
  expect(readdirSync(project).filter(name => /-(wal|shm)$|\.lock$/.test(name))).toEqual([])
  const moved = `${project}-moved`
  renameSync(project, moved)
  const other = new Host()
  await other.start(moved)
  const again = await chrome.newPage()
  await again.goto(other.address)
  await expect(again.getByRole('heading', { level: 1, name: 'Import' })).toBeVisible()
  await again.close()
  await other.remove()
  renameSync(moved, project)
})

test('two windows show the same project; a second program is refused as a writer, with a clear word', { tag: '@browser' }, async ({ page, project, chrome }) => {
  await openProject(page, project)
  const second = await page.context().newPage()
  await second.goto(page.url())
  await expect(second.getByRole('navigation', { name: 'Steps' })).toBeVisible()
  await expect(second.getByText('Nothing can be changed here')).toHaveCount(0)
  const other = new Host()
  await other.start(project)
  const third = await chrome.newPage()
  await third.goto(other.address)
  await expect(third.getByText('Nothing can be changed here')).toBeVisible()
  await expect(third.getByTestId(/^step-/)).toContainText(/in use by process \d+/)
  await third.close()
  await other.remove()
})

test('cgr refuses to write into a project that a window has open', async ({ page, project, made, host }) => {
  await openProject(page, project)
  await expect(cgr(host, 'run', made.particles, '-k', '2', '-o', project, '--overwrite')).rejects.toThrow(/in use by process/)
})

test('the start page lists what was opened, marks what is missing, and forgets on request', { tag: '@browser' }, async ({ page, project }) => {
  await openProject(page, project)
  await page.getByRole('button', { name: 'CGR', exact: true }).click()
  const card = page.getByRole('listitem').filter({ hasText: project })
  await expect(card).toContainText('600 particles')
  await expect(card.locator('img')).toBeVisible()
  renameSync(project, `${project}-away`)
  await page.reload()
  await expect(card).toContainText('missing')
  await page.getByRole('button', { name: 'Forget hsa' }).click()
  await expect(card).toHaveCount(0)
  renameSync(`${project}-away`, project)
})
