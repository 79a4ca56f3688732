import { request as httpRequest } from 'node:http'
import { readFileSync } from 'node:fs'
import { expect, test } from './host.ts'
import type { Host } from './host.ts'

/** A request with exactly these headers, as no browser would send it. */
const ask = (host: Host, path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(host.address)
    const request = httpRequest({ hostname, port, path, method, headers }, response => {
      let text = ''
      response.on('data', (bytes: Buffer) => { text += bytes.toString() })
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }))
    })
    request.on('error', reject)
    request.end(body)
  })

/** The desktop window has no port: its own specs say so. */
const BROWSER = { tag: '@browser' }

const JSON_TYPE = { 'content-type': 'application/json' }

async function cookieOf(host: Host): Promise<string> {
  const { pathname, search } = new URL(host.address)
  const answer = await ask(host, pathname + search)
  expect(answer.status).toBe(303)
  const [cookie] = answer.headers['set-cookie'] as string[]
  expect(cookie).toMatch(/HttpOnly/)
  expect(cookie).toMatch(/SameSite=Strict/)
  return cookie.split(';')[0]
}

test('without the token nothing is served', BROWSER, async ({ host }) => {
  for (const path of ['/', '/events', '/blob/x/map', '/thumbnail?folder=/']) expect((await ask(host, path)).status).toBe(401)
  expect((await ask(host, '/call/app.info', JSON_TYPE, 'POST', 'null')).status).toBe(401)
  expect((await ask(host, '/?token=wrong')).status).toBe(401)
})

test('another name for this address, and pages of other sites, are refused', BROWSER, async ({ host }) => {
  const cookie = await cookieOf(host)
  expect((await ask(host, '/', { cookie, host: 'evil.test' })).status).toBe(421)
  expect((await ask(host, '/call/app.info', { cookie, ...JSON_TYPE, origin: 'http://evil.test' }, 'POST', 'null')).status).toBe(403)
  expect((await ask(host, '/', { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await ask(host, '/', { cookie })).status).toBe(200)
})

test('calls are checked: type, name, shape', BROWSER, async ({ host }) => {
  const cookie = await cookieOf(host)
  const call = (name: string, body: string, headers = JSON_TYPE): ReturnType<typeof ask> => ask(host, `/call/${name}`, { cookie, ...headers }, 'POST', body)
  expect((await call('app.info', 'null', { 'content-type': 'text/plain' })).status).toBe(405)
  expect(JSON.parse((await call('no.such', 'null')).text)).toMatchObject({ ok: false, kind: 'usage' })
  expect(JSON.parse((await call('toString', 'null')).text)).toMatchObject({ ok: false, kind: 'usage' })
  expect(JSON.parse((await call('project.open', '{"folder": 3}')).text)).toMatchObject({ ok: false, kind: 'usage' })
  expect(JSON.parse((await call('project.open', '{"folder": "/", "extra": 1}')).text)).toMatchObject({ ok: false, kind: 'usage' })
  expect(JSON.parse((await call('project.open', '{')).text)).toMatchObject({ ok: false, kind: 'usage' })
  expect(JSON.parse((await call('app.info', 'null')).text)).toMatchObject({ ok: true })
})

test('no file outside the pages is served', BROWSER, async ({ host }) => {
  const cookie = await cookieOf(host)
  for (const path of ['/../package.json', '/..%2fpackage.json', '/%2e%2e/package.json', '/assets/..%5c..%5cpackage.json', '/%00']) {
    const { status, text } = await ask(host, path, { cookie })
    expect([400, 403, 404]).toContain(status)
    expect(text).not.toContain('cgr-workstation')
  }
})

test('the page runs no inline script, and listens on this computer alone', BROWSER, async ({ host, page }) => {
  const answer = await page.request.get(host.origin)
  expect(answer.headers()['content-security-policy']).toContain("script-src 'self'")
  expect(answer.headers()['content-security-policy']).not.toContain('unsafe-eval;')
  const ran = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.ran = true'
    document.head.append(script)
    return 'ran' in window
  })
  expect(ran).toBe(false)
  const port = Number(new URL(host.address).port).toString(16).toUpperCase().padStart(4, '0')
  const listening = readFileSync('/proc/net/tcp', 'utf8').split('\n').filter(line => line.includes(`:${port} 00000000:0000 0A`))
  expect(listening).toHaveLength(1)
  expect(listening[0]).toContain(`0100007F:${port}`)
})
