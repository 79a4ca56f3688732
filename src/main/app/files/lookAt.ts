import { readdirSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import type { LookedAt } from '../../../preload/contract/calls/files.ts'
import { missingInput } from '../../../preload/contract/failure.ts'
import { PROJECT_FILE } from '../../core/runFiles.ts'
import { asFailure } from '../../core/asFailure.ts'
import { describeFile } from '../../formats/describe.ts'
import { describeStar } from '../../formats/describeStar.ts'
import { fileKind } from '../../formats/fileKind.ts'
import { readMrcHeader } from '../../formats/mrc.ts'
import { columnIndex, readStar } from '../../formats/star.ts'
import { isVolumeStar } from '../../compute/volumes/importVolumes.ts'

type Look = Omit<LookedAt, 'path' | 'facts' | 'doubts'> & { readonly facts: readonly string[]; readonly doubts: readonly string[] }

const nothing = (title: string, facts: string[] = []): Look => ({ kind: 'unknown', title, facts, doubts: [], actions: [] })

function folder(path: string): Look {
  const names = readdirSync(path)
  if (names.includes(PROJECT_FILE)) return { kind: 'project', title: 'a cgr project', facts: [], doubts: [], actions: ['open'] }
  const maps = names.filter(name => /\.(mrc|map)(\.gz)?$/i.test(name)).length
  if (maps > 1) return { kind: 'maps', title: `a folder of ${maps} maps`, facts: ['read as one 3D map per particle'], doubts: [], actions: ['import'] }
  return { kind: 'folder', title: 'a folder', facts: [`${names.length} entries, none of them particles as such`], doubts: [], actions: [] }
}

function starFile(path: string): Look {
  const star = readStar(path), tables = star.blocks.flatMap(block => block.tables)
  const has = (column: string): boolean => tables.some(table => columnIndex(table, column) >= 0)
  const { facts, doubts } = describeStar(star)
  const title = facts[0] ?? 'a star file'
  if (isVolumeStar(star, path)) return { kind: 'maps', title, facts, doubts, actions: ['import'] }
  if (has('rlnImageName')) return { kind: 'particles', title, facts, doubts, actions: has('rlnClassNumber') ? ['import', 'compare'] : ['import'] }
  return { kind: 'unknown', title, facts, doubts: [...doubts, 'no particle images in it (no column _rlnImageName)'], actions: [] }
}

function mrc(path: string): Look {
  const { facts, doubts } = describeFile(path)
  const isStack = readMrcHeader(path).kind === 'stack'
  return isStack
    ? { kind: 'stack', title: facts[0], facts, doubts: [...doubts, 'images without poses: name the .star or .cs file that refers to them'], actions: [] }
    : { kind: 'map', title: facts[0], facts, doubts, actions: ['mask'] }
}

function file(path: string): Look {
  if (extname(path).toLowerCase() === '.csv') return { kind: 'assignment', title: 'a table, perhaps of classes', facts: [], doubts: [], actions: ['compare'] }
  if (path.endsWith(PROJECT_FILE)) return { kind: 'project', title: 'a cgr project', facts: [], doubts: [], actions: ['open'] }
  switch (fileKind(path)) {
    case 'star': return starFile(path)
    case 'mrc': return mrc(path)
    case 'cs': {
      const { facts, doubts } = describeFile(path)
      return { kind: 'particles', title: facts[0] ?? 'a cryoSPARC file', facts, doubts, actions: ['import', 'compare'] }
    }
    case 'atoms': {
      const { facts, doubts } = describeFile(path)
      return { kind: 'coordinates', title: facts[0], facts, doubts, actions: [] }
    }
  }
}

const told = (path: string, look: Look): LookedAt => ({ path, ...look, facts: [...look.facts], doubts: [...look.doubts] })

/** What a path is and what can be done with it. A damaged file is not an error here: what is wrong with it is what is told. */
export function lookAt(path: string): LookedAt {
  const info = statSync(path, { throwIfNoEntry: false })
  if (!info) throw missingInput(path, 'no such file or folder', 'check the path')
  try {
    return told(path, info.isDirectory() ? folder(path) : file(path))
  } catch (error) {
    const { message, advice } = asFailure(error)
    return told(path, nothing('cannot be used', [advice ? `${message}; ${advice}` : message]))
  }
}
