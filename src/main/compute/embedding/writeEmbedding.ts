import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EmbeddingReport, WrittenFile } from '../../../preload/contract/calls/landscape.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'
import { writeVolume } from '../../formats/mrc.ts'
import { componentFile, CONSENSUS_FILE, EMBEDDING_FILE, EMBEDDING_SCRATCH, isEmbeddingName, LATENT_FILE } from './embeddingFiles.ts'

export type EmbeddingData = {
  /** [components × particles] by row of the input, NaN where a particle is not used. */
  readonly latent: Float32Array
  readonly box: number
  readonly pixelSize: number
  /** [box³] */
  readonly consensus: Float32Array
  readonly components: readonly Float32Array[]
}

/**
 * Writes an embedding into its folder. All files are made and durable in the folder's scratch before an earlier embedding loses
 * its first, and the report comes last: where it is, the embedding is whole.
 */
export function writeEmbedding(folder: string, data: EmbeddingData, report: Omit<EmbeddingReport, 'files'>): EmbeddingReport {
  const made = join(folder, EMBEDDING_SCRATCH, 'made'), { latent, box, pixelSize } = data
  mkdirSync(made, { recursive: true })
  atomicWrite(join(made, LATENT_FILE), new Uint8Array(latent.buffer, latent.byteOffset, latent.byteLength))
  const maps = [[CONSENSUS_FILE, data.consensus], ...data.components.map((map, j) => [componentFile(j + 1), map])] as [string, Float32Array][]
  for (const [name, map] of maps) writeVolume(join(made, name), { box, pixelSize, data: map })
  const names = [LATENT_FILE, ...maps.map(([name]) => name)]
  const whole: EmbeddingReport = { ...report, files: names.map(name => writtenFile(join(made, name), name)) }
  rmSync(join(folder, EMBEDDING_FILE), { force: true })
  for (const name of readdirSync(folder).filter(isEmbeddingName)) rmSync(join(folder, name), { recursive: true, force: true })
  for (const name of names) renameSync(join(made, name), join(folder, name))
  atomicWrite(join(folder, EMBEDDING_FILE), `${JSON.stringify(whole, null, 2)}\n`)
  return whole
}

function writtenFile(path: string, name: string): WrittenFile {
  const bytes = readFileSync(path)
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}
