import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { answerPage } from '../../../src/main/window/answerPage.ts'
import type { PageRequest } from '../../../src/main/window/answerPage.ts'
import { Core } from '../../../src/main/window/core.ts'
import type { CoreProcess } from '../../../src/main/window/coreProcess.ts'
import { serveAsCore } from './core.ts'

const asked = (url: string, origin: string | null = null): PageRequest => ({ url, origin, method: 'GET', contentType: null, body: null })

/** A core's process that answers with the path it was asked for, and ends when told to. */
async function start(): Promise<{ process: CoreProcess; end: (reason: string) => void }> {
  const address = await serveAsCore((request, response) => response.end(request.url))
  let end: (reason: string) => void = () => undefined
  const ended = new Promise<string>(resolve => { end = resolve })
  return { end, process: { pid: 1, address: Promise.resolve(address), ended, stop: async () => end('stopped') } }
}

const failed = (reason: string): CoreProcess => {
  const address = Promise.reject<never>(new Error(reason))
  address.catch(() => undefined)
  return { pid: undefined, address, ended: Promise.resolve(reason), stop: () => Promise.resolve() }
}

describe('who may ask', () => {
  test.each(['app://cgr/', 'app://cgr/call/app.info?x=%2F', 'app://cgr/a/../b'])('%s of ours', async url => {
    const { process } = await start()
    const core = new Core(() => process, () => undefined)
    for (const origin of [null, 'app://cgr']) {
      const { status, body } = await answerPage(core, asked(url, origin))
      expect(status).toBe(200)
      expect(await text(body)).toBe(new URL(url).pathname + new URL(url).search)
    }
  })
  test.each([
    ['app://cgr.evil/', null], ['app://cgr:81/', null], ['app://evil/', null], ['app://user@cgr/', null], ['https://cgr/', null],
    ['app://cgr/', 'null'], ['app://cgr/', 'https://example.org'], ['app://cgr/', 'app://cgr.evil'], ['app://cgr/', 'file://'],
  ])('%s from %s is refused', async (url, origin) => {
    const { process } = await start()
    expect((await answerPage(new Core(() => process, () => undefined), asked(url, origin))).status).toBe(403)
  })
})

describe('without a core', () => {
  test('every page says why, as text, under a policy that allows nothing but its own style', async () => {
    const core = new Core(() => failed('<img src=x onerror="alert(1)"> & more'), () => undefined)
    const { status, headers, body } = await answerPage(core, asked('app://cgr/?step=maps'))
    const html = await text(body)
    expect(status).toBe(503)
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; more')
    expect(html).toContain('href="app://cgr/start-again"')
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /)
    expect(headers['cache-control']).toBe('no-store')
  })
  test('one that has fallen is started again only when asked, once; one that was stopped is not', async () => {
    let starts = 0
    let fallen = 0
    const first = await start()
    const second = await start()
    const core = new Core(() => (starts++ === 0 ? first : second).process, () => fallen++)
    core.startAgain()
    expect(starts).toBe(1)
    first.end('ended by SIGKILL')
    await expect.poll(() => core.reason).toBe('ended by SIGKILL')
    expect([starts, fallen]).toEqual([1, 1])
    core.startAgain()
    core.startAgain()
    expect([starts, core.reason]).toEqual([2, null])
    expect((await answerPage(core, asked('app://cgr/'))).status).toBe(200)
    await core.stop()
    core.startAgain()
    expect([starts, fallen]).toEqual([2, 1])
  })
})
