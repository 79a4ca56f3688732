import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { join } from 'node:path'
import { COMMAND_CHANNEL } from '../../preload/contract/bridge.ts'
import type { WindowCommand } from '../../preload/contract/bridge.ts'
import { tooOften } from './tooOften.ts'
import { readPlace, writePlace } from './windowPlace.ts'

type Folders = { readonly root: string; readonly userData: string }

/** More crashes than this within a minute, and the user decides. */
const CRASHES = 3
const MINUTE_MS = 60_000

/** The window, where it was when it was last closed. Nothing is loaded yet. */
export function makeWindow({ root, userData }: Folders, devtools: boolean): BrowserWindow {
  const file = join(userData, 'window.json')
  const place = readPlace(file, screen.getAllDisplays().map(display => display.workArea))
  const window = new BrowserWindow({
    width: 1280, height: 800, ...place, minWidth: 800, minHeight: 560,
    title: 'CGR', icon: join(root, 'resources', 'icon.png'), backgroundColor: nativeTheme.shouldUseDarkColors ? '#16191d' : '#f6f7f9',
    webPreferences: { preload: join(root, 'out', 'window', 'preload.cjs'), contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, devTools: devtools, spellcheck: false },
  })
  if (place?.maximised) window.maximize()
  window.on('close', () => writePlace(file, { ...window.getNormalBounds(), maximised: window.isMaximized() }))
  comeBackAfterCrash(window)
  return window
}

/** A crashed page is loaded again where it was; the core has gone on meanwhile and keeps what the page showed. */
function comeBackAfterCrash(window: BrowserWindow): void {
  const isTooOften = tooOften(CRASHES, MINUTE_MS)
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    if (isTooOften(Date.now())) void askAfterCrashes(window, reason)
    else window.webContents.reload()
  })
}

async function askAfterCrashes(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning', title: 'CGR', message: 'The page keeps failing',
    detail: `It has ended ${CRASHES + 1} times within a minute (${reason}). Runs go on without it.`,
    buttons: ['Reload', 'Close'], defaultId: 0, cancelId: 1, noLink: true,
  })
  if (response === 0) window.webContents.reload()
  else window.close()
}

/** To the page, which may still be loading: the bridge keeps it until the page listens. */
export function sendCommand(window: BrowserWindow, command: WindowCommand): void {
  const { webContents } = window
  const send = (): void => webContents.send(COMMAND_CHANNEL, command)
  if (webContents.getURL() === '' || webContents.isLoadingMainFrame()) webContents.once('did-finish-load', send)
  else send()
}
