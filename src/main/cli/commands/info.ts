import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { missingInput } from '../../../preload/contract/failure.ts'
import { describeFile } from '../../formats/describe.ts'
import { visibleText } from '../../report/visibleText.ts'
import { jsonOption } from '../options.ts'
import type { Terminal } from '../terminal.ts'

const EXAMPLES = `Examples:
  cgr info particles.star
  cgr info emd_1234.map.gz --json
`

/** `cgr info FILE` */
export function addInfo(program: Command, terminal: Terminal): void {
  program.command('info')
    .summary('say what a file holds, and what is doubtful about it')
    .description('Says in plain words what a star, cs, mrc or coordinate file holds, and names every doubt.')
    .argument('<file>', '.star, .cs, .mrc, .mrcs, .map (also .gz), .pdb or .cif')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action((file: string, options: { json?: true }) => {
      const path = resolve(file)
      if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw missingInput(path, 'no such file', 'check the path')
      const { facts, doubts } = describeFile(path)
      if (options.json) terminal.out(`${JSON.stringify({ schema: 1, file: path, facts, doubts })}\n`)
      else terminal.out(`${[visibleText(file), ...facts.map(fact => `  ${visibleText(fact)}`), ...doubts.map(doubt => `  ${terminal.paint('yellow', '?')} ${visibleText(doubt)}`)].join('\n')}\n`)
    })
}
