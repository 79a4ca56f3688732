import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { badData, Failure } from '../../../preload/contract/failure.ts'
import { NetworkFeaturesFile } from '../../../preload/contract/networkFeatures.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'
import { openBytes, readWhole } from '../../formats/fileBytes.ts'
import { principalComponents } from '../../numerics/principalComponents.ts'

const HEAD = 'network_features.json'
/** f32 little-endian [components × particles] by row of the input, NaN where the network has not seen a particle. */
const VALUES = 'network_features.f32'
const LARGEST_HEAD = 1 << 16
const MOST_COMPONENTS = 8
const FIX = 'run again with --overwrite'

export type Features = {
  /** f32 [described × width] φ. */
  readonly phi: Float32Array
  /** [described] row of the input. */
  readonly rows: ArrayLike<number>
  /** Of the input. */
  readonly particles: number
  /** Particles that taught the network. */
  readonly taught: number
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Writes the first principal components of φ and, last, what tells of them: where it is and agrees, the coordinates are whole. */
export function writeFeatures(folder: string, { phi, rows, particles, taught }: Features): void {
  const width = phi.length / rows.length, count = Math.min(MOST_COMPONENTS, width)
  const { values, variance } = principalComponents(phi, width, count)
  const out = new Float32Array(count * particles).fill(Number.NaN)
  for (let c = 0; c < count; c++) for (let i = 0; i < rows.length; i++) out[c * particles + rows[i]] = values[c * rows.length + i]
  const bytes = new Uint8Array(out.buffer)
  atomicWrite(join(folder, VALUES), bytes)
  const head: NetworkFeaturesFile = {
    schema: 1, particles, used: rows.length, taught, width,
    components: Array.from(variance, (share, c) => ({ key: `phi${c + 1}`, title: `Network feature ${c + 1}`, variance: share })),
    bytes: bytes.length, sha256: sha256(bytes),
  }
  atomicWrite(join(folder, HEAD), `${JSON.stringify(NetworkFeaturesFile.parse(head), null, 2)}\n`)
}

/** What tells of the features that a run has left in `folder`; null where it left none. Throws Failure 'data' for a damaged one. */
export function readFeaturesHead(folder: string): NetworkFeaturesFile | null {
  const path = join(folder, HEAD)
  if (!existsSync(path)) return null
  const result = NetworkFeaturesFile.safeParse(jsonOf(path, readWhole(path, LARGEST_HEAD, HEAD)))
  if (!result.success) throw badData(path, result.error.issues[0].path.join('.') || 'top level', result.error.issues[0].message, FIX)
  const { bytes, particles, components } = result.data
  if (bytes !== 4 * particles * components.length) throw badData(path, 'bytes', `${bytes}, where ${components.length} components of ${particles} particles take ${4 * particles * components.length}`, FIX)
  return result.data
}

/** The coordinates, as they were written. Throws Failure 'data' for a file that is shorter or changed. */
export function readFeatures(folder: string, head: NetworkFeaturesFile): Uint8Array<ArrayBuffer> {
  const path = join(folder, VALUES), source = openBytes(path)
  try {
    if (source.size !== head.bytes) throw badData(path, `byte ${Math.min(source.size, head.bytes)}`, `${source.size < head.bytes ? 'the file ends here' : 'the file goes on'}, ${head.bytes} bytes are its size by ${HEAD}`, FIX)
    const bytes = new Uint8Array(head.bytes)
    source.read(0, bytes)
    if (sha256(bytes) !== head.sha256) throw badData(path, `bytes 0 to ${head.bytes - 1}`, `not what ${HEAD} was written for: the SHA-256 differs`, FIX)
    return bytes
  } finally {
    source.close()
  }
}

function jsonOf(path: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw new Failure('data', `${path}: not JSON`, FIX, { cause: error })
  }
}
