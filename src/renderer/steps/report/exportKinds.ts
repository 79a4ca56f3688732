import type { z } from 'zod'
import type { ExportKind } from '../../../preload/contract/calls/exports.ts'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import type { Report } from '../../../preload/contract/report.ts'
import { count } from '../../ui/format.ts'

export type Kind = z.infer<typeof ExportKind>

export type KindHelp = {
  readonly kind: Kind
  readonly title: string
  /** Names of the files. */
  readonly files: string
  readonly about: string
  /** What was changed by hand, in the words of this kind; null where nothing was. */
  readonly edited: string | null
}

const particles = (number: number): string => `${count(number)} particle${number === 1 ? '' : 's'}`
const names = (classes: readonly { readonly name: string }[]): string => classes.map(({ name }) => name).join(', ')

/** What can be exported, and what was changed by hand does to each. */
export function exportKinds(format: Report['input']['format'], edits: EditState): KindHelp[] {
  const suffix = format === 'cs' ? 'cs' : 'star'
  const { moved } = edits, excluded = edits.classes.filter(one => one.excluded), merged = edits.classes.filter(one => one.merged.length > 0)
  const sentences = (...parts: readonly (string | false)[]): string | null => {
    const said = parts.filter(part => part !== false)
    return said.length === 0 ? null : `${said.join(' ')}`
  }
  const hasMoved = moved > 0 && `${particles(moved)} moved by hand ${moved === 1 ? 'has its' : 'have their'} new class.`
  const hasMerged = merged.length > 0 && `Merged classes are one: ${names(merged)}.`
  return [
    {
      kind: 'assignment', title: 'Every particle with its class', files: `run_data.${suffix}`,
      about: `The rows of the input with ${format === 'cs' ? 'alignments3D/class' : 'rlnClassNumber'} filled in, for RELION${format === 'cs' ? ' or cryoSPARC' : ''}. Without changes byte for byte what cgr run wrote.`,
      edited: sentences(hasMoved, hasMerged, excluded.length > 0 && `Particles of excluded classes keep their class number: ${names(excluded)}.`),
    },
    {
      kind: 'per class', title: 'A particle file for each class', files: `class001_NAME.${suffix} …`,
      about: 'The rows of one class each, for refining it alone. Junk is left out.',
      edited: sentences(hasMoved, hasMerged, excluded.length > 0 && `No file for what is excluded: ${names(excluded)}.`),
    },
    {
      kind: 'csv', title: 'A table', files: 'particles.csv',
      about: 'A line for each particle: image, micrograph, class and its name, largest posterior. For spreadsheets and scripts.',
      edited: sentences(hasMoved && `${hasMoved} Their posterior is given as 1.`, hasMerged && `${hasMerged} Posteriors are added up.`, excluded.length > 0 && `A column says what is excluded: ${names(excluded)}.`),
    },
    {
      kind: 'maps', title: 'Maps', files: 'NAME.mrc, half-maps, mask.mrc, README.txt',
      about: 'The filtered map of each class, its unfiltered half-maps for post-processing, and the mask.',
      edited: sentences(moved > 0 && `They are still the run’s maps: ${particles(moved)} moved by hand ${moved === 1 ? 'is' : 'are'} not in them as moved. Reconstruct the files of each class again for that.`, merged.length > 0 && `Merged classes keep a map for each of their parts: ${names(merged)}.`, excluded.length > 0 && `None of what is excluded: ${names(excluded)}.`),
    },
    {
      kind: 'report', title: 'Report', files: 'report.html, report.json',
      about: 'What is shown under Report, for a browser, and the same numbers for programs.',
      edited: edits.edits > 0 ? `They tell of the run alone; ${edits.edits === 1 ? 'the change' : `the ${edits.edits} changes`} made by hand ${edits.edits === 1 ? 'is' : 'are'} listed beside them in report_edits.txt.` : null,
    },
  ]
}
