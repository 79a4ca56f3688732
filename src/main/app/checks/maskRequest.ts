import { join } from 'node:path'
import type { ImportedInput } from '../../../preload/contract/calls/projects.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { makeFolder, refuseLink } from '../../core/outputFolder.ts'
import { mapPath } from '../maps/mapFiles.ts'
import type { OpenProject } from '../openProject.ts'
import type { MaskRequest } from './makeMask.ts'

const FOLDER = 'masks'

type Options = Pick<MaskRequest, 'map' | 'level' | 'lowpassA' | 'grow' | 'soften'>

/** How a mask of a project's map is made, and its name, which tells from what and how: the same mask is one file. */
export function maskRequest(project: OpenProject, { box, pixelSizeA }: Pick<ImportedInput, 'box' | 'pixelSizeA'>, options: Options): { readonly name: string; readonly request: MaskRequest } {
  if (project.readOnlyReason !== null) throw new Failure('output', `${project.folder}: ${project.readOnlyReason}`, 'nothing was changed')
  const map = mapPath(project.folder, options.map), folder = project.path(FOLDER), file = `${maskName(options)}.mrc`
  refuseLink(folder)
  makeFolder(folder)
  return { name: `${FOLDER}/${file}`, request: { ...options, map, output: join(folder, file), box, pixelSize: pixelSizeA } }
}

function maskName({ map, level, lowpassA, grow, soften }: Options): string {
  const from = map.replace(/\.mrc$/, '').replaceAll(/[^\w-]+/g, '_')
  return [from, 'above', level.toPrecision(3), ...(lowpassA === null ? [] : [`lowpass${lowpassA}A`]), `grow${grow}`, `soften${soften}`].join('_')
}
