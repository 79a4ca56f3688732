import { badData } from '../../preload/contract/failure.ts'
import { type Atoms } from './atomCollector.ts'
import { cifAtoms } from './cifAtoms.ts'
import { openBytes } from './fileBytes.ts'
import { gunzipText, isGzip } from './gzip.ts'
import { pdbAtoms } from './pdbAtoms.ts'

export type { Atoms } from './atomCollector.ts'

const MAX_BYTES = 2 ** 30

/**
 * Reads the atoms (ATOM and HETATM) of a PDB or mmCIF file, .gz too: the first model, the first of alternative places, no water.
 * The format is taken from the content. Throws a Failure that names the line for anything malformed.
 */
export function readAtoms(path: string): Atoms {
  const source = openBytes(path)
  try {
    if (source.size > MAX_BYTES) throw badData(path, `${source.size} bytes`, 'larger than a coordinate file may be here', 'give a single model')
    const packed = new Uint8Array(source.size)
    source.read(0, packed)
    const bytes = Buffer.from(isGzip(packed) ? gunzipText(source) : packed)
    const nul = bytes.indexOf(0)
    if (nul >= 0) throw badData(path, `byte ${nul}`, 'a NUL byte: this is not a text file', 'give a PDB or mmCIF coordinate file')
    return isCif(bytes) ? cifAtoms(path, bytes) : pdbAtoms(path, bytes)
  } finally {
    source.close()
  }
}

/** mmCIF files begin with data_ (after comments); no PDB record does. */
function isCif(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 4096).split('\n').map(line => line.trim())
  return start.find(line => line !== '' && !line.startsWith('#'))?.toLowerCase().startsWith('data_') ?? false
}
