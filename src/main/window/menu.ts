import type { MenuItemConstructorOptions } from 'electron'
import type { WindowCommand } from '../../preload/contract/bridge.ts'

type Send = (command: WindowCommand) => void

/** The menu: what the system does it does by itself, everything else is the page's to do. */
export function menuTemplate(send: Send, { isMac, devtools }: { readonly isMac: boolean; readonly devtools: boolean }): MenuItemConstructorOptions[] {
  const entry = (id: WindowCommand, label: string, accelerator?: string): MenuItemConstructorOptions => ({ id, label, click: () => send(id), ...(accelerator !== undefined && { accelerator }) })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        entry('new-project', '&New project…', 'CmdOrCtrl+N'), entry('open-project', '&Open project…', 'CmdOrCtrl+O'),
        line, entry('export', '&Export…', 'CmdOrCtrl+E'),
        line, isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { label: '&Edit', submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
    {
      label: '&View',
      submenu: [
        { label: '&Theme', submenu: [entry('theme-system', 'Same as the system'), entry('theme-light', 'Light'), entry('theme-dark', 'Dark')] },
        line, { role: 'reload' },
        line, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'resetZoom' },
        line, { role: 'togglefullscreen' },
        ...(devtools ? [line, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { label: '&Help', role: 'help', submenu: [entry('help', 'CGR &help', 'F1'), ...(isMac ? [] : [{ role: 'about' } as const])] },
  ]
}
