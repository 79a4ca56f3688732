import { statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { badData, Failure } from '../../../preload/contract/failure.ts'
import { readMrcHeader, type MrcInfo } from '../../formats/mrc.ts'
import { particleTable, tomographyKind } from '../../formats/relionOptics.ts'
import { readStar, textColumn, type StarFile } from '../../formats/star.ts'
import { PIXEL_TOLERANCE, volumesOfFolder, volumesOfStar, type VolumeList } from '../../formats/volumeList.ts'
import { matrixFromEuler } from '../../numerics/rotations.ts'
import { resolveStacks } from '../stages/import/resolveStacks.ts'

/** One map per particle, in our units. Row i is row i of the star file, or map i of the folder in natural order. */
export type VolumeParticles = {
  readonly count: number
  /** Absolute. */
  readonly paths: readonly string[]
  readonly box: number
  readonly pixelSize: number
  readonly half: Uint8Array | null
  /** Null where all maps are in one frame already. */
  readonly poses: { /** [count × 9] */ readonly rotation: Float64Array; /** [count × 3] px, x, y, z: translating the map by it centres the particle. */ readonly shift: Float64Array } | null
  /** [count] tomogram or micrograph of each row, from 0. */
  readonly tomogram: Uint32Array
  readonly tomograms: number
  /** Names the input and the row of a particle, for messages. */
  readonly place: (row: number) => string
}

/** The input as read, kept so that it can be handed back with its classes. */
export type VolumeSource = { readonly format: 'maps'; readonly star: StarFile | null; readonly names: readonly string[] }

export type ImportedVolumes = { readonly particles: VolumeParticles; readonly source: VolumeSource; readonly doubts: readonly string[] }

/** Fewer maps than this say nothing about conformations. */
const LEAST = 20
/** Boxes below this hold too few frequencies to sort by. */
const LEAST_BOX = 16

/** Whether an input is one map per particle: a folder, or a star file of 3D maps. What cannot be read is not, so that its reader may say why. */
export function isVolumeInput(input: string): boolean {
  const info = statSync(input, { throwIfNoEntry: false })
  if (!info || info.isDirectory() || extname(input).toLowerCase() !== '.star') return info?.isDirectory() ?? false
  return isVolumeStar(readStar(input), input)
}

/** The same of a star file that has been read from `input`. */
export function isVolumeStar(star: StarFile, input: string): boolean {
  const table = particleTable(star)
  if (!table || table.count === 0) return false
  if (tomographyKind(star)) return true
  const first = textColumn(star, table, 'rlnImageName')[0]
  if (first.includes('@')) return false
  try {
    return readMrcHeader(resolveStacks(input, [first]).paths[0]).kind === 'volume'
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}

/**
 * Finds every particle's map and reads its header; the maps themselves are not read. Throws a Failure that names file, row and fix for
 * what is no list of maps, a map that is missing, cut off, no cube, or of another box or pixel size than the first.
 */
export function importVolumes(input: string, root?: string): ImportedVolumes {
  const inFolder = statSync(input, { throwIfNoEntry: false })?.isDirectory() ?? false
  const list = inFolder ? volumesOfFolder(input) : volumesOfStar(input)
  const count = list.names.length
  if (count < LEAST) throw new Failure('data', `${input}: ${count} maps cannot be sorted into conformations`, `at least ${LEAST} are needed, some hundreds of each conformation to be useful`)
  const { paths, repeated, doubts } = inFolder ? { paths: list.names.map(name => join(input, name)), repeated: 0, doubts: [] } : resolved(list, root)
  const { box, pixelSize, doubts: headerDoubts } = checkHeaders(list, paths)
  const particles: VolumeParticles = {
    count, paths, box, pixelSize, half: list.half, poses: poses(list, pixelSize), tomogram: list.tomograms ? Uint32Array.from(list.tomograms.index) : new Uint32Array(count), tomograms: list.tomograms?.values.length ?? 1,
    place: row => (inFolder ? paths[row] : `${input}, ${list.place(row)}`),
  }
  const copies = repeated > 0 ? [`${repeated} rows use a map that another row uses too: half-maps are not independent`] : []
  return { particles, source: { format: 'maps', star: list.star, names: list.names }, doubts: [...list.doubts, ...doubts, ...headerDoubts, ...copies] }
}

/** Absolute paths, each file looked up once however many rows name it. */
function resolved({ input, names }: VolumeList, root: string | undefined): { paths: string[]; repeated: number; doubts: readonly string[] } {
  const distinct = [...new Set(names)]
  const { paths, doubts } = resolveStacks(input, distinct, root)
  const at = new Map(distinct.map((name, i) => [name, paths[i]]))
  return { paths: names.map(name => at.get(name)!), repeated: names.length - distinct.length, doubts }
}

/** A header's 0 or nothing is unknown, and 1 is what programs write that do not know. */
const saysPixelSize = (info: MrcInfo): boolean => info.pixelSize !== null && info.pixelSize !== 1

function checkHeaders(list: VolumeList, paths: readonly string[]): { box: number; pixelSize: number; doubts: string[] } {
  const seen = new Map<string, MrcInfo>()
  let first: MrcInfo | null = null
  let [given, unlike]: [MrcInfo | null, MrcInfo | null] = [null, null]
  for (const [row, path] of paths.entries()) {
    if (seen.has(path)) continue
    const info = headerOf(list, path, row)
    seen.set(path, info)
    first ??= info
    const wrong = (what: string, fix: string): Failure => badData(list.input, list.place(row), `${path} ${what}`, fix)
    const shape = `${info.columns} × ${info.rows} × ${info.sections}`
    if (info.columns === info.rows && info.columns !== info.sections || info.kind === 'stack') {
      throw wrong(`holds 2D images (${shape}), not a map`, 'give one 3D map per particle; 2D particles need a star file with their poses and defocus')
    }
    if (info.columns !== info.rows || info.kind !== 'volume') throw wrong(`has ${shape} voxels, not one cube`, 'pad or crop every map to a cube')
    if (info.columns !== first.columns) throw wrong(`has a box of ${info.columns}, the first map one of ${first.columns}`, 'crop or pad all maps to one box')
    if (!saysPixelSize(info)) continue
    given ??= info
    if (Math.abs(info.pixelSize! / given.pixelSize! - 1) > PIXEL_TOLERANCE) throw wrong(`has a pixel size of ${info.pixelSize} Å, ${given.path} one of ${given.pixelSize} Å`, 'rescale all maps to one pixel size, or correct the header')
    if (list.pixelSize !== null && Math.abs(info.pixelSize! / list.pixelSize - 1) > PIXEL_TOLERANCE) unlike ??= info
  }
  const { columns: box, pixelSize: size } = first!
  if (box < LEAST_BOX) throw new Failure('data', `${first!.path}: a box of ${box} voxels holds too little to sort by`, `at least ${LEAST_BOX} are needed`)
  const pixelSize = list.pixelSize ?? given?.pixelSize ?? size
  if (pixelSize === null) throw new Failure('data', `${first!.path}: no pixel size in the header`, 'set it there, or in rlnImagePixelSize of a star file')
  const doubts = unlike ? [`pixel size conflict: ${list.pixelSize} Å in the star file, ${unlike.pixelSize} Å in the header of ${unlike.path}; the star file's is used`] : []
  if (list.pixelSize === null && !given) doubts.push('pixel size of exactly 1 Å in the headers: often a placeholder, and all resolutions depend on it')
  return { box, pixelSize, doubts }
}

/** The header of a row's map; what is wrong with it is said with the row that names it. */
function headerOf(list: VolumeList, path: string, row: number): MrcInfo {
  return atRow(list.star ? `${list.input}, ${list.place(row)}: ` : '', () => readMrcHeader(path))
}

/** Puts the place of the row before what is wrong with the row's file. */
export function atRow<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure(error.kind, `${place}${error.message}`, error.advice, { cause: error })
  }
}

function poses({ poses: given, names }: VolumeList, pixelSize: number): VolumeParticles['poses'] {
  if (!given) return null
  const rotation = new Float64Array(9 * names.length)
  for (let row = 0; row < names.length; row++) matrixFromEuler(given.rot[row], given.tilt[row], given.psi[row], rotation, 9 * row)
  return { rotation, shift: given.originUnit === 'px' ? given.origin : given.origin.map(value => value / pixelSize) }
}
