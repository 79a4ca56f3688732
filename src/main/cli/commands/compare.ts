import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Command } from 'commander'
import { Failure } from '../../../preload/contract/failure.ts'
import { readAssignment } from '../../core/assignments.ts'
import { agreementOf, joinLabels } from '../../core/compareAssignments.ts'
import type { Agreement, JoinedLabels } from '../../core/compareAssignments.ts'
import { visibleText } from '../../report/visibleText.ts'
import { integer, percent, table } from '../format.ts'
import { jsonOption } from '../options.ts'
import { shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'

const EXAMPLES = `Examples:
  cgr compare my-project/run_data.star other/run_it025_data.star
  cgr compare truth.csv my-project/run_data.star --truth A
`

type Options = { truth?: 'A' | 'B'; json?: true }

const KEYS = { uid: 'uid', image: 'image name', index: 'row number' } as const

function comparisonText(rows: string, columns: string, joined: JoinedLabels, agreement: Agreement, isScored: boolean): string {
  const { table: confusion, matching, ari, particles } = agreement
  const pairs = Object.entries(matching).map(pair => pair.join(' ↔ ')).join(', ')
  return visibleText([
    `${integer(joined.a.length)} particles in both, told apart by ${KEYS[joined.by]}${joined.onlyA + joined.onlyB > 0 ? ` (${integer(joined.onlyA)} only in ${rows}, ${integer(joined.onlyB)} only in ${columns})` : ''}`,
    '', `rows: ${rows}`, `columns: ${columns}`,
    table(['', ...confusion.columns, 'all'], confusion.counts.map((row, i) => [confusion.rows[i], ...row.map(integer), integer(row.reduce((sum, count) => sum + count, 0))])),
    '', `best matching: ${pairs || 'none'}`,
    isScored
      ? `accuracy: ${percent(agreement.agreement)} of ${integer(particles)} particles`
      : `agreement under the best matching: ${percent(agreement.agreement)} of ${integer(particles)} particles (no accuracy: neither was named as truth)`,
    `adjusted Rand index: ${ari.toFixed(4)}`, '',
  ].join('\n'))
}

function compare(terminal: Terminal, pathA: string, pathB: string, options: Options): void {
  const [rowsPath, columnsPath] = options.truth === 'B' ? [pathB, pathA] : [pathA, pathB]
  const joined = joinLabels(readAssignment(resolve(rowsPath)), readAssignment(resolve(columnsPath)))
  const isScored = options.truth !== undefined
  const agreement = agreementOf(joined.a, joined.b, isScored)
  if (agreement.particles === 0) throw new Failure('data', `${rowsPath}, rows: every particle is junk`, 'name a truth that has classes')
  if (!options.json) {
    terminal.out(comparisonText(shortPath(rowsPath), shortPath(columnsPath), joined, agreement, isScored))
    return
  }
  const { table: { rows, columns, counts }, matching, ari, particles } = agreement
  terminal.out(`${JSON.stringify({
    schema: 1, rows: resolve(rowsPath), columns: resolve(columnsPath), truth: isScored ? resolve(rowsPath) : null, matchedBy: joined.by,
    particles: joined.a.length, onlyInRows: joined.onlyA, onlyInColumns: joined.onlyB, scoredParticles: particles,
    ...(isScored ? { accuracy: agreement.agreement } : { agreement: agreement.agreement }), ari, matching, confusion: { rowLabels: rows, columnLabels: columns, counts },
  })}\n`)
}

/** `cgr compare A B` */
export function addCompare(program: Command, terminal: Terminal): void {
  program.command('compare')
    .summary('compare two assignments of the same particles')
    .description('Compares two assignments of the same particles, whatever their classes are called: confusion, best one-to-one matching, adjusted Rand index.\nParticles are matched by uid, image name or row number, whichever is the strongest that both files have. Class 0 of a .star file and -1 of a .csv file are junk.')
    .argument('<a>', 'assignment: .star (rlnClassNumber), .cs (alignments3D/class) or .csv (index,class, or index and one posterior per class)')
    .argument('<b>', 'assignment')
    .addOption(new Option('--truth <A|B>', 'which of the two is the truth: the other is then scored').choices(['A', 'B']))
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action((a: string, b: string, options: Options) => compare(terminal, a, b, options))
}
