import { once } from 'node:events'
import { chownSync, copyFileSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright/test'
import { ROOT, expect, isRoot, onStartPage, test } from './desktop.ts'
import type { Desktop } from './desktop.ts'
import { familyOf, isAlive, isCore, isJob, isRenderer, listeningPorts } from './processes.ts'

/** Debian's user without rights: Electron's sandbox does not start as root, where tests often run. */
const NOBODY = 65534

/** Whether every folder down to this one can be entered by everybody. */
const isOpenToAll = (path: string): boolean => (statSync(path).mode & 0o005) === 0o005 && (path === dirname(path) || isOpenToAll(dirname(path)))

const coreOf = ({ app }: Desktop): number => familyOf(app.process().pid ?? 0).find(isCore)?.pid ?? 0

const onStoppedPage = (page: Page): Promise<unknown> => page.waitForSelector('[data-testid="core-stopped"]')

test('started as a user does, without the test’s own ports: sandboxed renderers, no TCP port open, a socket that only the user reaches, and an orderly end', async ({ env, folder, startPlainly }) => {
  test.skip(isRoot && !isOpenToAll(ROOT), 'only root can read the program here, and Electron’s sandbox does not start as root')
  const authority = join(folder, 'xauthority')
  if (env['XAUTHORITY']) copyFileSync(env['XAUTHORITY'], authority)
  if (isRoot) for (const path of [folder, ...(env['XAUTHORITY'] ? [authority] : [])]) chownSync(path, NOBODY, NOBODY)
  const child = startPlainly([], { env: { ...env, HOME: folder, XAUTHORITY: authority }, ...(isRoot && { uid: NOBODY, gid: NOBODY }) })
  const ended = once(child, 'exit')
  const family = (): ReturnType<typeof familyOf> => familyOf(child.pid!)
  const socketFolder = (): string | undefined => readdirSync(folder).find(name => name.startsWith('cgr-') && existsSync(join(folder, name, 'core.sock')))
  await expect.poll(() => [family().some(isRenderer), family().some(isCore), Boolean(socketFolder())]).toEqual([true, true, true])

  expect(statSync(join(folder, socketFolder()!)).mode & 0o777).toBe(0o700)
  for (let watched = 0; watched < 20; watched++) {
    expect(listeningPorts(family().map(one => one.pid))).toEqual([])
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  const all = family()
  expect(all.filter(isRenderer).map(one => one.seccomp)).toEqual(['2'])
  expect(all.flatMap(one => one.words).filter(word => /no-sandbox|token/i.test(word) && word !== '--no-zygote-sandbox')).toEqual([])

  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  await expect.poll(() => all.filter(one => isAlive(one.pid)).map(one => one.words)).toEqual([])
  expect(socketFolder()).toBeUndefined()
})

test('the core ends when the window closes, and when the window’s process is killed', async ({ start }) => {
  for (const end of [(desktop: Desktop) => desktop.app.close(), async (desktop: Desktop) => void desktop.app.process().kill('SIGKILL')]) {
    const desktop = await start()
    await onStartPage(desktop.page)
    const core = coreOf(desktop)
    expect(isAlive(core)).toBe(true)
    await end(desktop)
    await expect.poll(() => isAlive(core)).toBe(false)
  }
})

test('events flow as they come', async ({ desktop: { page } }) => {
  const { status, type, first } = await page.evaluate<{ status: number; type: string; first: string }>(`(async () => {
    const stop = new AbortController()
    const answer = await fetch('/events', { signal: stop.signal })
    const { value } = await answer.body.getReader().read()
    stop.abort()
    return { status: answer.status, type: answer.headers.get('content-type'), first: new TextDecoder().decode(value) }
  })()`)
  expect({ status, type }).toEqual({ status: 200, type: 'application/x-ndjson' })
  expect(first).toMatch(/\n$/)
})

test('a crashed page comes back at the same address while the core goes on', async ({ desktop }) => {
  const { app, page } = desktop
  const core = coreOf(desktop)
  await page.evaluate('history.replaceState(null, "", "/?step=maps#level")')
  const back = page.waitForEvent('load')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.forcefullyCrashRenderer())
  await back.catch(() => undefined)
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.executeJavaScript('location.href + " " + Boolean(document.querySelector("[data-testid=start-page]"))'))).toBe('app://cgr/?step=maps#level true')
  expect(coreOf(desktop)).toBe(core)
})

test('a page that keeps crashing leaves it to the user', async ({ desktop: { app } }) => {
  await app.evaluate(({ BrowserWindow, dialog }) => {
    const noted = globalThis as { asked?: string[]; loads?: number }
    noted.asked = []
    noted.loads = 0
    dialog.showMessageBox = (async (_window: unknown, options: Electron.MessageBoxOptions) => {
      noted.asked?.push(`${options.message}: ${options.buttons?.join(', ')}`)
      return { response: 0, checkboxChecked: false }
    }) as unknown as typeof dialog.showMessageBox
    const { webContents } = BrowserWindow.getAllWindows()[0]
    webContents.on('did-finish-load', () => {
      noted.loads = (noted.loads ?? 0) + 1
      if (noted.loads < 4) webContents.forcefullyCrashRenderer()
    })
    webContents.forcefullyCrashRenderer()
  })
  const noted = (): Promise<unknown> => app.evaluate(() => ({ asked: (globalThis as { asked?: string[] }).asked, loads: (globalThis as { loads?: number }).loads }))
  await expect.poll(noted).toEqual({ asked: ['The page keeps failing: Reload, Close'], loads: 4 })
})

test('a killed core is said, and started again on request', async ({ desktop }) => {
  const { page } = desktop
  const core = coreOf(desktop)
  await page.evaluate('history.replaceState(null, "", "/?step=maps")')
  process.kill(core, 'SIGKILL')
  await onStoppedPage(page)
  expect(page.url()).toBe('app://cgr/?step=maps')
  await expect(page.getByText('ended by SIGKILL')).toBeVisible()
  // Reloading does not start it behind the user's back.
  await page.reload()
  await onStoppedPage(page)
  await page.getByRole('link', { name: 'Start again' }).click()
  await onStartPage(page)
  expect(page.url()).toBe('app://cgr/?step=maps')
  expect(coreOf(desktop)).not.toBe(core)
  expect(isAlive(coreOf(desktop))).toBe(true)
})

test('closing asks while a job runs, whatever the page shows of it', async ({ start, folder }) => {
  const { app, page } = await start()
  await onStartPage(page)
  const answerWith = (response: number): Promise<void> => app.evaluate(({ dialog }, given) => {
    const noted = globalThis as { asked?: string[] }
    noted.asked ??= []
    dialog.showMessageBox = (async (_window: unknown, options: Electron.MessageBoxOptions) => {
      noted.asked?.push(`${options.message}: ${options.buttons?.join(', ')}`)
      return { response: given, checkboxChecked: false }
    }) as unknown as typeof dialog.showMessageBox
  }, response)
  const close = (): Promise<void> => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].close())
  await answerWith(1)
  await page.evaluate(`(async () => {
    const events = (await fetch('/events')).body.pipeThrough(new TextDecoderStream()).getReader()
    await fetch('/call/project.sample', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify({ folder: join(folder, 'sample') }))} })
    for (let heard = ''; !heard.includes('"progress"');) heard += (await events.read()).value
  })()`)
  await close()
  await expect.poll(() => app.evaluate(() => (globalThis as { asked?: string[] }).asked)).toEqual(['A job is still running: Stop and close, Cancel'])
  expect(await page.evaluate('document.visibilityState')).toBe('visible')
  await answerWith(0)
  const family = familyOf(app.process().pid ?? 0)
  expect(family.filter(isJob)).toHaveLength(1)
  const ended = app.waitForEvent('close')
  await close()
  await ended
  await expect.poll(() => family.filter(one => isAlive(one.pid)).map(one => one.words)).toEqual([])
})

test('a second start ends at once, brings the first to the front, and hands over what it was to open', async ({ desktop: { app, page }, startPlainly, folder }) => {
  await page.evaluate('{ window.heard = []; window.cgrWindow.onCommand(command => window.heard.push(command)) }')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].minimize())
  writeFileSync(join(folder, 'particles.star'), 'data_\n')
  const second = startPlainly(['particles.star', ...(isRoot ? ['--no-sandbox'] : [])], { cwd: folder })
  expect((await once(second, 'exit'))[0]).toBe(0)
  await expect.poll(() => page.evaluate('window.heard')).toEqual([`open:${join(folder, 'particles.star')}`])
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(window => window.isMinimized()))).toEqual([false])
})

test('a folder named at the start is what the core opens', async ({ start, folder }) => {
  const desktop = await start({ words: [folder] })
  // It is no project: the page says so, perhaps after a moment of the start page.
  await desktop.page.waitForSelector('main.page')
  const { value } = await desktop.page.evaluate<{ value: { opens: string } }>('fetch("/call/app.info", { method: "POST", headers: { "content-type": "application/json" }, body: "null" }).then(answer => answer.json())')
  expect(value.opens).toBe(folder)
})

test('the window opens where it was closed; a damaged file of it does no harm', async ({ start, folder }) => {
  const file = join(folder, 'cgr-workstation', 'window.json')
  const boundsOf = ({ app }: Desktop): Promise<Electron.Rectangle> => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].getBounds())
  const first = await start()
  await onStartPage(first.page)
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].setBounds({ x: 40, y: 50, width: 900, height: 620 }))
  await expect.poll(() => boundsOf(first)).toEqual({ x: 40, y: 50, width: 900, height: 620 })
  await first.app.close()
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ x: 40, y: 50, width: 900, height: 620, maximised: false })

  const second = await start()
  expect(await boundsOf(second)).toEqual({ x: 40, y: 50, width: 900, height: 620 })
  await second.app.close()

  writeFileSync(file, '{"x":1e99,')
  const third = await start()
  expect(await boundsOf(third)).toMatchObject({ width: 1280, height: 800 })
})
