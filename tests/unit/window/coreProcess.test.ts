import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startCore } from '../../../src/main/window/coreProcess.ts'
import { forward } from '../../../src/main/window/forward.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const INFO = { method: 'POST', path: '/call/app.info', contentType: 'application/json', body: Buffer.from('null') } as const
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgr-core-'))
  vi.stubEnv('XDG_RUNTIME_DIR', folder)
  vi.stubEnv('CGR_CONFIG_DIR', join(folder, 'settings'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test('the real core answers on a socket in a private folder, to nobody without the token, and leaves nothing behind', async () => {
  const core = startCore(ROOT, folder)
  const address = await core.address
  expect(dirname(dirname(address.socket))).toBe(folder)
  expect(statSync(dirname(address.socket)).mode & 0o777).toBe(0o700)

  const { status, body } = await forward(address, INFO)
  expect(status).toBe(200)
  expect(JSON.parse(await text(body))).toMatchObject({ ok: true, value: { opens: folder } })
  expect((await forward({ ...address, token: 'another' }, INFO)).status).toBe(401)

  await core.stop()
  expect(existsSync(dirname(address.socket))).toBe(false)
  await expect(forward(address, INFO)).rejects.toThrow('ENOENT')
})

test('a core that was killed says so', async () => {
  const core = startCore(ROOT, null)
  await core.address
  process.kill(core.pid!, 'SIGKILL')
  expect(await core.ended).toBe('ended by SIGKILL')
})

test.each([
  ['its last words', 'process.stderr.write("warming up\\ncgr: the disk is full\\n"); process.exit(73)', 'cgr: the disk is full'],
  ['its exit code, where it said nothing', 'process.exit(70)', 'ended with code 70'],
  ['that it was ended, where it says something else than its address', 'console.log("hello"); setInterval(() => {}, 1000)', /hello/],
])('a core that does not start gives the reason: %s', async (_, program, reason) => {
  mkdirSync(join(folder, 'program', 'resources'), { recursive: true })
  writeFileSync(join(folder, 'program', 'resources', 'cgr.mjs'), program)
  const core = startCore(join(folder, 'program'), null)
  await expect(core.address).rejects.toThrow(reason)
  await core.ended
})

test('a folder to open that is not there is said', async () => {
  const core = startCore(ROOT, join(folder, 'gone'))
  await expect(core.address).rejects.toThrow(/gone: no such folder/)
})
