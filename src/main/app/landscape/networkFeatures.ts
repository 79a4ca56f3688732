import type { CallOutput } from '../../../preload/contract/calls.ts'
import { ImportedInput } from '../../../preload/contract/calls/projects.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import type { NetworkFeaturesFile } from '../../../preload/contract/networkFeatures.ts'
import { readFeatures, readFeaturesHead } from '../../compute/network/featureFiles.ts'
import { asFailure } from '../../core/asFailure.ts'
import { readProjectRow } from '../../db/projectRow.ts'
import { selectRun } from '../../db/run.ts'
import type { OpenProject } from '../openProject.ts'

type Found = { readonly head: NetworkFeaturesFile; readonly why: null } | { readonly head: null; readonly why: string }

const none = (why: string): Found => ({ head: null, why })

/** The features of the finished run, if it is of the particles as they are imported now, or why there are none. Throws Failure 'data' for damaged ones. */
function currentFeatures(project: OpenProject): Found {
  if (project.read(selectRun)?.state !== 'finished') return none('The network describes each particle while they are sorted. Sort them with the network to see its features.')
  if (project.report()?.network === undefined) return none('These particles were sorted without the network. Sort again with it to see its features.')
  const head = readFeaturesHead(project.folder)
  if (!head) return none('These particles were sorted by an earlier version, which did not keep what the network makes of them. Sort again to see its features.')
  const imported = ImportedInput.safeParse(project.read(readProjectRow)?.input)
  if (imported.success && imported.data.particles !== head.particles) return none('The particle file has changed since it was sorted. Sort again to see the network’s features.')
  return { head, why: null }
}

/** Answer of `landscape.network`. */
export function networkFeatures(project: OpenProject): CallOutput<'landscape.network'> {
  try {
    const { head, why } = currentFeatures(project)
    if (!head) return { features: null, why }
    const { particles, used, taught, width, components } = head
    return { features: { particles, used, taught, width, components }, why: null }
  } catch (error) {
    return { features: null, why: asFailure(error).line }
  }
}

/** Coordinates for `networkFeaturesAddress`. */
export function networkFeatureValues(project: OpenProject): Response {
  const { head, why } = currentFeatures(project)
  if (!head) throw new Failure('missing', 'this project has no features of a network', why)
  const bytes = readFeatures(project.folder, head)
  return new Response(bytes, { headers: { 'content-type': 'application/octet-stream', 'content-length': String(bytes.length), 'cache-control': 'no-store' } })
}
