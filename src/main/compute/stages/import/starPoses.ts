import { numberColumns, type StarFile, type StarTable } from '../../../formats/star.ts'
import { matrixFromEuler } from '../../../numerics/rotations.ts'

const ANGLES = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi']

export const hasStarPoses = (table: StarTable): boolean => ANGLES.every(name => table.columns.includes(name))

/** Poses of RELION's rows: matrix A(rot, tilt, psi) [9n] and origin offset [2n], in `shiftUnit`. */
export type StarPoses = { readonly rotation: Float64Array; readonly shift: Float64Array; readonly shiftUnit: 'Å' | 'px'; readonly doubts: readonly string[] }

export function starPoses(star: StarFile, table: StarTable): StarPoses {
  const has = (name: string): boolean => table.columns.includes(name)
  const inAngstrom = has('rlnOriginXAngst') || has('rlnOriginYAngst'), offsets = inAngstrom ? ['rlnOriginXAngst', 'rlnOriginYAngst'] : ['rlnOriginX', 'rlnOriginY']
  const names = [...ANGLES, ...offsets].filter(has), numbers = new Map(numberColumns(star, table, names).map((column, i) => [names[i], column]))
  const [rot, tilt, psi, x, y] = [...ANGLES, ...offsets].map(name => numbers.get(name) ?? new Float64Array(table.count))
  const rotation = new Float64Array(9 * table.count), shift = new Float64Array(2 * table.count), missing = offsets.filter(name => !has(name))
  for (let i = 0; i < table.count; i++) {
    matrixFromEuler(rot[i], tilt[i], psi[i], rotation, 9 * i)
    shift.set([x[i], y[i]], 2 * i)
  }
  return { rotation, shift, shiftUnit: inAngstrom ? 'Å' : 'px', doubts: missing.length > 0 ? [`${missing.map(name => `_${name}`).join(' and ')} missing: shifts taken as 0`] : [] }
}
