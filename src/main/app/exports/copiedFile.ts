import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { missingInput } from '../../../preload/contract/failure.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'
import type { PlannedFile } from './plannedFile.ts'

const CHUNK_BYTES = 1 << 22

/** A copy of a file of the project's folder; what a strange project calls by a path is looked for there too. Throws Failure 'missing' where it is not. */
export function copiedFile(folder: string, file: string, name: string, about: string): PlannedFile {
  const from = join(folder, basename(file))
  if (!existsSync(from)) throw missingInput(from, 'the file of the run is gone', 'put it back, or sort the particles again')
  return { name, about, bytes: statSync(from).size, write: path => copyWhole(from, path) }
}

function copyWhole(from: string, to: string): void {
  const descriptor = openSync(from, 'r')
  try {
    atomicWrite(to, sink => {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
      for (let at = 0, read = -1; read !== 0; at += read) {
        read = readSync(descriptor, chunk, 0, CHUNK_BYTES, at)
        sink.write(chunk.subarray(0, read))
      }
    })
  } finally {
    closeSync(descriptor)
  }
}
