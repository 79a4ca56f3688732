import commands from '../../../docs/commands.md?raw'
import files from '../../../docs/files.md?raw'
import firstHour from '../../../docs/first-hour.md?raw'
import numbers from '../../../docs/numbers.md?raw'
import parameters from '../../../docs/parameters.md?raw'
import steps from '../../../docs/steps.md?raw'
import troubles from '../../../docs/troubles.md?raw'
import type { HelpPage } from './sections.ts'

/** The docs for users, in the order in which one reads them. */
export const HELP_PAGES: readonly HelpPage[] = [
  { name: 'first-hour', title: 'First hour', text: firstHour },
  { name: 'steps', title: 'The six steps', text: steps },
  { name: 'parameters', title: 'Parameters', text: parameters },
  { name: 'files', title: 'Files in and out', text: files },
  { name: 'numbers', title: 'What each number means', text: numbers },
  { name: 'troubles', title: 'What to do when', text: troubles },
  { name: 'commands', title: 'Command line', text: commands },
]
