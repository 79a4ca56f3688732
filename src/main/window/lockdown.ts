import { app, session } from 'electron'
import type { WebContents } from 'electron'
import { START_AGAIN, isOurs } from './address.ts'

type Navigation = { readonly url: string; preventDefault(): void }

/** Pages show our own content and nothing else: no permission, no other site, no second window, no webview, whatever a page asks for. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => lockContents(contents))
}

function lockContents(contents: WebContents): void {
  const stayHere = (event: Navigation, url: string): void => {
    if (!isOurs(url) || url === START_AGAIN) event.preventDefault()
  }
  contents.on('will-navigate', (event, url) => stayHere(event, url))
  contents.on('will-redirect', (event, url) => stayHere(event, url))
  contents.on('will-frame-navigate', event => stayHere(event, event.url))
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
