import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import { cannotWrite } from '../files/atomicWrite.ts'
import type { SimulateOptions } from './options.ts'

/** Names of everything that a simulation leaves in its folder. */
const OURS = /^(particles\.(star|mrcs)|truth\.csv|junk\.csv|motion\.csv|neighbours\.csv|true_poses\.star|simulation\.json|gt_class\d+\.mrc)$/

/** Folder of the maps of a set of one map per particle. */
export const MAPS_FOLDER = 'maps'
const OUR_MAP = /^\d{6,}\.mrc$/

const named = (within: string, ours: RegExp): string[] => (existsSync(within) ? readdirSync(within).filter(name => ours.test(name)) : [])

function earlierFiles(folder: string): string[] {
  try {
    return [...named(folder, OURS), ...named(join(folder, MAPS_FOLDER), OUR_MAP).map(name => join(MAPS_FOLDER, name))]
  } catch (error) {
    throw cannotWrite(folder, error)
  }
}

/**
 * Makes the output folder. Refuses one that holds files of these names, or clears them away where the user said so.
 * Gives back what undoes it: it removes the simulation's files, and the folders that were made if nobody else put anything there.
 */
export function openOutput({ output, overwrite }: SimulateOptions): () => void {
  const [found] = earlierFiles(output)
  if (found !== undefined && !overwrite) throw new Failure('output', `${join(output, found)}: is there already`, 'choose another folder or use --overwrite')
  try {
    removeFiles(output)
    const made = mkdirSync(output, { recursive: true })
    return () => {
      removeFiles(output)
      if (made === undefined) return
      for (let folder = resolve(output); folder.startsWith(made) && readdirSync(folder).length === 0; folder = dirname(folder)) rmdirSync(folder)
    }
  } catch (error) {
    throw cannotWrite(output, error)
  }
}

function removeFiles(folder: string): void {
  for (const name of earlierFiles(folder)) rmSync(join(folder, name))
  const maps = join(folder, MAPS_FOLDER)
  if (existsSync(maps) && readdirSync(maps).length === 0) rmdirSync(maps)
}
