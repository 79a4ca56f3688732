import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { expect, onStartPage, test } from './desktop.ts'

const listen = (page: Page): Promise<unknown> => page.evaluate('{ window.heard = []; window.stopHearing = window.cgrWindow.onCommand(command => window.heard.push(command)) }')
const heard = (page: Page): Promise<unknown> => page.evaluate('window.heard')

test('each entry of ours tells the page what was chosen, until it stops listening', async ({ desktop: { app, page } }) => {
  await listen(page)
  const choose = (ids: readonly string[]): Promise<void> => app.evaluate(({ Menu }, names) => {
    for (const name of names) Menu.getApplicationMenu()?.getMenuItemById(name)?.click()
  }, ids)
  const ids = ['new-project', 'open-project', 'export', 'theme-system', 'theme-light', 'theme-dark', 'help']
  await choose(ids)
  await expect.poll(() => heard(page)).toEqual(ids)
  await page.evaluate('window.stopHearing()')
  await choose(['help'])
  await onStartPage(page)
  expect(await heard(page)).toHaveLength(ids.length)
})

/** Every entry of the menu, as "File / New project…". */
const entriesOf = (app: ElectronApplication): Promise<string[]> => app.evaluate(({ Menu }) => {
  const plain = (label: string): string => label.replace('&', '')
  const list = (menu: Electron.Menu, before: string): string[] => menu.items.filter(item => item.type !== 'separator').flatMap(item => {
    const name = before + plain(item.label)
    return item.submenu ? list(item.submenu, `${name} / `) : [name]
  })
  const menu = Menu.getApplicationMenu()
  return menu ? list(menu, '') : []
})

test('the menu is as it is documented; the developer tools are there only when asked for', async ({ desktop: { app }, start }) => {
  const usual = await entriesOf(app)
  expect(usual.map(entry => entry.split(' / ')[0]).filter((one, at, all) => all.indexOf(one) === at)).toEqual(['File', 'Edit', 'View', 'Help'])
  for (const entry of ['File / New project…', 'File / Open project…', 'File / Export…', 'View / Theme / Dark', 'Help / CGR help']) expect(usual).toContain(entry)
  expect(usual.filter(entry => /developer/i.test(entry))).toEqual([])
  await app.close()
  const asked = await start({ words: ['--devtools'] })
  await onStartPage(asked.page)
  expect((await entriesOf(asked.app)).filter(entry => /developer/i.test(entry))).toHaveLength(1)
})

test('a file named at the start is looked at once the page is there', async ({ start, folder }) => {
  const path = join(folder, 'particles.star')
  writeFileSync(path, 'data_\n')
  const { page } = await start({ words: [path] })
  await expect(page.getByRole('dialog').getByText('particles.star').first()).toBeVisible()
})
