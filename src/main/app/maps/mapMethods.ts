import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import { Helper } from '../threads/helper.ts'
import type { Workstation } from '../workstation.ts'
import { graphForDrawing } from './graphForDrawing.ts'
import { fileStamp, listMaps, mapKind, mapPath } from './mapFiles.ts'

type Measured = { readonly stamp: string; readonly facts: Promise<MapFacts> }

export function mapMethods(workstation: Workstation): MethodsOf<'maps'> {
  const helper = new Helper(), measured = new WeakMap<OpenProject, Map<string, Measured>>()

  /** Measured once for as long as the file stays what it is. */
  function factsOf(project: OpenProject, name: string): Promise<MapFacts> {
    const path = mapPath(project.folder, name), stamp = fileStamp(path)
    const kept = measured.get(project) ?? new Map<string, Measured>(), last = kept.get(name)
    measured.set(project, kept)
    if (last?.stamp === stamp) return last.facts
    const facts = helper.run('measureMap', { path, kind: mapKind(name) })
    kept.set(name, { stamp, facts })
    void facts.catch(() => kept.delete(name))
    return facts
  }

  return {
    'maps.list': ({ project }) => listMaps(workstation.project(project).folder),
    'maps.facts': ({ project, name }) => factsOf(workstation.project(project), name),
    'maps.graph': ({ project }) => graphForDrawing(workstation.project(project).folder),
  }
}
