import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright/test'
import { serious } from './axe.ts'
import { expect, test } from './finishedProject.ts'
import { cgr, watchConsole } from './host.ts'
import { goToStep, openProject } from './pages.ts'
import { colourDistance, pixelsOf } from './pictures.ts'

/** Makes the landscape of a finished project and opens what stands beside it. */
async function motionOf(page: Page, project: string): Promise<Locator> {
  await openProject(page, project)
  await goToStep(page, 'Classes')
  await page.getByRole('tab', { name: 'Landscape' }).click()
  await page.getByLabel('Number of components').fill('2')
  await page.getByRole('button', { name: 'Make the landscape' }).click()
  await expect(page.getByLabel('Plane').getByRole('option', { name: 'two components' })).toBeAttached({ timeout: 180_000 })
  await page.getByRole('tab', { name: 'Motion' }).click()
  return page.getByTestId('motion')
}

async function setPoints(page: Page, points: number): Promise<void> {
  await page.getByRole('spinbutton', { name: 'Points' }).fill(String(points))
  await page.keyboard.press('Enter')
}

/** The surface in the 3D view, once it stands for this place of the slider. */
async function picture(page: Page, position: number): Promise<Buffer> {
  const morph = page.getByTestId('morph')
  await expect(morph).toHaveAttribute('data-drawn', String(position))
  await expect(morph.locator('.view')).toHaveAttribute('data-state', 'ready')
  await page.waitForTimeout(700)
  return morph.locator('.view-canvas').screenshot()
}

/** Pixels that differ between two pictures of one size. */
async function differing(page: Page, a: Buffer, b: Buffer): Promise<number> {
  const [{ bytes: one }, { bytes: other }] = [await pixelsOf(page, a), await pixelsOf(page, b)]
  let count = 0
  for (let i = 0; i < one.length; i += 4) if (colourDistance(one, i, other, i) > 30) count++
  return count
}

/** Plays a film in an empty page of Chromium: its length, its size, and how many pixels change from its beginning to its middle. */
async function watch(chrome: Browser, film: Buffer): Promise<{ readonly seconds: number; readonly width: number; readonly height: number; readonly changed: number }> {
  const cinema = await chrome.newPage()
  try {
    return await cinema.evaluate(async data => {
      const video = document.createElement('video')
      video.muted = true
      video.src = `data:video/mp4;base64,${data}`
      await new Promise((resolve, reject) => {
        video.addEventListener('loadeddata', resolve)
        video.addEventListener('error', () => reject(new Error(video.error?.message)))
      })
      const pixelsAt = async (seconds: number): Promise<Uint8ClampedArray> => {
        const sought = new Promise(resolve => video.addEventListener('seeked', resolve, { once: true }))
        video.currentTime = seconds
        await sought
        const paper = new OffscreenCanvas(video.videoWidth, video.videoHeight).getContext('2d')!
        paper.drawImage(video, 0, 0)
        return paper.getImageData(0, 0, video.videoWidth, video.videoHeight).data
      }
      const [first, middle] = [await pixelsAt(0.01), await pixelsAt(video.duration / 2)]
      let changed = 0
      for (let i = 0; i < first.length; i += 4) if (Math.abs(first[i] - middle[i]) > 30) changed++
      return { seconds: video.duration, width: video.videoWidth, height: video.videoHeight, changed }
    }, film.toString('base64'))
  } finally {
    await cinema.close()
  }
}

test('a walk along a component is made, looked at, moved through and saved as a movie', async ({ page, project, chrome }) => {
  const bad = watchConsole(page)
  const motion = await motionOf(page, project)
  await setPoints(page, 3)
  await page.getByRole('button', { name: 'Make the maps' }).click()
  await expect(motion.getByText('Making the maps')).toBeVisible()
  await expect(page.getByTestId('morph')).toBeVisible({ timeout: 180_000 })
  await expect(page.getByTestId('walk-points').locator('tbody tr')).toHaveCount(3)
  await expect(page.getByTestId('walk-points').locator('tbody tr').first()).toContainText(/pc1 = −\d\.\d\d\d+\d\.\d\d/)
  await expect(page.locator('.scatter-stop')).toHaveCount(3)

  const slider = page.getByRole('slider', { name: 'Place on the way' })
  const first = await picture(page, 1)
  await slider.focus()
  await page.keyboard.press('End')
  await expect(slider).toHaveAttribute('aria-valuetext', /^point 3 of 3, pc1 = \d\.\d\d$/)
  const last = await picture(page, 3)
  const turned = await differing(page, first, last)
  expect(turned).toBeGreaterThan(150)
  await expect(page.locator('.scatter-stop.is-now')).toHaveText('3')
  await slider.fill('2.5')
  await expect(motion.getByText('A blend of the maps of points 2 and 3, not a reconstruction.')).toBeVisible()
  const between = await picture(page, 2.5)
  expect(await differing(page, between, last)).toBeGreaterThan(20)
  await motion.getByRole('slider', { name: 'Level' }).focus()
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight')
  expect(await differing(page, between, await picture(page, 2.5))).toBeGreaterThan(150)

  await page.getByRole('button', { name: 'Play' }).click()
  await expect.poll(async () => Number(await slider.inputValue())).toBeLessThan(2)
  await page.getByRole('button', { name: 'Pause' }).click()
  const stood = await slider.inputValue()
  await page.waitForTimeout(300)
  expect(await slider.inputValue()).toBe(stood)

  await page.getByRole('button', { name: 'Save a movie…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Movie of the walk' })
  await dialog.getByLabel('Length').fill('1')
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Frames a second').selectOption('12')
  await dialog.getByLabel('Size').selectOption('640 × 480 pixels')
  await expect(dialog.getByText('12 frames')).toBeVisible()
  expect(await serious(page)).toEqual([])
  const saved = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save the movie' }).click()
  const download = await saved, film = readFileSync(await download.path())
  await expect(dialog.getByText(/^Saved: /)).toBeVisible()
  expect(download.suggestedFilename()).toMatch(/\.mp4$/)
  expect(film.subarray(4, 8).toString('latin1')).toBe('ftyp')
  const seen = await watch(chrome, film)
  expect(seen).toMatchObject({ width: 640, height: 480 })
  expect(seen.seconds).toBeCloseTo(1, 2)
  expect(seen.changed).toBeGreaterThan(500)

  await dialog.getByLabel('Length').fill('60')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Save the movie' }).click()
  await expect(dialog.getByText(/^Frame [1-9]\d* of 720/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await expect(dialog.getByText('720 frames')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()
  expect(bad).toEqual([])
})

test('maps are made along a drawn path and of chosen particles, stopped, and removed', async ({ page, project }) => {
  const bad = watchConsole(page)
  const motion = await motionOf(page, project)
  await setPoints(page, 50)
  await motion.getByRole('button', { name: 'Make the maps' }).click()
  await expect(motion.getByRole('alert')).toContainText(/particles lie near it, too few for a map.*take fewer points/, { timeout: 60_000 })

  await motion.getByRole('combobox', { name: 'Along' }).selectOption('a drawn path')
  await expect(motion.getByText('Draw a path first.')).toBeVisible()
  const surface = page.locator('.scatter-surface'), box = (await surface.boundingBox())!
  const at = (right: number, down: number): [number, number] => [box.x + right * box.width, box.y + down * box.height]
  const corners = motion.getByRole('table', { name: 'Corners of the path' }).locator('tbody tr')
  await page.mouse.click(...at(0.25, 0.5))
  await page.mouse.move(...at(0.5, 0.4))
  await page.mouse.down()
  for (let step = 1; step <= 20; step++) await page.mouse.move(...at(0.5 + 0.013 * step, 0.4 + 0.005 * step))
  await page.mouse.up()
  await expect(corners).toHaveCount(3)
  await expect(page.locator('.scatter-way-arrow')).toHaveCount(2)
  await surface.focus()
  await page.keyboard.press('Escape')
  await expect(corners).toHaveCount(0)
  await motion.getByRole('button', { name: 'From end to end of pc1' }).click()
  await expect(corners).toHaveCount(2)
  await motion.getByRole('spinbutton', { name: 'Corner 2, pc2' }).fill('0.2')
  await page.keyboard.press('Enter')
  await setPoints(page, 2)
  await motion.getByRole('button', { name: 'Make the maps' }).click()
  await expect(page.getByTestId('morph')).toBeVisible({ timeout: 180_000 })
  await expect(page.getByTestId('walks')).toContainText('Path 1 through components 1 and 2')
  await expect(page.locator('.scatter-stop')).toHaveCount(2)

  await page.getByRole('tab', { name: 'Chosen particles' }).click()
  await page.getByRole('list', { name: 'Class', exact: true }).getByRole('button', { name: /Class 1/ }).click()
  await page.getByRole('button', { name: 'Make a map of all' }).click()
  await expect(motion.getByText('Making the maps')).toBeVisible()
  await motion.getByRole('button', { name: 'Stop' }).click()
  await expect(motion.getByText('Making the maps')).toBeHidden({ timeout: 20_000 })
  await expect(page.getByTestId('walks').getByRole('listitem')).toHaveCount(1)
  await page.getByRole('tab', { name: /Chosen particles/ }).click()
  await page.getByRole('button', { name: 'Make a map of all' }).click()
  await expect(page.getByTestId('walks')).toContainText(/Chosen particles 1.*one map, \d+\.\d Å/, { timeout: 180_000 })
  await expect(page.getByTestId('walks').getByRole('radio').first()).toBeChecked()
  await expect(page.getByTestId('morph').locator('.view')).toHaveAttribute('data-state', 'ready')
  await expect(page.getByRole('slider', { name: 'Place on the way' })).toHaveCount(0)
  expect(await serious(page)).toEqual([])

  await page.getByRole('button', { name: 'Remove Chosen particles 1' }).click()
  await page.getByRole('button', { name: 'Remove the maps' }).click()
  await expect(page.getByTestId('walks').getByRole('listitem')).toHaveCount(1)
  expect(bad).toEqual([])
})

test('particles that are one 3D map each have a landscape, and maps along it', async ({ page, host }) => {
  const bad = watchConsole(page), set = join(host.home, 'maps'), project = join(host.home, 'hinge')
  await cgr(host, 'simulate', '--structure', 'hsa', '--states', 'rotate A:5-197 0 about A:198 A:100', '--motion', '15', '--maps', '--tilt-range', '60', '-n', '160', '--box', '32', '--snr', '0.05', '-o', set)
  await cgr(host, 'run', join(set, 'particles.star'), '-k', '1', '--network', 'off', '-o', project)
  const motion = await motionOf(page, project)
  await expect(page.getByText(/^(Continuous: |Discrete: |Discrete states or )/)).toBeVisible()
  await setPoints(page, 3)
  await page.getByRole('button', { name: 'Make the maps' }).click()
  await expect(page.getByTestId('morph')).toBeVisible({ timeout: 180_000 })
  await expect(page.getByTestId('walk-points').locator('tbody tr')).toHaveCount(3)
  const first = await picture(page, 1)
  await motion.getByRole('slider', { name: 'Place on the way' }).fill('3')
  expect(await differing(page, first, await picture(page, 3))).toBeGreaterThan(150)
  expect(bad).toEqual([])
})
