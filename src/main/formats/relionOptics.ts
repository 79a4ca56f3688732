import { numberColumns, textColumn } from './starColumns.ts'
import { findBlock, type StarFile, type StarTable } from './starFile.ts'

/** The particle table of a RELION file: block "particles" (3.1 and later), "images" or the unnamed one (3.0), or the first with image names. */
export function particleTable(star: StarFile): StarTable | null {
  const preferred = ['particles', 'images', ''].map(name => findBlock(star, name))
  for (const block of [...preferred, ...star.blocks]) {
    const table = block?.tables.find(({ columns }) => columns.includes('rlnImageName'))
    if (table) return table
  }
  return null
}

/** The optics table of RELION 3.1 and later; null in older files. */
export const opticsTable = (star: StarFile): StarTable | null => findBlock(star, 'optics')?.tables[0] ?? null

/** Numbers inside "[a,b,…]", or the number itself. */
const vector = (text: string): number[] => text.replace('[', '').replace(']', '').split(',').map(Number)

const NEUTRAL: readonly { readonly what: string; readonly columns: readonly string[]; readonly neutral: number }[] = [
  { what: 'beam tilt', columns: ['rlnBeamTiltX', 'rlnBeamTiltY'], neutral: 0 },
  { what: 'odd Zernike aberrations', columns: ['rlnOddZernike'], neutral: 0 },
  { what: 'even Zernike aberrations', columns: ['rlnEvenZernike'], neutral: 0 },
  { what: 'magnification matrix', columns: ['rlnMagMat00', 'rlnMagMat11'], neutral: 1 },
  { what: 'magnification matrix', columns: ['rlnMagMat01', 'rlnMagMat10'], neutral: 0 },
]
const NEGLIGIBLE = 1e-6

/** Optics that the file gives and this program does not apply, in plain words; empty where all are neutral. */
export function unappliedOptics(star: StarFile): string[] {
  const tables = [opticsTable(star), particleTable(star)].filter(table => table !== null)
  const found = NEUTRAL.filter(({ columns, neutral }) => tables.some(table => columns.filter(name => table.columns.includes(name))
    .some(name => textColumn(star, table, name).some(cell => vector(cell).some(value => Math.abs(value - neutral) > NEGLIGIBLE)))))
  return [...new Set(found.map(({ what }) => what))]
}

const TOMO_KINDS: readonly (readonly [string, string])[] = [
  ['rlnTomoSubTomosAre2DStacks', '2D stacks per particle of RELION 5'], ['rlnTomoVisibleFrames', '2D stacks per particle of RELION 5'],
  ['rlnCtfImage', '3D subtomograms with 3D CTF volumes'], ['rlnTomoParticleName', 'subtomograms of RELION 4 or 5'], ['rlnTomoName', 'subtomograms of RELION 4 or 5'],
]

/** What kind of tomography particles the file holds, in plain words; null for single particles. */
export function tomographyKind(star: StarFile): string | null {
  const columns = new Set(star.blocks.flatMap(block => block.tables.flatMap(table => table.columns)))
  const kind = TOMO_KINDS.find(([label]) => columns.has(label))
  if (kind) return `${kind[1]} (${kind[0]})`
  const optics = opticsTable(star)
  const threeD = optics?.columns.includes('rlnImageDimensionality') && numberColumns(star, optics, ['rlnImageDimensionality'])[0].includes(3)
  if (threeD) return '3D subtomograms (rlnImageDimensionality 3)'
  const other = [...columns].find(label => label.startsWith('rlnTomo'))
  return other ? `tomography particles (${other})` : null
}
