import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import type { SimulateOptions } from './options.ts'

/** Names of everything that a simulation leaves in its folder. */
const OURS = /^(particles\.(star|mrcs)|truth\.csv|junk\.csv|true_poses\.star|simulation\.json|gt_class\d+\.mrc)$/

const earlierFiles = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).filter(name => OURS.test(name)) : [])

/** Refuses a folder that holds files of these names, or clears them away where the user said so. */
export function refuseEarlier({ output, overwrite }: SimulateOptions): void {
  const [found] = earlierFiles(output)
  if (found === undefined) return
  if (!overwrite) throw new Failure('output', `${join(output, found)}: is there already`, 'choose another folder or use --overwrite')
  removeSimulation(output)
}

export function removeSimulation(folder: string): void {
  for (const name of earlierFiles(folder)) rmSync(join(folder, name))
}
