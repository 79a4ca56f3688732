import { basename } from 'node:path'
import { badData } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { LIBRARIES, LIBRARY_FOLDER, NVIDIA_PARENT, inside } from './layout.ts'
import type { Archive } from './packages.ts'
import { unzipEntry, zipEntries } from './unzip.ts'

/** Where a file of an archive goes in the accelerator's folder, or null for what is not needed. */
const PLACES: Readonly<Record<Archive['holds'], (name: string) => string | null>> = {
  libtensorflow: name => (LIBRARIES.some(library => library === basename(name)) ? `${LIBRARY_FOLDER}/${basename(name)}` : null),
  nvidia: name => (/^nvidia\/.*(\/lib\/.*\.so|\/bin\/|\/nvvm\/)/.test(name) && !name.endsWith('/') ? `${NVIDIA_PARENT}/${name}` : null),
}

/** Takes the libraries out of a wheel or jar into the accelerator's folder. */
export async function unpackArchive(path: string, archive: Archive, folder: string, ctx: StageContext): Promise<void> {
  const kept = zipEntries(path).map(entry => ({ entry, place: PLACES[archive.holds](entry.name) })).filter(one => one.place !== null)
  const wanted = archive.holds === 'libtensorflow' ? LIBRARIES.length : 1
  if (kept.length < wanted) throw badData(path, 'list of files', `holds ${kept.length} of the libraries that are needed`)
  const stage = `unpack ${archive.spec}`
  const total = kept.reduce((sum, { entry }) => sum + entry.bytes, 0)
  let done = 0
  for (const { entry, place } of kept) {
    ctx.report({ stage, done, total, note: basename(entry.name) })
    await unzipEntry(path, entry, inside(folder, place!), ctx.signal)
    done += entry.bytes
  }
  ctx.report({ stage, done, total })
}
