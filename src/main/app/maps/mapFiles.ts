import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { MapEntry } from '../../../preload/contract/calls/maps.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { EMBEDDING_FOLDER, isWalkName } from '../../compute/embedding/embeddingFiles.ts'
import { VARIANCE_FOLDER } from '../../compute/variance/varianceFiles.ts'
import { WORK_FOLDER } from '../../core/runFiles.ts'
import { readMrcHeader } from '../../formats/mrc.ts'

type Known = Pick<MapEntry, 'title' | 'class' | 'kind'>

const ofClass = (kind: MapEntry['kind'], what: string) => (number: string): Known => ({ title: `Class ${Number(number)}${what}`, class: Number(number), kind })

const walkTitle = (kind: string, number: number, point: number): string =>
  kind === 'chosen' ? `Chosen particles ${number}` : `${kind === 'path' ? 'Path' : 'Walk along component'} ${number}, point ${point}`

/** Every map that a project may hold: its folder, its name in it, and what it is. */
const MAPS: readonly { readonly folder: string; readonly name: RegExp; readonly is: (...parts: string[]) => Known }[] = [
  { folder: '', name: /^run_class(\d{3})\.mrc$/, is: ofClass('map', '') },
  { folder: '', name: /^run_half([12])_class(\d{3})_unfil\.mrc$/, is: (half, number) => ofClass('half', `, half-map ${half}`)(number) },
  { folder: '', name: /^run_class(\d{3})_decoded\.mrc$/, is: ofClass('decoded', ', decoded by the network') },
  { folder: '', name: /^run_class(\d{3})_locres\.mrc$/, is: ofClass('local resolution', ', local resolution') },
  { folder: '', name: /^run_class(\d{3})_variance\.mrc$/, is: ofClass('variance', ', variance') },
  { folder: '', name: /^mask\.mrc$/, is: () => ({ title: 'Mask of the run', class: null, kind: 'mask' }) },
  { folder: 'check', name: /^consensus\.mrc$/, is: () => ({ title: 'Consensus', class: null, kind: 'consensus' }) },
  { folder: 'check', name: /^mask\.mrc$/, is: () => ({ title: 'Mask of the check', class: null, kind: 'mask' }) },
  { folder: EMBEDDING_FOLDER, name: /^component_(\d{3})\.mrc$/, is: number => ({ title: `Component ${Number(number)} of the embedding`, class: null, kind: 'component' }) },
  { folder: EMBEDDING_FOLDER, name: /^walk_(pc|path|chosen)(\d+)\/point_(\d{3})\.mrc$/, is: (kind, walk, point) => ({ title: walkTitle(kind, Number(walk), Number(point)), class: null, kind: 'walk' }) },
  { folder: VARIANCE_FOLDER, name: /^([\w.-]+)\/(class|ours)(\d{3})_variance\.mrc$/, is: (file, whose, number) => ({ title: `${file}: ${whose === 'ours' ? 'class of the run' : 'its class'} ${Number(number)}, variance`, class: null, kind: 'variance' }) },
  { folder: 'masks', name: /^(.+)\.mrc$/, is: name => ({ title: `Mask ${name}`, class: null, kind: 'mask' }) },
  { folder: WORK_FOLDER, name: /^live_class(\d{3})\.mrc$/, is: ofClass('live', ', as it stands') },
]

export const CONSENSUS = 'check/consensus.mrc'
/** Name of the map of class 1, 2, … of a finished run. */
export const classMapName = (number: number): string => `run_class${String(number).padStart(3, '0')}.mrc`

type Named = { readonly name: string; readonly is: Known }

/** Which of a folder's files are maps. */
const mapsAmong = (files: (folder: string) => readonly string[]): Named[] =>
  MAPS.flatMap(({ folder, name, is }) => files(folder).flatMap(file => {
    const match = name.exec(file)
    return match ? [{ name: folder === '' ? file : `${folder}/${file}`, is: is(...match.slice(1)) }] : []
  }))

/** The maps of a project, by names relative to its folder and always with "/". */
const mapsIn = (root: string): Named[] => mapsAmong(folder => filesIn(join(root, folder), folder === VARIANCE_FOLDER ? () => true : isWalkName))

/** What a map of that name is. Throws RangeError for a name that no map has. */
export function mapKind(name: string): MapEntry['kind'] {
  const [map] = mapsAmong(folder => (folder === '' ? [name] : name.startsWith(`${folder}/`) ? [name.slice(folder.length + 1)] : []))
  if (!map) throw new RangeError(`${name} is no map's name`)
  return map.is.kind
}

/** What lies in a folder, and for names that hold maps of their own what lies in those. */
function filesIn(folder: string, isFolder: (name: string) => boolean): string[] {
  return namesIn(folder).flatMap(name => (isFolder(name) ? namesIn(join(folder, name)).map(file => `${name}/${file}`) : [name]))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted(inOrder)
  } catch {
    return [] // not there: nothing of that kind yet
  }
}

/** Numbers in names count as numbers. */
const { compare: inOrder } = new Intl.Collator('en', { numeric: true })

/** The path of a map that the project has; a name that leads anywhere else is refused, by whatever links. */
export function mapPath(root: string, name: string): string {
  if (!mapsIn(root).some(map => map.name === name)) throw new Failure('missing', `${basename(root)} has no map "${name.slice(0, 120)}"`, 'it may have been replaced: look at the list of maps again')
  const path = realpathSync(join(root, name))
  if (!path.startsWith(realpathSync(root) + sep)) throw new Failure('usage', `${name}: leads out of the project's folder`, 'put the map itself there, not a link')
  return path
}

/** Tells a file from what has taken its name. */
export function fileStamp(path: string): string {
  const { size, mtimeMs, ino } = statSync(path)
  return `${size}/${mtimeMs}/${ino}`
}

/** The maps of a project's folder; those that cannot be read are left out, for nothing can be done with them. */
export function listMaps(root: string): MapEntry[] {
  return mapsIn(root).flatMap(({ name, is }) => {
    try {
      const { kind, columns, pixelSize } = readMrcHeader(mapPath(root, name))
      return kind === 'volume' ? [{ name, ...is, box: columns, pixelSizeA: pixelSize ?? 0 }] : []
    } catch {
      return []
    }
  })
}
