import { z } from 'zod'

/** What the menu, or a second start of the program, asks of the page; `open:` is followed by the path of a folder or file to be looked at. */
export type WindowCommand = 'new-project' | 'open-project' | 'export' | 'theme-system' | 'theme-light' | 'theme-dark' | 'help' | `open:${string}`

/** What a window host adds to a page besides calls and events; a browser has none of it. */
export type WindowBridge = {
  readonly host: 'electron'
  /** The system's own dialog; null: cancelled. */
  choosePath(kind: 'particles' | 'folder' | 'any'): Promise<string | null>
  /** The path of a dropped file; empty where the file is not one of the disk. */
  pathOfDropped(file: File): string
  /** Hears the commands of the menu, those from before the first listener too. Gives back how to stop. */
  onCommand(listener: (command: string) => void): () => void
  /** Progress 0…1 in the task bar; null: none. */
  showProgress(fraction: number | null): void
  /** A word of the system's own, shown while the window is not the one in use. */
  notify(title: string, body: string): void
}

/** What the bridge sends to the window's process, by channel: checked there, whoever sent it. */
export const BRIDGE_CALLS = {
  'window:choose-path': z.enum(['particles', 'folder', 'any']),
  'window:show-progress': z.number().min(0).max(1).nullable(),
  'window:notify': z.strictObject({ title: z.string().max(200), body: z.string().max(2000) }),
} as const
export type BridgeCall = keyof typeof BRIDGE_CALLS
export type BridgeInput<Name extends BridgeCall> = z.output<(typeof BRIDGE_CALLS)[Name]>

/** Carries a WindowCommand to the page. */
export const COMMAND_CHANNEL = 'window:command'
