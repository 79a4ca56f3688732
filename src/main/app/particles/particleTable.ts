import { z } from 'zod'
import type { ParticleSet } from '../../../preload/contract/records.ts'
import { degrees } from '../../../preload/contract/units.ts'
import type { VolumeParticles } from '../../compute/volumes/importVolumes.ts'
import { eulerFromMatrix } from '../../numerics/rotations.ts'
import { sharedArray, sharedCopy, type Columns } from './columnsFile.ts'

const Optics = z.strictObject({
  name: z.string(), voltage: z.number(), sphericalAberration: z.number(), amplitudeContrast: z.number(), pixelSize: z.number().positive(), box: z.int().positive(), ctfPremultiplied: z.boolean(),
})

/** What the columns refer to: files by `file`, micrographs by `micrograph`, optics by `opticsGroup`. */
export const TableAbout = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('images'), count: z.int().positive(), files: z.array(z.string()), micrographs: z.array(z.string()), optics: z.array(Optics) }),
  z.strictObject({ kind: z.literal('maps'), count: z.int().positive(), files: z.array(z.string()), box: z.int().positive(), pixelSize: z.number().positive() }),
])
export type TableAbout = z.infer<typeof TableAbout>

/**
 * The rows of a project's input, row i of every column being row i of the input: single precision is finer than any of it was measured.
 * Images: file, slice, opticsGroup, micrograph, defocusU and defocusV (Å), defocusAngle and phaseShift (°), ctfBfactor (Å²), ctfScale,
 * rot, tilt and psi (°), x and y (Å). Maps: file, tomogram and, where they are not in one frame, rot, tilt, psi, x, y and z. Both: half,
 * where the upstream refinement drew half-sets.
 */
export type ParticleTable = { readonly about: TableAbout; readonly columns: Columns }

const floats = (count: number, value: (row: number) => number): Float32Array => {
  const out = sharedArray(Float32Array, count)
  for (let row = 0; row < count; row++) out[row] = value(row)
  return out
}

function eulerColumns(rotation: Float64Array, count: number): Columns {
  const [rot, tilt, psi] = [0, 1, 2].map(() => sharedArray(Float32Array, count))
  for (let row = 0; row < count; row++) ({ rot: rot[row], tilt: tilt[row], psi: psi[row] } = eulerFromMatrix(rotation, 9 * row))
  return { rot, tilt, psi }
}

export function tableOfImages(set: ParticleSet): ParticleTable {
  const { count, files, micrographs, optics } = set
  return {
    about: { kind: 'images', count, files: [...files], micrographs: [...micrographs], optics: [...optics] },
    columns: {
      file: sharedCopy(set.file), slice: sharedCopy(set.slice), opticsGroup: sharedCopy(set.opticsGroup), micrograph: sharedCopy(set.micrograph),
      defocusU: floats(count, row => set.defocusU[row]), defocusV: floats(count, row => set.defocusV[row]),
      defocusAngle: floats(count, row => degrees(set.defocusAngle[row])), phaseShift: floats(count, row => degrees(set.phaseShift[row])),
      ctfBfactor: floats(count, row => set.ctfBfactor[row]), ctfScale: floats(count, row => set.ctfScale[row]),
      ...eulerColumns(set.rotation, count), x: floats(count, row => set.shift[2 * row]), y: floats(count, row => set.shift[2 * row + 1]),
      ...(set.half && { half: sharedCopy(set.half) }),
    },
  }
}

export function tableOfMaps({ count, paths, box, pixelSize, poses, tomogram, half }: VolumeParticles): ParticleTable {
  const files = [...new Set(paths)], places = new Map(files.map((path, i) => [path, i]))
  return {
    about: { kind: 'maps', count, files, box, pixelSize },
    columns: {
      file: sharedCopy(Uint32Array.from(paths, path => places.get(path)!)), tomogram: sharedCopy(tomogram),
      ...(poses && { ...eulerColumns(poses.rotation, count), ...Object.fromEntries(['x', 'y', 'z'].map((axis, i) => [axis, floats(count, row => poses.shift[3 * row + i] * pixelSize)])) }),
      ...(half && { half: sharedCopy(half) }),
    },
  }
}

const IMAGE_COLUMNS = ['file', 'slice', 'opticsGroup', 'micrograph', 'defocusU', 'defocusV', 'defocusAngle', 'phaseShift', 'ctfBfactor', 'ctfScale', 'rot', 'tilt', 'psi', 'x', 'y']

/** Whether every column is there and refers only to what there is: a table that was read from a file has yet to show it. */
export function isTable({ about, columns }: ParticleTable): boolean {
  const needed = about.kind === 'images' ? IMAGE_COLUMNS : ['file', 'tomogram']
  const limits: Readonly<Record<string, number>> = about.kind === 'images' ? { file: about.files.length, micrograph: about.micrographs.length, opticsGroup: about.optics.length } : { file: about.files.length }
  return needed.every(name => name in columns) && Object.values(columns).every(values => values.length === about.count)
    && Object.entries(limits).every(([name, limit]) => isBelow(columns[name], limit))
}

function isBelow(values: ArrayLike<number>, limit: number): boolean {
  for (let row = 0; row < values.length; row++) if (!(values[row] < limit)) return false
  return true
}
