import { app } from 'electron'
import { openWindow } from './window/openWindow.ts'
import type { SecondStart } from './window/openWindow.ts'
import { registerScheme } from './window/scheme.ts'
import { namedPath } from './window/startWords.ts'

// The desktop window. One program for one user: a second start hands what it was asked to open to the first and ends.
// enableSandbox takes --no-sandbox away, without which Electron does not run as root: whoever gave it (tests in a container) meant it, we never do.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerScheme()
const named = namedPath(process.argv, app.getAppPath(), process.cwd())
if (app.requestSingleInstanceLock({ named } satisfies SecondStart)) void app.whenReady().then(() => openWindow(named))
else app.quit()
