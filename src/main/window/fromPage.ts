import { Notification, dialog, ipcMain } from 'electron'
import type { BrowserWindow, IpcMainInvokeEvent, OpenDialogOptions } from 'electron'
import { BRIDGE_CALLS } from '../../preload/contract/bridge.ts'
import type { BridgeCall, BridgeInput } from '../../preload/contract/bridge.ts'
import { isOurs } from './address.ts'

const ANY = { name: 'All files', extensions: ['*'] }
const DIALOGS: Readonly<Record<BridgeInput<'window:choose-path'>, OpenDialogOptions>> = {
  particles: { title: 'Choose particles', properties: ['openFile'], filters: [{ name: 'Particles (*.star, *.cs)', extensions: ['star', 'cs'] }, ANY] },
  folder: { title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] },
  any: { title: 'Choose a file', properties: ['openFile'] },
}

/** Only the page itself may ask: the top frame of our window, on an address of ours. */
const isOurPage = ({ sender, senderFrame }: IpcMainInvokeEvent, window: BrowserWindow): boolean =>
  sender === window.webContents && senderFrame !== null && senderFrame.parent === null && isOurs(senderFrame.url)

/** The one way in from a page: who asks and what is asked are checked before anything is done. */
function answer<Name extends BridgeCall>(window: BrowserWindow, name: Name, act: (input: BridgeInput<Name>) => unknown): void {
  ipcMain.handle(name, (event, input: unknown) => {
    if (!isOurPage(event, window)) throw new Error(`${name}: not from here`)
    const parsed = BRIDGE_CALLS[name].safeParse(input)
    if (!parsed.success) throw new Error(`${name}: ${parsed.error.issues[0]?.message}`)
    return act(parsed.data as BridgeInput<Name>)
  })
}

/** Answers what the bridge of preload/index.ts asks, for as long as the window is there. */
export function answerPageCalls(window: BrowserWindow): void {
  answer(window, 'window:choose-path', async kind => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, DIALOGS[kind])
    return canceled ? null : filePaths[0] ?? null
  })
  answer(window, 'window:show-progress', fraction => window.setProgressBar(fraction ?? -1))
  answer(window, 'window:notify', words => {
    if (!window.isFocused() && Notification.isSupported()) new Notification(words).show()
  })
}
