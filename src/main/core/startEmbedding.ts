import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EmbeddingReport, WalkAlong, WalkReport } from '../../preload/contract/calls/landscape.ts'
import { Failure, missingInput } from '../../preload/contract/failure.ts'
import { DEFAULT_PARAMETERS } from '../../preload/contract/parameters.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { EMBEDDING_FOLDER, EMBEDDING_SCRATCH } from '../compute/embedding/embeddingFiles.ts'
import { readEmbeddingReport } from '../compute/embedding/readEmbedding.ts'
import { componentsOf, pathLength } from '../compute/embedding/walkPoints.ts'
import type { FinishedRun, EmbedRequest, ProjectParticles, WalkRequest } from '../compute/protocol.ts'
import { readAsCurrent } from '../db/open.ts'
import type { ProjectDatabase } from '../db/open.ts'
import { readParticles } from '../db/particles.ts'
import { selectRun } from '../db/run.ts'
import type { RunRecord } from '../db/run.ts'
import { runInThread } from './jobThread.ts'
import { makeFolder, refuseLink, removeFolders } from './outputFolder.ts'
import { PROJECT_FILE, removeUnfinished } from './runFiles.ts'
import { PROGRAM, VERSION } from './versions.ts'

/** The threads' files are source beside this one in development and bundles beside the program's when built. */
const IN_SOURCE = import.meta.url.endsWith('.ts')
const EMBED_THREAD = new URL(IN_SOURCE ? './embedThread.ts' : './embed.js', import.meta.url)
const WALK_THREAD = new URL(IN_SOURCE ? './walkThread.ts' : './walk.js', import.meta.url)

/** The particles of a project; the rest is read from the project in the output folder. */
export type ParticlesWish = Pick<ProjectParticles, 'input' | 'root' | 'passthrough' | 'outputDir' | 'threads'>
export type EmbeddingWish = ParticlesWish & Pick<EmbedRequest, 'components'>
export type WalkWish = ParticlesWish & Pick<WalkRequest, 'along'>

/**
 * Embeds the particles of a project, whose lock the caller holds, as its finished run has judged them, and writes `embedding` in its
 * folder; another embedding is replaced when the new one is whole. Rejects with a Failure: 'missing' or 'data' for the input, 'usage'
 * for what cannot be embedded, 'output' for the folder, 'cancelled'.
 */
export async function startEmbedding({ components, ...wish }: EmbeddingWish, ctx: StageContext): Promise<EmbeddingReport> {
  const request = { ...settledRequest(wish), components, program: `${PROGRAM} ${VERSION}` }
  return inFolder(wish.outputDir, () => runInThread<EmbedRequest, EmbeddingReport>(EMBED_THREAD, request, ctx))
}

/** Reconstructs maps along a way through the project's embedding, or of chosen particles, into a folder of its own in `embedding`; the same conditions hold. */
export async function startWalk({ along, ...wish }: WalkWish, ctx: StageContext): Promise<WalkReport> {
  const embedding = readEmbeddingReport(wish.outputDir), settled = settledRequest(wish)
  if (!embedding || embedding.run !== (settled.run?.created ?? null)) throw new Failure('missing', `${wish.outputDir}: holds no embedding of its particles as they are now`, 'make one with cgr embed')
  const way = along.kind === 'chosen' ? { ...along, rows: [...new Set(along.rows)] } : along
  refuseImpossible(way, embedding)
  return inFolder(wish.outputDir, () => runInThread<WalkRequest, WalkReport>(WALK_THREAD, { ...settled, embedding, along: way }, ctx))
}

/** Throws Failure 'usage' for a way that leads nowhere in this embedding. */
function refuseImpossible(along: WalkAlong, { components, particles }: EmbeddingReport): void {
  const none = componentsOf(along).find(number => number > components.length)
  if (none !== undefined) throw new Failure('usage', `component ${none}: the embedding has ${components.length}`, 'name one of them')
  if (along.kind === 'path' && along.x === along.y) throw new Failure('usage', `a path through component ${along.x} alone`, 'it lies in the plane of two: name another as well')
  if (along.kind === 'path' && !(pathLength(along.vertices) > 0)) throw new Failure('usage', 'a path of no length', 'its vertices must not all be the same')
  const far = along.kind === 'chosen' ? along.rows.find(row => row >= particles) : undefined
  if (far !== undefined) throw new Failure('usage', `row ${far}: the embedding is of ${particles} particles`, 'choose among them')
}

/** Does work that writes into the folder's `embedding`; what was begun and not ended is taken away. */
async function inFolder<Result>(outputDir: string, work: () => Promise<Result>): Promise<Result> {
  const folder = join(outputDir, EMBEDDING_FOLDER)
  refuseLink(folder)
  const made = makeFolder(join(folder, EMBEDDING_SCRATCH))
  try {
    removeLeftovers(folder)
    makeFolder(join(folder, EMBEDDING_SCRATCH))
    return await work()
  } finally {
    removeLeftovers(folder)
    removeFolders(made.slice(1))
  }
}

/** What an earlier embedding was writing when it was stopped. */
function removeLeftovers(folder: string): void {
  rmSync(join(folder, EMBEDDING_SCRATCH), { recursive: true, force: true })
  removeUnfinished(folder)
}

/** The wish with what the project's finished run says. */
export function settledRequest(wish: ParticlesWish): ProjectParticles {
  for (const path of [wish.input, wish.passthrough]) if (path !== null && !existsSync(path)) throw missingInput(path, 'no such file', 'check the path')
  const db = readAsCurrent(join(wish.outputDir, PROJECT_FILE))
  try {
    const run = selectRun(db), finished = run?.state === 'finished' ? run : null, { box, maxResolution, mask, seed } = { ...DEFAULT_PARAMETERS, ...finished?.parameters }
    if (mask !== null && !existsSync(mask)) throw missingInput(mask, 'no such file', 'it is the mask of the run: put it back, or sort again without it')
    return { ...wish, box, maxResolution, mask, seed, run: finished && runOf(db, finished) }
  } finally {
    db.close()
  }
}

function runOf(db: ProjectDatabase, { created, parameters }: RunRecord): FinishedRun {
  const { classNumber, posteriors } = readParticles(db)
  return { created, polish: parameters.posePolish, classNumber, posteriors }
}
