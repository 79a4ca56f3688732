import type { ReactNode } from 'react'
import { useHelp } from './useHelp.ts'

export const HelpButton = (): ReactNode => <button type="button" aria-haspopup="dialog" aria-keyshortcuts="F1" title="First hour, parameters, what each number means (F1)" onClick={() => useHelp.getState().setOpen(true)}>Help</button>
