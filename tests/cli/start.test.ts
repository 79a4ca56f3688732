import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testFolder } from './cgr.ts'

const START = resolve(import.meta.dirname, '../../scripts/start.mjs')
const folder = testFolder()
const isRoot = process.getuid?.() === 0

/** Runs `npm start` until it has printed two lines: which window, and its address. */
async function start(words: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const child = spawn(process.execPath, [START, ...words], { env: { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, PATH: folder.path('no-browser'), CGR_CONFIG_DIR: folder.path('settings'), INIT_CWD: folder.path(), ...env } })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) if (lines.push(line) === 2) break
  return lines
}

const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/

test.runIf(process.platform === 'linux')('without a display the window opens in a browser, and it says why', async () => {
  const [which, address] = await start([], {})
  expect(which).toBe('cgr: the window opens in a browser: there is no display for the desktop window')
  expect(address).toMatch(ADDRESS)
})

test.runIf(isRoot)('Electron’s sandbox does not start as root, and it is not switched off behind the user’s back', async () => {
  expect((await start([], { DISPLAY: ':9' }))[0]).toBe('cgr: the window opens in a browser: Electron does not start as root')
})

test('where there is no Electron the window opens in a browser, at the folder that was named', async () => {
  const [which, address] = await start(['.', '--no-sandbox'], { DISPLAY: ':9', ELECTRON_OVERRIDE_DIST_PATH: folder.path('nothing') })
  expect(which).toBe(`cgr: the window opens in a browser: there is no Electron in ${folder.path('nothing')}`)
  expect(address).toMatch(ADDRESS)
  const { origin, searchParams } = new URL(address)
  const cookie = `cgr_token=${searchParams.get('token')}`
  const answer = await fetch(`${origin}/call/app.info`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: 'null' })
  expect(await answer.json()).toMatchObject({ ok: true, value: { opens: folder.path() } })
})

test.runIf(process.platform === 'linux')('an Electron that does not start on this machine is no reason to fail', async () => {
  mkdirSync(folder.path('broken'))
  writeFileSync(folder.path('broken', 'electron'), '#!/bin/sh\nexit 127\n', { mode: 0o755 })
  const [which] = await start(['--no-sandbox'], { DISPLAY: ':9', ELECTRON_OVERRIDE_DIST_PATH: folder.path('broken') })
  expect(which).toBe('cgr: the window opens in a browser: Electron does not start on this machine')
})
