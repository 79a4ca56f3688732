import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT, expect, isRoot, test } from './desktop.ts'
import { familyOf, isAlive, isRenderer } from './processes.ts'

test('`npm start` opens the desktop window where Electron is there, says so, and passes Ctrl-C on', async ({ env }) => {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs'), ...(isRoot ? ['--no-sandbox'] : [])], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'exit')
  const [line] = await once(createInterface({ input: child.stdout }), 'line') as [string]
  expect(line).toMatch(/^cgr: the window opens in Electron \d+\.\d+\.\d+$/)
  await expect.poll(() => familyOf(child.pid!).some(isRenderer)).toBe(true)
  const family = familyOf(child.pid!)
  child.kill('SIGINT')
  expect(await ended).toEqual([0, null])
  await expect.poll(() => family.filter(one => isAlive(one.pid)).map(one => one.words)).toEqual([])
})
