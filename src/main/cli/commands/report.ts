import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { readGraph } from '../../compute/graph/graphFiles.ts'
import { readReport } from '../../core/reportFile.ts'
import { HTML_FILE } from '../../core/runFiles.ts'
import { writeHtmlReport } from '../../report/writeHtmlReport.ts'
import { visibleText } from '../../report/visibleText.ts'
import { jsonOption } from '../options.ts'
import { shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'

const EXAMPLES = `Examples:
  cgr report my-project
`

/** `cgr report DIR` */
export function addReport(program: Command, terminal: Terminal): void {
  program.command('report')
    .summary('make report.html of a finished run again')
    .description('Makes report.html again from report.json and the maps of a finished run: one file, figures inside, no network.')
    .argument('<dir>', 'folder of the run')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action((dir: string, options: { json?: true }) => {
      const folder = resolve(dir)
      const path = join(folder, HTML_FILE)
      const missing = writeHtmlReport(folder, path, readReport(folder), readGraph)
      if (options.json) terminal.out(`${JSON.stringify({ schema: 1, report: path, missing })}\n`)
      else terminal.out(`${shortPath(path)}\n`)
      for (const reason of missing) terminal.err(options.json ? `${JSON.stringify({ event: 'warning', text: reason })}\n` : `${terminal.paint('yellow', 'warning:')} no pictures: ${visibleText(reason)}\n`)
    })
}
