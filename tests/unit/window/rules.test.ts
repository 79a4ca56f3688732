import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../..')
const textsOf = (...folder: readonly string[]): { name: string; text: string }[] =>
  readdirSync(join(ROOT, ...folder), { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => ({ name, text: readFileSync(join(ROOT, ...folder, name), 'utf8') }))
const filesWith = (pattern: RegExp, files: readonly { name: string; text: string }[]): string[] => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name)

const host = [...textsOf('src', 'main', 'window'), ...textsOf('src', 'preload').filter(({ name }) => name === 'index.ts'), { name: 'main/index.ts', text: readFileSync(join(ROOT, 'src', 'main', 'index.ts'), 'utf8') }]

test('a page’s message comes in at one place, where it is checked', () => {
  expect(filesWith(/ipcMain\.(handle|on|once)/, host)).toEqual(['fromPage.ts'])
  expect(host.find(({ name }) => name === 'fromPage.ts')?.text.match(/ipcMain\.(handle|on|once)\(/g)).toHaveLength(1)
})

test('nothing of the system is opened for a page, nothing is loaded from elsewhere, and no safeguard is taken off', () => {
  expect(filesWith(/openExternal|openPath|\bremote\b/, host)).toEqual([])
  expect(filesWith(/https?:\/\//, host)).toEqual([])
  expect(filesWith(/webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|nodeIntegrationIn|nodeIntegration: true|sandbox: false|contextIsolation: false|webviewTag: true/, host)).toEqual([])
})

test('no launcher of ours starts Electron without its sandbox', () => {
  const launchers = [...textsOf('resources'), ...textsOf('scripts')]
  expect(filesWith(/appendSwitch|commandLine\.append/, host)).toEqual([])
  // start.mjs passes on what the user gave; fetchElectron.sh asks a test’s Electron for its version.
  expect(filesWith(/--no-sandbox/, launchers)).toEqual(['fetchElectron.sh', 'start.mjs'])
})
