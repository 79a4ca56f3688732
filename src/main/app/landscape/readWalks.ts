import { readdirSync, readFileSync } from 'node:fs'
import { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { EmbeddingReport } from '../../../preload/contract/calls/landscape.ts'
import { EMBEDDING_FOLDER, isWalkName, WALK_FILE } from '../../compute/embedding/embeddingFiles.ts'
import type { OpenProject } from '../openProject.ts'
import { currentEmbedding } from './landscapeState.ts'

/** The walks that belong to the project's embedding as it is, newest first; of damaged ones nothing can be told. */
export function walksOf(project: OpenProject): WalkReport[] {
  const embedding = soundEmbedding(project)
  if (!embedding) return []
  const walks = readdirSync(project.path(EMBEDDING_FOLDER)).filter(isWalkName).flatMap(name => readWalk(project, name) ?? [])
  return walks.filter(walk => walk.embedding === embedding.made).toSorted((a, b) => Date.parse(b.made) - Date.parse(a.made))
}

function soundEmbedding(project: OpenProject): EmbeddingReport | null {
  try {
    return currentEmbedding(project)
  } catch {
    return null // that it is damaged is told by landscape.get
  }
}

/** Null for one that is damaged, or of another folder. */
function readWalk(project: OpenProject, name: string): WalkReport | null {
  try {
    const walk = WalkReport.parse(JSON.parse(readFileSync(project.path(EMBEDDING_FOLDER, name, WALK_FILE), 'utf8')))
    return walk.name === name ? walk : null
  } catch {
    return null
  }
}
