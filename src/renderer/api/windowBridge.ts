import type { WindowBridge } from '../../preload/contract/bridge.ts'

declare global {
  interface Window { readonly cgrWindow?: WindowBridge }
}

/** What Electron's window adds; null in a browser. */
export const windowBridge: WindowBridge | null = window.cgrWindow ?? null
