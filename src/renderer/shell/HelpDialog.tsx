import type { ReactNode } from 'react'
import { Dialog } from '../ui/Dialog.tsx'
import { Facts } from '../ui/Panel.tsx'

/** What the keys do, everywhere in the window. */
export const HelpDialog = ({ onClose }: { onClose: () => void }): ReactNode => (
  <Dialog title="Help" onClose={onClose}>
    <p>The steps at the left are the way from particles to maps: each says how it stands and, where it is blocked, why. What a field means, its range, default and effect on the time are told beside it and when the pointer rests on it.</p>
    <Facts facts={[
      ['Tab, Shift+Tab', 'from one thing to the next'], ['Enter, Space', 'press what is in focus'], ['Escape', 'close a dialog'],
      ['Arrow keys', 'in a gallery: move; in a 3D view: turn, with Shift move'], ['Space, Shift, Ctrl+A', 'in a gallery: choose one, a range, all'],
      ['+ and −, R', 'in a 3D view: zoom, show everything'], ['Ctrl+Z, Ctrl+Shift+Z', 'at Classes: undo, redo'], ['F1', 'this help'],
    ]} />
    <p>Everything can be done on the command line too: every run shows its command, and <code>cgr --help</code> lists the rest.</p>
  </Dialog>
)
