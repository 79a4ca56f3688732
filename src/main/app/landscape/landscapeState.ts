import type { CallOutput } from '../../../preload/contract/calls.ts'
import type { EmbeddingReport } from '../../../preload/contract/calls/landscape.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { readEmbeddingFile, readEmbeddingReport } from '../../compute/embedding/readEmbedding.ts'
import { LATENT_FILE } from '../../compute/embedding/embeddingFiles.ts'
import { asFailure } from '../../core/asFailure.ts'
import { readProjectRow } from '../../db/projectRow.ts'
import { selectRun } from '../../db/run.ts'
import type { OpenProject } from '../openProject.ts'
import type { Workstation } from '../workstation.ts'

type LandscapeState = CallOutput<'landscape.get'>

const NONE: LandscapeState = { state: 'none', message: null, embedding: null }

/** The embedding in the project's folder, if it is of the input and the run as they are now; a damaged one throws Failure 'data'. */
export function currentEmbedding(project: OpenProject): EmbeddingReport | null {
  const report = readEmbeddingReport(project.folder)
  if (!report || Date.parse(report.made) < (project.read(readProjectRow)?.inputModified ?? 0)) return null
  const run = project.read(selectRun)
  return report.run === (run?.state === 'finished' ? run.created : null) ? report : null
}

/** What is known of the embedding while none is made. */
export function landscapeState(workstation: Workstation, project: OpenProject): LandscapeState {
  const message = workstation.failure(project, 'embedding')
  if (message !== null) return { state: 'failed', message, embedding: null }
  try {
    const report = currentEmbedding(project)
    if (!report) return NONE
    const { particles, used, made, seconds, components, evidence, motion } = report
    return { state: 'done', message: null, embedding: { particles, used, made, seconds, components, evidence, motion } }
  } catch (error) {
    return { state: 'failed', message: asFailure(error).line, embedding: null }
  }
}

/** Coordinates for `embeddingAddress`. */
export function embeddingValues(project: OpenProject): Response {
  const report = currentEmbedding(project)
  if (!report) throw new Failure('missing', 'this project has no embedding of its particles as they are now', 'compute it first')
  const bytes = readEmbeddingFile(project.folder, report, LATENT_FILE)
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'application/octet-stream', 'content-length': String(bytes.length), 'cache-control': 'no-store' } })
}
