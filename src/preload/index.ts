import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { BridgeCall, BridgeInput, COMMAND_CHANNEL, WindowBridge } from './contract/bridge.ts'

// The contract comes in as types only: what checks it is at the other end, and this file stays small enough to be read whole.
const COMMANDS: typeof COMMAND_CHANNEL = 'window:command'

const ask = <Name extends BridgeCall>(name: Name, input: BridgeInput<Name>): Promise<unknown> => ipcRenderer.invoke(name, input)

const listeners = new Set<(command: string) => void>()
/** Commands from before the page was ready to hear them. */
const waiting: string[] = []

const tell = (command: string): void => {
  if (listeners.size === 0) waiting.push(command)
  for (const listener of listeners) listener(command)
}

ipcRenderer.on(COMMANDS, (_event, command: string) => tell(command))

const bridge: WindowBridge = {
  host: 'electron',
  choosePath: async kind => (await ask('window:choose-path', kind)) as string | null,
  // Electron before 32 has no webUtils: the file itself says where it is.
  pathOfDropped: file => webUtils?.getPathForFile(file) ?? (file as { path?: string }).path ?? '',
  onCommand(listener) {
    listeners.add(listener)
    // Once everything that begins to listen in this turn does so.
    setTimeout(() => waiting.splice(0).forEach(tell))
    return () => void listeners.delete(listener)
  },
  showProgress: fraction => void ask('window:show-progress', fraction),
  notify: (title, body) => void ask('window:notify', { title, body }),
}

contextBridge.exposeInMainWorld('cgrWindow', bridge)
