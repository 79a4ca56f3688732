import { readdirSync } from 'node:fs'
import { badData, Failure, missingInput } from '../../preload/contract/failure.ts'
import { opticsTable, particleTable } from './relionOptics.ts'
import { internedColumn, lineOfRow, numberColumns, readStar, textColumn, type InternedColumn, type StarFile, type StarTable } from './star.ts'

/** Where maps that are not in one frame yet lie, as RELION writes it. */
export type VolumePoses = {
  /** [count] degrees. */
  readonly rot: Float64Array
  readonly tilt: Float64Array
  readonly psi: Float64Array
  /** [count × 3] x, y, z: translating the map by it centres the particle. */
  readonly origin: Float64Array
  readonly originUnit: 'Å' | 'px'
}

/** One map per particle, as a folder holds them or a star file names them; no map is opened. */
export type VolumeList = {
  readonly input: string
  /** Null for a folder. */
  readonly star: StarFile | null
  /** [count] names in the folder, or paths as the star file says. */
  readonly names: readonly string[]
  /** Å, from the star file; null where it has none. */
  readonly pixelSize: number | null
  /** [count] half-set 0 or 1 as the upstream refinement drew it. */
  readonly half: Uint8Array | null
  readonly tomograms: InternedColumn | null
  /** Null where angles and origins are absent or all 0: the maps are in one frame. */
  readonly poses: VolumePoses | null
  readonly doubts: readonly string[]
  /** "line 12" of the star file, or a file of the folder. */
  readonly place: (row: number) => string
}

const MAP_FILE = /\.(mrc|map|ccp4)(\.gz)?$/i
const naturally = new Intl.Collator('en', { numeric: true })
const byName = (a: string, b: string): number => naturally.compare(a, b) || (a < b ? -1 : 1)

/** The maps of a folder (.mrc, .map, .ccp4, .gz too; not of its subfolders), in natural order: map2 comes before map10. */
export function volumesOfFolder(folder: string): VolumeList {
  const names = filesIn(folder).filter(name => MAP_FILE.test(name) && !name.startsWith('.')).toSorted(byName)
  if (names.length === 0) throw new Failure('missing', `${folder}: no .mrc maps in this folder`, 'name the folder that holds one map per particle, or the .star file that lists them')
  return { input: folder, star: null, names, pixelSize: null, half: null, tomograms: null, poses: null, doubts: [], place: row => names[row] }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(entry => !entry.isDirectory()).map(entry => entry.name)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw missingInput(folder, code === 'ENOENT' ? 'no such folder' : `cannot be read (${code})`, 'check the name and its permissions')
  }
}

/** The maps that a star file of subtomograms (RELION 3, 4 or 5) names in rlnImageName, one a row. */
export function volumesOfStar(path: string): VolumeList {
  const star = readStar(path)
  refuseFlatStacks(star)
  const table = particleTable(star)
  if (!table) throw badData(path, 'columns', 'no block has the column _rlnImageName', 'name every particle\'s map there')
  if (table.count === 0) throw badData(path, 'data_particles', 'no particles', 'the table is empty: export it again')
  const place = (row: number): string => `line ${lineOfRow(star, table, row)}`
  const names = textColumn(star, table, 'rlnImageName')
  const flat = names.findIndex(name => name.includes('@') || name === '')
  if (flat >= 0) throw badData(path, place(flat), `_rlnImageName is "${names[flat].slice(0, 80)}", an image in a stack, not a map`, 'name one .mrc volume per row, or give 2D particles with their poses and defocus')
  const halves = halfSets(star, table, place)
  const tomogram = ['rlnTomoName', 'rlnMicrographName'].find(name => table.columns.includes(name))
  const ctf = table.columns.includes('rlnCtfImage') ? ['CTF volumes (_rlnCtfImage) are not applied: what a map does not hold is seen from the map itself'] : []
  return {
    input: path, star, names, pixelSize: pixelSizeOf(star, table, place), half: halves.half, tomograms: tomogram === undefined ? null : internedColumn(star, table, tomogram),
    poses: posesOf(star, table), doubts: [...halves.doubts, ...ctf], place,
  }
}

/** RELION 5's default is a stack of tilt images per particle, which looks like a map in the star file. */
function refuseFlatStacks(star: StarFile): void {
  for (const { name, tables } of star.blocks) for (const table of tables) {
    if (!table.columns.includes('rlnTomoSubTomosAre2DStacks') || numberColumns(star, table, ['rlnTomoSubTomosAre2DStacks'])[0][0] !== 1) continue
    throw badData(star.path, `data_${name}`, 'the subtomograms are 2D stacks (_rlnTomoSubTomosAre2DStacks 1), not maps', 'extract them again as 3D pseudo-subtomograms')
  }
}

/** The pixel size that all rows share; null where the file has none. */
function pixelSizeOf(star: StarFile, table: StarTable, place: (row: number) => string): number | null {
  const sizes = pixelSizes(star, table, place)
  if (!sizes) return null
  const other = sizes.findIndex(size => !(size > 0) || Math.abs(size / sizes[0] - 1) > PIXEL_TOLERANCE)
  if (other >= 0) throw badData(star.path, place(other), `pixel size ${sizes[other]} Å, the first map has ${sizes[0]} Å`, 'all maps must have one pixel size: rescale them or export them again')
  return sizes[0]
}

/** Pixel sizes that differ by no more are one, rounded differently. */
export const PIXEL_TOLERANCE = 0.005

function pixelSizes(star: StarFile, table: StarTable, place: (row: number) => string): Float64Array | null {
  const optics = opticsTable(star)
  if (optics?.columns.includes('rlnImagePixelSize')) {
    const [size] = numberColumns(star, optics, ['rlnImagePixelSize'])
    const numbers = optics.columns.includes('rlnOpticsGroup') ? numberColumns(star, optics, ['rlnOpticsGroup'])[0] : Float64Array.from(size, (_, i) => i + 1)
    if (!table.columns.includes('rlnOpticsGroup')) return new Float64Array(table.count).fill(size[0])
    return numberColumns(star, table, ['rlnOpticsGroup'])[0].map((group, row) => {
      const at = numbers.indexOf(group)
      if (at < 0) throw badData(star.path, place(row), `_rlnOpticsGroup ${group} is not in data_optics`, 'export the file again from RELION')
      return size[at]
    })
  }
  for (const name of ['rlnImagePixelSize', 'rlnPixelSize']) if (table.columns.includes(name)) return numberColumns(star, table, [name])[0]
  if (!['rlnDetectorPixelSize', 'rlnMagnification'].every(name => table.columns.includes(name))) return null
  const [detector, magnification] = numberColumns(star, table, ['rlnDetectorPixelSize', 'rlnMagnification'])
  return detector.map((size, row) => (size * 1e4) / magnification[row])
}

function halfSets(star: StarFile, table: StarTable, place: (row: number) => string): { half: Uint8Array | null; doubts: string[] } {
  if (!table.columns.includes('rlnRandomSubset')) return { half: null, doubts: [] }
  const [subset] = numberColumns(star, table, ['rlnRandomSubset'])
  const odd = subset.findIndex(value => value !== 1 && value !== 2)
  if (odd >= 0) return { half: null, doubts: [`_rlnRandomSubset on ${place(odd)} is ${subset[odd]}, not 1 or 2: the half-sets of the refinement are not used`] }
  if (!subset.includes(1) || !subset.includes(2)) return { half: null, doubts: [`_rlnRandomSubset is ${subset[0]} everywhere: no half-sets of the refinement`] }
  return { half: Uint8Array.from(subset, value => value - 1), doubts: [] }
}

/** Degrees, Å or px below which a pose is none. */
const NO_POSE = 1e-3

const turned = (angle: number): boolean => Math.abs(angle - 360 * Math.round(angle / 360)) > NO_POSE

function posesOf(star: StarFile, table: StarTable): VolumePoses | null {
  const { count } = table
  const inAngstrom = ['rlnOriginXAngst', 'rlnOriginYAngst', 'rlnOriginZAngst'].some(name => table.columns.includes(name))
  const axes = ['X', 'Y', 'Z'].map(axis => `rlnOrigin${axis}${inAngstrom ? 'Angst' : ''}`)
  const names = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', ...axes]
  const present = names.filter(name => table.columns.includes(name))
  const read = new Map(numberColumns(star, table, present).map((column, i) => [present[i], column]))
  const [rot, tilt, psi, ...origins] = names.map(name => read.get(name) ?? new Float64Array(count))
  const moved = [rot, tilt, psi].some(angles => angles.some(turned)) || origins.some(values => values.some(value => Math.abs(value) > NO_POSE))
  if (!moved) return null
  const origin = new Float64Array(3 * count)
  origins.forEach((values, axis) => values.forEach((value, row) => { origin[3 * row + axis] = value }))
  return { rot, tilt, psi, origin, originUnit: inAngstrom ? 'Å' : 'px' }
}
