import { badData, Failure } from '../../../../preload/contract/failure.ts'
import { radians } from '../../../../preload/contract/units.ts'
import { opticsTable, particleTable, tomographyKind, unappliedOptics } from '../../../formats/relionOptics.ts'
import { internedColumn, lineOfRow, numberColumns, textColumn, type StarFile, type StarTable } from '../../../formats/star.ts'
import { type ParticleDraft } from './draft.ts'
import { groupsFromOptics, groupsFromRows, type StarGroups } from './starOptics.ts'
import { starPoses } from './starPoses.ts'

/** Columns without which nothing can be computed, with the way to get them. */
const REQUIRED: readonly { readonly columns: readonly string[]; readonly what: string; readonly fix: string }[] = [
  { columns: ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'], what: 'no angles', fix: 'give the run_data.star of a refinement (Refine3D or Class3D)' },
  { columns: ['rlnDefocusU'], what: 'no defocus', fix: 'estimate the CTF and extract the particles again, or give the run_data.star of a refinement' },
]

export function findParticles(star: StarFile): StarTable {
  const tomography = tomographyKind(star)
  if (tomography) throw badData(star.path, 'columns', `these are ${tomography}, not single-particle images`, 'give the star file of a single-particle refinement')
  const table = particleTable(star)
  if (!table) throw badData(star.path, 'columns', 'no block has the column _rlnImageName', 'this is no particle file: give particles.star or run_data.star')
  if (table.count === 0) throw badData(star.path, 'data_particles', 'no particles', 'the table is empty: export it again')
  for (const { columns, what, fix } of REQUIRED) {
    const missing = columns.filter(name => !table.columns.includes(name))
    if (missing.length > 0) throw badData(star.path, 'columns', `${what}: ${missing.map(name => `_${name}`).join(', ')} missing`, fix)
  }
  return table
}

/** "000012@folder/stack.mrcs" is image 12 (from 1) of the stack; a name without "@" is a file with one image. */
function readImageNames(star: StarFile, table: StarTable): { stackNames: string[]; file: Uint32Array; slice: Uint32Array } {
  const places = new Map<string, number>()
  const file = new Uint32Array(table.count)
  const slice = new Uint32Array(table.count)
  for (const [row, name] of textColumn(star, table, 'rlnImageName').entries()) {
    const sign = name.indexOf('@')
    const number = sign < 0 ? 1 : Number(name.slice(0, sign))
    const stack = name.slice(sign + 1)
    if (!Number.isInteger(number) || number < 1 || number > 0xffffffff || stack === '') {
      throw badData(star.path, `line ${lineOfRow(star, table, row)}`, `_rlnImageName is "${name.slice(0, 80)}"`, 'it must be like 000001@stack.mrcs, counted from 1')
    }
    const place = places.get(stack) ?? places.size
    if (place === places.size) places.set(stack, place)
    file[row] = place
    slice[row] = number - 1
  }
  return { stackNames: [...places.keys()], file, slice }
}

function readHalves(star: StarFile, table: StarTable): { half: Uint8Array | null; doubts: string[] } {
  if (!table.columns.includes('rlnRandomSubset')) return { half: null, doubts: [] }
  const [subset] = numberColumns(star, table, ['rlnRandomSubset'])
  const odd = subset.findIndex(value => value !== 1 && value !== 2)
  if (odd >= 0) return { half: null, doubts: [`_rlnRandomSubset on line ${lineOfRow(star, table, odd)} is ${subset[odd]}, not 1 or 2: the half-sets of the refinement are not used`] }
  if (!subset.includes(1) || !subset.includes(2)) return { half: null, doubts: [`_rlnRandomSubset is ${subset[0]} everywhere: no half-sets of the refinement`] }
  return { half: Uint8Array.from(subset, value => value - 1), doubts: [] }
}

/** Translates the rows of a RELION file (3.0, 3.1, 4, 5) into our units and conventions; images are not opened. */
export function draftFromStar(star: StarFile): ParticleDraft {
  const table = findParticles(star)
  const { count } = table
  const has = (name: string): boolean => table.columns.includes(name)
  const optional = ['rlnDefocusV', 'rlnDefocusAngle', 'rlnPhaseShift', 'rlnCtfBfactor', 'rlnCtfScalefactor'].filter(has)
  const names = ['rlnDefocusU', ...optional]
  const numbers = new Map(numberColumns(star, table, names).map((column, i) => [names[i], column]))
  const column = (name: string, missing: number): Float64Array => numbers.get(name) ?? new Float64Array(count).fill(missing)

  const { rotation, shift, shiftUnit, doubts: posesDoubts } = starPoses(star, table), doubts = [...posesDoubts]
  const defocusU = column('rlnDefocusU', 0)
  if (!has('rlnDefocusV') || !has('rlnDefocusAngle')) doubts.push('_rlnDefocusV or _rlnDefocusAngle missing: astigmatism taken as 0')
  const astigmatic = has('rlnDefocusV') && has('rlnDefocusAngle')
  const halves = readHalves(star, table)
  const optics = opticsTable(star)
  const groups: StarGroups = optics ? groupsFromOptics(star, table, optics) : groupsFromRows(star, table)
  const unapplied = unappliedOptics(star)
  if (unapplied.length > 0) doubts.push(`not applied: ${unapplied.join(', ')} of the optics`)
  if (groups.optics.some(group => group.ctfPremultiplied)) {
    throw new Failure('data', `${star.path}, data_optics: the images are multiplied by their CTF (_rlnCtfDataAreCtfPremultiplied 1)`, 'extract the particles again without "premultiply by CTF"')
  }
  return {
    count, format: 'star', ...readImageNames(star, table), ...groups, rotation, shift, shiftUnit,
    defocusU, defocusV: astigmatic ? column('rlnDefocusV', 0) : defocusU.slice(),
    defocusAngle: astigmatic ? column('rlnDefocusAngle', 0).map(radians) : new Float64Array(count),
    phaseShift: column('rlnPhaseShift', 0).map(radians), ctfBfactor: column('rlnCtfBfactor', 0), ctfScale: column('rlnCtfScalefactor', 1),
    micrographs: has('rlnMicrographName') ? internedColumn(star, table, 'rlnMicrographName') : null,
    half: halves.half, doubts: [...doubts, ...groups.doubts, ...halves.doubts], place: row => `line ${lineOfRow(star, table, row)}`,
  }
}
