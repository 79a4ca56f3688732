import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import type { Core } from './core.ts'

async function mayStop(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question', title: 'CGR', message: 'A job is still running',
    detail: 'Closing stops it. A run can be resumed later from its last checkpoint.',
    buttons: ['Stop and close', 'Cancel'], defaultId: 1, cancelId: 1, noLink: true,
  })
  return response === 0
}

/**
 * Closing the window stops the core in order before it goes: jobs are stopped, projects closed. While a job runs, the user is asked first.
 * Gives back a way to close without asking, for whoever ends the program from outside.
 */
export function closeInOrder(window: BrowserWindow, core: Core, isBusy: () => boolean): () => void {
  let state: 'open' | 'asking' | 'closing' = 'open'
  const close = async (): Promise<void> => {
    if (state === 'closing') return
    state = 'closing'
    window.hide()
    await core.stop()
    window.destroy()
  }
  const askAndClose = async (): Promise<void> => {
    state = 'asking'
    if (await mayStop(window)) await close()
    else if (state === 'asking') state = 'open'
  }
  window.on('close', event => {
    event.preventDefault()
    if (state === 'open') void (isBusy() ? askAndClose() : close())
  })
  return () => void close()
}
