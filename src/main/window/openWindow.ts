import { join } from 'node:path'
import { Menu, app } from 'electron'
import { z } from 'zod'
import { START_AGAIN, START_PAGE } from './address.ts'
import { answerPage } from './answerPage.ts'
import { closeInOrder } from './closing.ts'
import { Core } from './core.ts'
import { startCore } from './coreProcess.ts'
import { followJobs } from './followJobs.ts'
import { answerPageCalls } from './fromPage.ts'
import { lockDown } from './lockdown.ts'
import { makeWindow, sendCommand } from './mainWindow.ts'
import { menuTemplate } from './menu.ts'
import { serveScheme } from './scheme.ts'
import { isFolder } from './startWords.ts'

/** What a second start of the program hands to the first: the path that the user named. */
export const SecondStart = z.object({ named: z.string().nullable() })
export type SecondStart = z.infer<typeof SecondStart>

/** Puts the window together once Electron is ready: the core, its pages under our scheme, the menu, and the ways to close. */
export function openWindow(named: string | null): void {
  const root = app.getAppPath()
  // An installer brings the program beside the window, unpacked, with a Node of its own.
  const program = app.isPackaged ? join(process.resourcesPath, 'cgr') : root
  const devtools = process.argv.includes('--devtools')
  const folder = named !== null && isFolder(named) ? named : null
  lockDown()

  let jobs = 0
  const core = new Core(() => {
    const started = startCore(program, folder)
    started.address.then(address => followJobs(address, running => { jobs = running })).catch(() => undefined) // it ends with the core
    return started
  }, () => {
    jobs = 0
    window.setProgressBar(-1)
    window.webContents.reload()
  })
  serveScheme(request => answerPage(core, request))
  const window = makeWindow({ root, userData: app.getPath('userData') }, devtools)
  answerPageCalls(window)
  window.webContents.on('will-navigate', (_event, url) => {
    if (url !== START_AGAIN) return
    core.startAgain()
    window.webContents.reload()
  })

  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(command => sendCommand(window, command), { isMac: process.platform === 'darwin', devtools })))
  app.on('second-instance', (_event, _words, _folder, told) => {
    if (window.isMinimized()) window.restore()
    window.focus()
    const { data } = SecondStart.safeParse(told)
    if (data?.named) sendCommand(window, `open:${data.named}`)
  })

  const closeNow = closeInOrder(window, core, () => jobs > 0)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, closeNow)
  void window.loadURL(START_PAGE)
  if (named !== null && folder === null) sendCommand(window, `open:${named}`)
}
