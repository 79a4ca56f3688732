import { existsSync, mkdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PROJECT_FILE, REPORT_FILE } from '../../core/runFiles.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'
import { Helper } from '../threads/helper.ts'
import type { PicturedMap } from './makeThumbnail.ts'
import { CONSENSUS, listMaps, mapPath } from './mapFiles.ts'

const FOLDER = 'cache'
const FILE = 'thumbnail.png'
/** Side by side in 240 pixels, more could not be told apart. */
const MOST_MAPS = 4

const helper = new Helper()

/** What there is to be seen of a project, and the file whose writing made it so: its classes, or before there are any the consensus. */
function shown(folder: string): { maps: PicturedMap[]; since: string } | null {
  const finished = existsSync(join(folder, REPORT_FILE)), wanted = finished ? 'map' : 'consensus'
  const maps = listMaps(folder).filter(({ kind }) => kind === wanted).slice(0, MOST_MAPS).map(({ name, class: number }) => ({ path: mapPath(folder, name), class: number }))
  return maps.length > 0 ? { maps, since: join(folder, finished ? REPORT_FILE : CONSENSUS) } : null
}

/** A PNG of 240 × 120 pixels for the start page; null where there is no project, or no map in it yet. Kept in the project's folder, if that can be written. */
export async function thumbnail(folder: string): Promise<Uint8Array | null> {
  const what = existsSync(join(folder, PROJECT_FILE)) ? shown(folder) : null
  if (!what) return null
  const path = join(folder, FOLDER, FILE), made = statSync(path, { throwIfNoEntry: false })
  if (made && made.mtimeMs >= statSync(what.since).mtimeMs) return readFile(path)
  const png = await helper.run('makeThumbnail', { maps: what.maps })
  keep(path, png)
  return png
}

function keep(path: string, png: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    atomicWrite(path, png)
  } catch {
    return // made again next time: the folder is read-only, or the disk full
  }
}
