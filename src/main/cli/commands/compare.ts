import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { Failure } from '../../../preload/contract/failure.ts'
import { fscBeside } from '../../app/exports/fscBeside.ts'
import type { FscBeside } from '../../app/exports/fscBeside.ts'
import { MATCHED_BY, readAssignment } from '../../core/assignments.ts'
import { agreementOf, joinLabels } from '../../core/compareAssignments.ts'
import type { Agreement, JoinedLabels } from '../../core/compareAssignments.ts'
import { visibleText } from '../../report/visibleText.ts'
import { integer, percent, table } from '../format.ts'
import { comparisonOfMany } from '../comparisonOfMany.ts'
import { jsonOption } from '../options.ts'
import { shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'

const EXAMPLES = `Examples:
  cgr compare my-project/run_data.star other/run_it025_data.star
  cgr compare truth.csv my-project/run_data.star --truth A
  cgr compare my-project/run_data.star relion/run_it025_data.star J44/J44_particles.cs --truth truth.csv
`

type Options = { truth?: string; json?: true }

const MOST = 26

function comparisonText(rows: string, columns: string, joined: JoinedLabels, agreement: Agreement, maps: readonly FscBeside[], isScored: boolean): string {
  const { table: confusion, matching, ari, particles } = agreement
  const pairs = Object.entries(matching).map(pair => pair.join(' ↔ ')).join(', ')
  return visibleText([
    `${integer(joined.a.length)} particles in both, told apart by ${MATCHED_BY[joined.by]}${joined.onlyA + joined.onlyB > 0 ? ` (${integer(joined.onlyA)} only in ${rows}, ${integer(joined.onlyB)} only in ${columns})` : ''}`,
    '', `rows: ${rows}`, `columns: ${columns}`,
    table(['', ...confusion.columns, 'all'], confusion.counts.map((row, i) => {
      const all = row.reduce((sum, count) => sum + count, 0)
      return [confusion.rows[i], ...row.map(count => `${integer(count)} (${percent(count / Math.max(all, 1))})`), integer(all)]
    })),
    '', `best matching: ${pairs || 'none'}`,
    isScored
      ? `accuracy: ${percent(agreement.agreement)} of ${integer(particles)} particles`
      : `agreement under the best matching: ${percent(agreement.agreement)} of ${integer(particles)} particles (no accuracy: neither was named as truth)`,
    `adjusted Rand index: ${ari.toFixed(4)}`, ...mapLines(maps), '',
  ].join('\n'))
}

/** Nothing where no maps lie beside both. */
const mapLines = (maps: readonly FscBeside[]): string[] => (maps.length === 0 ? [] : [
  '', 'FSC of matched maps, as they lie, in a soft mask; they share their particles, so the threshold is 0.5',
  table(['rows', 'columns', 'FSC = 0.5'], maps.map(({ rows, columns, resolutionA }) => [rows, columns, resolutionA === null ? '–' : `${resolutionA.toFixed(1)} Å`])),
])

/** What is compared, and the place of the truth in it: a letter, one of the files, or a further file that then is compared too. */
function namedFiles(files: readonly string[], truth: string | undefined): { readonly paths: readonly string[]; readonly truth: number | null } {
  if (truth === undefined) return { paths: files, truth: null }
  const letter = /^[A-Z]$/.test(truth) ? truth.charCodeAt(0) - 65 : -1
  const place = letter >= 0 && letter < files.length ? letter : files.findIndex(path => resolve(path) === resolve(truth))
  if (place < 0 && letter >= 0 && !existsSync(truth)) throw new Failure('usage', `--truth ${truth}: there are ${files.length} files, A to ${String.fromCharCode(64 + files.length)}`, 'name one of these letters, or a file')
  return place >= 0 ? { paths: files, truth: place } : { paths: [...files, truth], truth: files.length }
}

function compare(terminal: Terminal, files: readonly string[], options: Options): void {
  const { paths, truth } = namedFiles(files, options.truth)
  if (paths.length < 2 || paths.length > MOST) throw new Failure('usage', `${paths.length} ${paths.length === 1 ? 'assignment' : 'assignments'}`, `name 2 to ${MOST} files of the same particles`)
  if (paths.length > 2) terminal.out(comparisonOfMany(paths, truth, options.json === true))
  else compareTwo(terminal, truth === 1 ? [paths[1], paths[0]] : [paths[0], paths[1]], truth !== null, options.json === true)
}

function compareTwo(terminal: Terminal, [rowsPath, columnsPath]: readonly [string, string], isScored: boolean, asJson: boolean): void {
  const joined = joinLabels(readAssignment(resolve(rowsPath)), readAssignment(resolve(columnsPath)))
  const agreement = agreementOf(joined.a, joined.b, isScored)
  if (agreement.particles === 0) throw new Failure('data', `${rowsPath}, rows: every particle is junk`, 'name a truth that has classes')
  const maps = fscBeside(resolve(rowsPath), resolve(columnsPath), agreement.matching)
  if (!asJson) {
    terminal.out(comparisonText(shortPath(rowsPath), shortPath(columnsPath), joined, agreement, maps, isScored))
    return
  }
  const { table: { rows, columns, counts }, matching, ari, particles } = agreement
  terminal.out(`${JSON.stringify({
    schema: 1, rows: resolve(rowsPath), columns: resolve(columnsPath), truth: isScored ? resolve(rowsPath) : null, matchedBy: joined.by,
    particles: joined.a.length, onlyInRows: joined.onlyA, onlyInColumns: joined.onlyB, scoredParticles: particles,
    ...(isScored ? { accuracy: agreement.agreement } : { agreement: agreement.agreement }), ari, matching, confusion: { rowLabels: rows, columnLabels: columns, counts }, maps,
  })}\n`)
}

/** `cgr compare A B …` */
export function addCompare(program: Command, terminal: Terminal): void {
  program.command('compare')
    .summary('compare assignments of the same particles')
    .description('Compares assignments of the same particles, whatever their classes are called. Of two: confusion with rates by row, best one-to-one matching, adjusted Rand index.\nOf more: both figures for every pair and, against a truth, McNemar’s exact test of who is right.\nWhere class maps lie beside the files, under the names that RELION, cryoSPARC and cgr give them: FSC of the maps of matched classes.\nParticles are matched by uid, image name or row number, whichever is the strongest that both files have; of more than two by way of the first that knows most of them. Class 0 of a .star file and -1 of a .csv file are junk.')
    .argument('<files...>', 'assignments: .star (rlnClassNumber), .cs (alignments3D/class) or .csv (index,class, or index and one posterior per class)')
    .option('--truth <A|B|…|file>', 'which of them is the truth, by its place or its path: the others are then scored')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action((files: string[], options: Options) => compare(terminal, files, options))
}
