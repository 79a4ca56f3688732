import { once } from 'node:events'
import { expect, test } from 'vitest'
import { forward } from '../../../src/main/window/forward.ts'
import { fromWeb, toWeb } from '../../../src/main/window/webMessages.ts'
import { serveAsCore } from './core.ts'

const GET = { method: 'GET', path: '/', contentType: null, body: null } as const

test('a request of the web in our words', async () => {
  const call = new Request('app://cgr/call/app.info?a=1', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"Å"}' })
  const { body, ...rest } = await fromWeb(call)
  expect(rest).toEqual({ url: 'app://cgr/call/app.info?a=1', method: 'POST', origin: null, contentType: 'application/json' })
  expect(Buffer.from(body ?? []).toString()).toBe('{"name":"Å"}')
  expect(await fromWeb(new Request('app://cgr/'))).toEqual({ url: 'app://cgr/', method: 'GET', origin: null, contentType: null, body: null })
})

test('an answer in the web’s words: status, headers and every byte', async () => {
  const bytes = Buffer.alloc(5 << 20, 7)
  const address = await serveAsCore((_request, response) => response.writeHead(404, { 'content-length': bytes.length, 'x-box': '64' }).end(bytes))
  const answer = toWeb(await forward(address, GET))
  expect([answer.status, answer.headers.get('x-box'), answer.headers.get('content-length')]).toEqual([404, '64', String(bytes.length)])
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
})

test.each([204, 304])('%i has no body', async status => {
  const address = await serveAsCore((_request, response) => response.writeHead(status).end())
  expect(toWeb(await forward(address, GET)).body).toBeNull()
})

test('a stream without end flows as it comes; a page that leaves it ends the core’s side', async () => {
  let gone: Promise<unknown> | null = null
  const address = await serveAsCore((_request, response) => {
    response.write('one\n')
    gone = once(response, 'close')
  })
  const reader = toWeb(await forward(address, GET)).body!.getReader()
  const { value } = await reader.read()
  expect(Buffer.from(value ?? []).toString()).toBe('one\n')
  await reader.cancel()
  await gone
})
