import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, expect } from './finishedProject.ts'
import { ROOT } from './host.ts'
import { importParticles, openProject, railStep } from './pages.ts'

const INTEROP = join(ROOT, '..', 'shared', 'data', 'interop')

test('a RELION file is imported: what was found, and the proof that rows, images and poses belong together', async ({ page, made, host }) => {
  await importParticles(page, made.particles, join(host.home, 'new'))
  await expect(page.getByTestId('step-import')).toContainText('600')
  await expect(page.getByTestId('step-import')).toContainText('RELION star file')
  await expect(railStep(page, 'Import')).toContainText('done')
  await expect(railStep(page, 'Classes')).toContainText('sort the particles first')
  await page.getByRole('button', { name: 'Prove it now' }).click()
  await expect(page.getByText('Half-maps correlate')).toBeVisible({ timeout: 90_000 })
})

test.describe('real files', () => {
  test.skip(!existsSync(INTEROP), 'the real files are not here')
  for (const [name, says] of [['toy_projections.star', /1,000|toy/], ['relion31.6opticsgroups.star', /139 of 139 image stacks.*not found.*name the folder/s], ['empiar_10076_7.cs', /no alignments3D.pose.*give the particles of a 3D refinement/s], ['50S-vol.mrc', /50S-vol.mrc/]] as const) {
    test(`${name}: read, or refused with the reason and what to do`, async ({ page, host }) => {
      await importParticles(page, join(INTEROP, name), join(host.home, 'new'))
      await expect(page.getByTestId('step-import').or(page.getByRole('alert'))).toContainText(says)
    })
  }
})

test('wrong files: the user reads which line or byte is wrong, and nothing is made', async ({ page, host }) => {
  const folder = join(host.home, 'wrong')
  mkdirSync(folder)
  writeFileSync(join(folder, 'cut.star'), 'data_particles\n\nloop_\n_rlnImageName #1\n_rlnAngleRot #2\n000001@a.mrcs\n')
  writeFileSync(join(folder, 'junk.cs'), 'x'.repeat(200))
  for (const [name, says] of [['cut.star', /cut\.star.*line 6/s], ['junk.cs', /junk\.cs/], ['none.star', /no such file/]] as const) {
    await importParticles(page, join(folder, name), join(host.home, 'never'))
    await expect(page.getByRole('alert')).toContainText(says)
    expect(existsSync(join(host.home, 'never'))).toBe(false)
    await page.getByRole('button', { name: 'Cancel' }).click()
  }
})

test('stacks that have moved are located once, and the project goes on', { tag: '@browser' }, async ({ page, made, host }) => {
  const folder = join(host.home, 'data')
  mkdirSync(folder)
  for (const name of ['particles.star', 'particles.mrcs']) copyFileSync(join(made.particles, '..', name), join(folder, name))
  await importParticles(page, join(folder, 'particles.star'), join(host.home, 'new'))
  await expect(railStep(page, 'Import')).toContainText('done')
  const elsewhere = join(host.home, 'elsewhere')
  mkdirSync(elsewhere)
  renameSync(join(folder, 'particles.mrcs'), join(elsewhere, 'particles.mrcs'))
  await page.reload()
  await expect(page.getByText('Where have they gone?')).toBeVisible()
  await page.getByRole('button', { name: 'Locate the stacks…' }).click()
  await page.getByLabel('Path', { exact: true }).fill(elsewhere)
  await page.getByRole('button', { name: 'Look there' }).click()
  await expect(railStep(page, 'Import')).toContainText('done')
  await expect(page.getByTestId('step-import')).toContainText(elsewhere)
})

test('a folder without a project, a damaged and a newer project are refused and stay as they are', async ({ page, project, host }) => {
  const file = join(project, 'project.sqlite')
  await page.getByRole('button', { name: 'Open project…' }).click()
  await page.getByLabel('Path', { exact: true }).fill(host.home)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('no such file')
  const newer = readFileSync(file)
  newer.writeUInt32BE(99, 60)
  writeFileSync(file, newer)
  await page.getByRole('button', { name: 'Start page' }).click()
  await openOnly(page, project)
  await expect(page.getByRole('alert')).toContainText('written by a newer cgr')
  expect(readFileSync(file).equals(newer)).toBe(true)
})

const openOnly = async (page: Parameters<typeof openProject>[0], folder: string): Promise<void> => {
  await page.getByRole('button', { name: 'Open project…' }).click()
  await page.getByLabel('Path', { exact: true }).fill(folder)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
}

test('a file dropped in a browser: it says that the path is not known, asks for it, and tells what the file is', { tag: '@browser' }, async ({ page, made }) => {
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['x'], 'particles.star'))
    return transfer
  })
  await page.dispatchEvent('.drop-target', 'drop', { dataTransfer: data })
  await expect(page.getByText('Where is particles.star?')).toBeVisible()
  await page.getByLabel('Path', { exact: true }).fill(made.particles)
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('button', { name: 'New project with it…' }).click()
  await expect(page.getByRole('textbox', { name: 'Particles' })).toHaveValue(made.particles)
})
