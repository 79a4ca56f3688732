import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { forward } from '../../../src/main/window/forward.ts'
import { TOKEN, serveAsCore } from './core.ts'

const ASKED = { method: 'GET', path: '/', contentType: null, body: null } as const

test('the core gets method, path, query, type and body, its own name and the token; nothing else of the page', async () => {
  const address = await serveAsCore(async (request, response) => response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body: await text(request) })))
  const { status, body } = await forward(address, { method: 'POST', path: '/call/app.info?a=1', contentType: 'application/json', body: Buffer.from('{"name":"Å"}') })
  expect(status).toBe(200)
  expect(JSON.parse(await text(body))).toEqual({
    method: 'POST', url: '/call/app.info?a=1', body: '{"name":"Å"}',
    headers: { host: 'cgr.local', cookie: `cgr_token=${TOKEN}`, 'content-type': 'application/json', 'content-length': '13', connection: 'close' },
  })
})

test('the page gets status, headers and every byte, but no cookie', async () => {
  const bytes = Buffer.alloc(5 << 20, 7)
  const address = await serveAsCore((_request, response) => response.writeHead(404, { 'content-type': 'text/html', 'content-security-policy': "default-src 'none'", 'set-cookie': 'cgr_token=x', 'content-length': bytes.length, 'x-box': '64' }).end(bytes))
  const { status, headers, body } = await forward(address, ASKED)
  expect(status).toBe(404)
  expect(headers).toEqual({ 'content-type': 'text/html', 'content-security-policy': "default-src 'none'", 'content-length': String(bytes.length), 'x-box': '64' })
  expect(Buffer.concat(await body.toArray()).equals(bytes)).toBe(true)
})

test('a stream without end flows as it comes, and leaving it is noticed by the core', async () => {
  let gone: Promise<unknown> | null = null
  const address = await serveAsCore((_request, response) => {
    response.write('one\n')
    gone = once(response, 'close')
  })
  const { body } = await forward(address, ASKED)
  const [chunk] = await once(body, 'data') as [Buffer]
  expect(chunk.toString()).toBe('one\n')
  body.destroy()
  await gone
})

test('a core that dies amid an answer ends it; one that has gone is an error', async () => {
  const address = await serveAsCore((_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('half')
    setTimeout(() => response.destroy(), 50)
  })
  const { body } = await forward(address, ASKED)
  await expect(text(body)).rejects.toThrow('aborted')
  await expect(forward({ ...address, socket: `${address.socket}.gone` }, ASKED)).rejects.toThrow('ENOENT')
})
