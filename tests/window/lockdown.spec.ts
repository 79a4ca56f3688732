import type { Page } from 'playwright/test'
import { expect, onStartPage, test } from './desktop.ts'

/** What a request gets, as "200" or as "refused" where the page does not learn anything. */
const statusOf = (page: Page, address: string, init = '{}'): Promise<unknown> =>
  page.evaluate(`fetch(${JSON.stringify(address)}, ${init}).then(answer => answer.status, () => 'refused')`)

test('every web page of the program is isolated, sandboxed and without Node', async ({ desktop: { app } }) => {
  const all = await app.evaluate(({ webContents }) => webContents.getAllWebContents().map(contents => (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()))
  expect(all).toHaveLength(1)
  for (const one of all) {
    expect(one).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false })
    for (const loose of ['nodeIntegrationInWorker', 'nodeIntegrationInSubFrames', 'allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures']) expect(one[loose] || false).toBe(false)
    expect(one['webSecurity']).not.toBe(false)
  }
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.openDevTools())
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.isDevToolsOpened())).toBe(false)
})

test('nothing outside the program is ever asked', async ({ start }) => {
  const { app, page } = await start()
  await app.evaluate(({ session }) => {
    const noted = globalThis as { asked?: string[] }
    noted.asked = []
    session.defaultSession.webRequest.onBeforeRequest((details, goOn) => {
      noted.asked?.push(details.url)
      goOn({})
    })
  })
  await page.reload()
  await onStartPage(page)
  const asked = await app.evaluate(() => (globalThis as { asked?: string[] }).asked ?? [])
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter(url => !/^(app:\/\/cgr\/|blob:app:\/\/cgr\/|data:)/.test(url))).toEqual([])
})

const WAYS_OUT = [
  ['a new address', 'location.href = "https://example.org/"'],
  ['a replaced address', 'location.replace("http://127.0.0.1:1/")'],
  ['a file', 'location.href = "file:///etc/passwd"'],
  ['a script as address', 'location.href = "javascript:document.title=1"'],
  ['a look-alike', 'location.href = "app://cgr.example.org/"'],
  ['a link', 'Object.assign(document.body.appendChild(document.createElement("a")), { href: "https://example.org/" }).click()'],
  ['a form', 'Object.assign(document.body.appendChild(document.createElement("form")), { action: "https://example.org/" }).submit()'],
  ['a frame', 'document.body.appendChild(document.createElement("iframe")).src = "https://example.org/"'],
] as const

test('the window stays where it is, whatever leads out of it', async ({ desktop: { page } }) => {
  await page.evaluate('window.sameDocument = true')
  for (const [how, script] of WAYS_OUT) {
    await page.evaluate(script).catch(() => undefined)
    await page.evaluate('new Promise(done => setTimeout(done, 300))')
    expect(await page.evaluate('window.sameDocument && location.href'), how).toMatch(/^app:\/\/cgr\/(#\/)?$/)
    expect(page.frames().map(frame => frame.url()).filter(url => /example|127/.test(url) && !url.startsWith('chrome-error:')), how).toEqual([])
  }
})

test('no second window opens and no webview is made', async ({ desktop: { app, page } }) => {
  expect(await page.evaluate('[window.open("https://example.org/"), window.open("/"), window.open("about:blank", "_blank", "popup")]')).toEqual([null, null, null])
  await page.evaluate('Object.assign(document.body.appendChild(document.createElement("a")), { href: "/", target: "_blank" }).click()')
  await page.evaluate('document.body.appendChild(document.createElement("webview")).setAttribute("src", "https://example.org/")')
  await page.evaluate('new Promise(done => setTimeout(done, 500))')
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
})

test('every permission is denied', async ({ desktop: { page } }) => {
  for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']) {
    expect(await page.evaluate(`navigator.permissions.query({ name: ${JSON.stringify(name)} }).then(state => state.state)`), name).toBe('denied')
  }
  expect(await page.evaluate('Notification.requestPermission()')).toBe('denied')
  expect(await page.evaluate('navigator.mediaDevices.getUserMedia({ audio: true }).then(() => "given", () => "refused")')).toBe('refused')
  expect(await page.evaluate('new Promise(done => navigator.geolocation.getCurrentPosition(() => done("given"), () => done("refused")))')).toBe('refused')
  expect(await page.evaluate('navigator.clipboard.readText().then(() => "given", () => "refused")')).toBe('refused')
})

test('pages come with a policy that allows our own scripts and styles only', async ({ desktop: { page } }) => {
  const policy = await page.evaluate<string>('fetch("/").then(answer => answer.headers.get("content-security-policy"))')
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/)
  expect(await page.evaluate('{ const script = document.createElement("script"); script.textContent = "window.ran = true"; document.head.append(script); window.ran ?? "blocked" }')).toBe('blocked')
})

test('our scheme leads to pages and nothing else on the disk', async ({ desktop: { page } }) => {
  for (const path of ['/../../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/..%5c..%5cpackage.json', '//etc/passwd', '/assets/%00']) {
    const answer = await page.evaluate<string>(`fetch('app://cgr${path}').then(answer => answer.status === 200 ? answer.text() : String(answer.status), () => 'refused')`)
    expect(answer, path).toMatch(/^(4\d\d|refused)$/)
  }
  expect(await statusOf(page, 'app://cgr/package.json')).toBe(404)
})

test('another name of our scheme is refused', async ({ desktop: { app, page } }) => {
  expect(await statusOf(page, 'app://other/')).toBe('refused')
  const shown = await app.evaluate(async ({ BrowserWindow }) => {
    const window = new BrowserWindow({ show: false })
    await window.loadURL('app://cgr.example.org/')
    const text: unknown = await window.webContents.executeJavaScript('document.body.innerText')
    window.destroy()
    return text
  })
  expect(shown).toBe('not from here')
})
