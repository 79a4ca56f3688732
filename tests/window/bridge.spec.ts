import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Desktop } from './desktop.ts'
import { expect, test } from './desktop.ts'

test('the page is given six functions and names, and no part of Node or Electron', async ({ desktop: { page } }) => {
  expect(await page.evaluate('Object.fromEntries(Object.entries(window.cgrWindow).map(([name, one]) => [name, typeof one]))')).toEqual({
    host: 'string', choosePath: 'function', pathOfDropped: 'function', onCommand: 'function', showProgress: 'function', notify: 'function',
  })
  expect(await page.evaluate('window.cgrWindow.host')).toBe('electron')
  expect(await page.evaluate('["require", "process", "module", "Buffer", "global", "ipcRenderer", "electron"].filter(name => name in window)')).toEqual([])
})

test('the token of the core never reaches the page', async ({ desktop: { page } }) => {
  expect(await page.evaluate('document.cookie')).toBe('')
  expect(page.url()).not.toContain('token')
  expect(await page.evaluate('fetch("/").then(answer => [...answer.headers.keys()].filter(name => name === "set-cookie"))')).toEqual([])
})

/** Replaces the system's dialog by one that answers at once and notes what it was asked. */
const answerDialogs = ({ app }: Desktop, filePaths: readonly string[]): Promise<void> =>
  app.evaluate(({ dialog }, paths) => {
    const noted = globalThis as { asked?: unknown }
    dialog.showOpenDialog = ((_window: unknown, options: unknown) => {
      noted.asked = options
      return Promise.resolve({ canceled: paths.length === 0, filePaths: paths })
    }) as unknown as typeof dialog.showOpenDialog
  }, [...filePaths])

const askedOf = ({ app }: Desktop): Promise<unknown> => app.evaluate(() => (globalThis as { asked?: unknown }).asked)

test('choosing a path opens the system’s dialog for what is wanted', async ({ desktop }) => {
  const choose = (kind: string): Promise<unknown> => desktop.page.evaluate(`window.cgrWindow.choosePath(${JSON.stringify(kind)})`)
  await answerDialogs(desktop, ['/data/particles.star'])
  expect(await choose('particles')).toBe('/data/particles.star')
  expect(await askedOf(desktop)).toMatchObject({ properties: ['openFile'], filters: [{ extensions: ['star', 'cs'] }, { extensions: ['*'] }] })
  await choose('any')
  expect(await askedOf(desktop)).toMatchObject({ properties: ['openFile'] })
  await answerDialogs(desktop, [])
  expect(await choose('folder')).toBeNull()
  expect(await askedOf(desktop)).toMatchObject({ properties: ['openDirectory', 'createDirectory'] })
})

test('a dropped or chosen file says where it lies; one that the page made lies nowhere', async ({ desktop: { page }, folder }) => {
  const path = join(folder, 'particles.star')
  writeFileSync(path, 'data_\n')
  await page.evaluate('document.body.append(Object.assign(document.createElement("input"), { type: "file", id: "given" }))')
  await page.setInputFiles('#given', path)
  expect(await page.evaluate('window.cgrWindow.pathOfDropped(document.querySelector("#given").files[0])')).toBe(path)
  expect(await page.evaluate('window.cgrWindow.pathOfDropped(new File(["x"], "made.star"))')).toBe('')
})

test('progress is shown in the task bar until there is none', async ({ desktop: { app, page } }) => {
  await app.evaluate(({ BrowserWindow }) => {
    const noted = globalThis as { bars?: number[] }
    noted.bars = []
    BrowserWindow.getAllWindows()[0].setProgressBar = fraction => void noted.bars?.push(fraction)
  })
  await page.evaluate('window.cgrWindow.showProgress(0.25)')
  await page.evaluate('window.cgrWindow.showProgress(null)')
  await expect.poll(() => app.evaluate(() => (globalThis as { bars?: number[] }).bars)).toEqual([0.25, -1])
})

test('a notification is shown while another window is in use, and not over our own', async ({ desktop: { app, page } }) => {
  // A display without a desktop shows none: what is seen here is whether the system is asked.
  await app.evaluate(({ BrowserWindow, Notification }) => {
    const noted = globalThis as { asked?: number; focused?: boolean }
    Object.assign(noted, { asked: 0, focused: false })
    BrowserWindow.getAllWindows()[0].isFocused = () => noted.focused ?? false
    Notification.isSupported = () => {
      noted.asked = (noted.asked ?? 0) + 1
      return true
    }
  })
  const asked = (): Promise<unknown> => app.evaluate(() => (globalThis as { asked?: number }).asked)
  await page.evaluate('window.cgrWindow.notify("Run finished", "2 classes")')
  await expect.poll(asked).toBe(1)
  await app.evaluate(() => { (globalThis as { focused?: boolean }).focused = true })
  await page.evaluate('window.cgrWindow.notify("Run finished", "again")')
  await page.evaluate('window.cgrWindow.choosePath("nothing").catch(() => undefined)') // answered after the one before
  expect(await asked()).toBe(1)
})

test('what the page sends is checked: 2,000 malformed messages are refused and change nothing', async ({ desktop: { page } }) => {
  const refused = await page.evaluate(`(async () => {
    const odd = [undefined, '', 'particles ', '../x', 7, -1, 1.01, NaN, {}, [], ['any'], { kind: 'any' }, { toString: 'any' }, 'x'.repeat(100000), true]
    let refused = 0
    for (let at = 0; at < 2000; at++) await window.cgrWindow.choosePath(odd[at % odd.length]).catch(() => { refused++ })
    return refused
  })()`)
  expect(refused).toBe(2000)
  expect(await page.evaluate('window.cgrWindow.host')).toBe('electron')
})

test('only the top frame of the window, on a page of ours, is answered', async ({ desktop: { app } }) => {
  const answers = await app.evaluate(async ({ BrowserWindow, ipcMain, dialog }) => {
    const sender = BrowserWindow.getAllWindows()[0].webContents
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: ['/chosen'] })) as unknown as typeof dialog.showOpenDialog
    const { _invokeHandlers: handlers } = ipcMain as unknown as { _invokeHandlers: Map<string, (event: unknown, ...words: unknown[]) => unknown> }
    const ask = async (event: object): Promise<unknown> => {
      let reply: unknown = null
      const take = (value: unknown): void => { reply = value }
      try {
        // Electron before 28 gives the answer by calls on the event, later ones by the value.
        const value = await handlers.get('window:choose-path')?.({ ...event, _reply: take, _throw: () => take('refused') }, 'any')
        return value ?? reply
      } catch {
        return 'refused'
      }
    }
    const top = { url: 'app://cgr/', parent: null }
    return Promise.all([
      ask({ sender, senderFrame: top }), ask({ sender, senderFrame: { ...top, parent: top } }), ask({ sender, senderFrame: { ...top, url: 'https://example.org/' } }),
      ask({ sender, senderFrame: { ...top, url: 'app://cgr.example.org/' } }), ask({ sender, senderFrame: null }), ask({ sender: {}, senderFrame: top }),
    ])
  })
  expect(answers).toEqual(['/chosen', 'refused', 'refused', 'refused', 'refused', 'refused'])
})
