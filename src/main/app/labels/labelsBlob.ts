import type { OpenProject } from '../openProject.ts'
import { labelLog } from './labelLog.ts'

/** Answers labelsAddress: int8 [particles]. Throws Failure 'missing' for a set that is not there. */
export const labelsBlob = (project: OpenProject, query: URLSearchParams): Response =>
  new Response(labelLog(project, Number(query.get('set'))).labels.slice(), { headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' } })
