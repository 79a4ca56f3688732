import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddingReport } from '../../../preload/contract/calls/landscape.ts'
import { badData, Failure } from '../../../preload/contract/failure.ts'
import { EMBEDDING_FILE, EMBEDDING_FOLDER, LATENT_FILE } from './embeddingFiles.ts'

const AGAIN = 'make the embedding again'

/** The report of the embedding in an output folder; null where there is none. Throws Failure 'data' for a damaged one. */
export function readEmbeddingReport(outputDir: string): EmbeddingReport | null {
  const path = join(outputDir, EMBEDDING_FOLDER, EMBEDDING_FILE), text = textOf(path)
  if (text === null) return null
  const parsed = EmbeddingReport.safeParse(jsonOf(path, text))
  if (!parsed.success) throw badData(path, parsed.error.issues[0].path.join('.') || 'top level', parsed.error.issues[0].message, AGAIN)
  const report = parsed.data, latent = report.files.find(({ name }) => name === LATENT_FILE)
  if (latent?.bytes !== 4 * report.particles * report.components.length) throw badData(path, 'files', `${LATENT_FILE} is not of ${report.components.length} components of ${report.particles} particles`, AGAIN)
  return report
}

/** A file of the embedding, whole and as it was written. Throws Failure 'data' for one that is gone, shorter or changed. */
export function readEmbeddingFile(outputDir: string, { files }: EmbeddingReport, name: string): Buffer {
  const path = join(outputDir, EMBEDDING_FOLDER, name), written = files.find(file => file.name === name)
  if (!written) throw new Failure('missing', `${path}: no file of this embedding`, AGAIN)
  const bytes = bytesOf(path)
  if (bytes.length !== written.bytes) throw badData(path, `byte ${bytes.length}`, `ends there, and ${written.bytes} bytes were written`, AGAIN)
  if (createHash('sha256').update(bytes).digest('hex') !== written.sha256) throw badData(path, 'SHA-256', 'is not that of the file that was written', AGAIN)
  return bytes
}

/** f32 [components × particles] by row of the input, NaN where a particle is not used. */
export function readLatent(outputDir: string, report: EmbeddingReport): Float32Array {
  const bytes = readEmbeddingFile(outputDir, report, LATENT_FILE)
  return new Float32Array(new Uint8Array(bytes).buffer)
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Failure('data', `${path}: cannot be read`, AGAIN, { cause: error })
  }
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('data', `${path}: not JSON`, AGAIN, { cause: error })
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new Failure('data', `${path}: cannot be read`, AGAIN, { cause: error })
  }
}
