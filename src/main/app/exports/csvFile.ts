import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from '../../../preload/contract/failure.ts'
import { datasetHas, datasetStrings, passthroughBeside, readCsDataset } from '../../formats/cs.ts'
import type { CsDataset, CsFile } from '../../formats/cs.ts'
import { particleTable } from '../../formats/relionOptics.ts'
import { textColumn } from '../../formats/star.ts'
import type { StarFile } from '../../formats/star.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'
import { JUNK_CLASS } from '../edits/classList.ts'
import type { ProjectInput } from '../projects/projectInput.ts'
import { countText } from './assignmentFiles.ts'
import { editedPosteriors } from './editedPosteriors.ts'
import type { PlannedFile } from './plannedFile.ts'
import type { SortedProject, SortedRows } from './sortedProject.ts'

const HEADINGS = 'index,image,micrograph,class,class_name,largest_posterior,excluded'
const BYTES_A_ROW = 60
/** Rows are collected into pieces of about this many characters. */
const PIECE = 1 << 16

/** A text as one cell (RFC 4180); what a spreadsheet would take for a formula gets an apostrophe, which makes it text there. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

type Names = { readonly images: readonly string[]; /** Null where the rows name none. */ readonly micrographs: readonly string[] | null }

function starNames(star: StarFile): Names {
  const table = particleTable(star)!
  const micrograph = ['rlnMicrographName', 'rlnTomoName'].find(name => table.columns.includes(name))
  return { images: textColumn(star, table, 'rlnImageName'), micrographs: micrograph === undefined ? null : textColumn(star, table, micrograph) }
}

/** The rows with each passthrough of the input that holds all of them, joined by uid: the input itself may have changed since the run. */
function datasetsOf(cs: CsFile, input: ProjectInput | null): CsDataset[] {
  const found = input === null ? [] : input.passthrough !== null ? [input.passthrough] : existsSync(dirname(input.path)) ? passthroughBeside(input.path) : []
  const joined = found.filter(path => existsSync(path)).flatMap(path => {
    try {
      return [readCsDataset(cs.path, path)]
    } catch (error) {
      if (error instanceof Failure) return []
      throw error
    }
  })
  return [{ main: cs, joined: [] }, ...joined]
}

/** cryoSPARC counts images from 0, and may keep paths and micrographs in the passthrough: without that file their cells stay empty. */
function csNames(cs: CsFile, input: ProjectInput | null): Names {
  const datasets = datasetsOf(cs, input)
  const column = (name: string): string[] | null => {
    const holder = datasets.find(dataset => datasetHas(dataset, name))
    return holder ? datasetStrings(holder, name) : null
  }
  const paths = column('blob/path'), slices = column('blob/idx')
  return {
    images: Array.from({ length: cs.count }, (_, row) => (paths && slices ? `${String(Number(slices[row]) + 1).padStart(6, '0')}@${paths[row].replace(/^>/, '')}` : '')),
    micrographs: column('location/micrograph_path'),
  }
}

/** particles.csv: a line per row of the input. `index` counts from 1 and junk is class −1, as `cgr compare` reads it. */
export function csvFile(project: SortedProject, { source, assignments }: SortedRows): PlannedFile {
  const { edited } = project, { classOf } = edited
  return {
    name: 'particles.csv', about: `${countText(classOf.length)} as a table: image, micrograph, class and its name, posterior, whether the class is excluded; junk is class -1`,
    bytes: classOf.length * BYTES_A_ROW + (source.format === 'cs' ? 0 : source.star.bytes.length / 2),
    write(path) {
      const { images, micrographs } = source.format === 'cs' ? csNames(source.cs, project.input) : starNames(source.star)
      const posterior = editedPosteriors(edited, assignments)
      const ends = new Map(edited.classes.map(({ number, name, excluded }) => [number, { number: number === JUNK_CLASS ? -1 : number, name: csvCell(name), excluded: excluded ? 'yes' : 'no' }]))
      atomicWrite(path, sink => {
        let piece = `${HEADINGS}\n`
        for (let row = 0; row < classOf.length; row += 1) {
          const { number, name, excluded } = ends.get(classOf[row])!
          piece += `${row + 1},${csvCell(images[row])},${csvCell(micrographs?.[row] ?? '')},${number},${name},${posterior[row].toFixed(6)},${excluded}\n`
          if (piece.length < PIECE) continue
          sink.write(piece)
          piece = ''
        }
        sink.write(piece)
      })
    },
  }
}
