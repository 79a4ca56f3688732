import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { Failure } from '../../preload/contract/failure.ts'
import { cannotWrite } from '../files/atomicWrite.ts'
import { MANIFEST, PACKAGE } from './layout.ts'

const OURS = new Set([MANIFEST, PACKAGE])

/** Throws where `folder` holds anything that is not an accelerator's: a mistyped CGR_ACCELERATOR_DIR must cost nobody a folder. */
export function checkIsOurs(folder: string): void {
  if (!existsSync(folder)) return
  const names = readdirSync(folder)
  const foreign = names.find(name => !OURS.has(name))
  if (foreign !== undefined || (names.length > 0 && !names.includes(MANIFEST))) {
    throw new Failure('output', `${folder}: holds ${foreign ?? names[0]}, so it is no accelerator’s folder`, 'name an empty or new folder in CGR_ACCELERATOR_DIR')
  }
}

/** Puts `made` where `folder` is or will be; an older accelerator goes only once the new one stands there. */
export function moveIntoPlace(made: string, folder: string): void {
  const old = `${folder}.replaced`
  try {
    checkIsOurs(folder)
    rmSync(old, { recursive: true, force: true })
    if (existsSync(folder)) renameSync(folder, old)
    try {
      renameSync(made, folder)
    } catch (error) {
      if (existsSync(old)) renameSync(old, folder)
      throw error
    }
    rmSync(old, { recursive: true, force: true })
  } catch (error) {
    throw cannotWrite(folder, error)
  }
}

/** Removes the accelerator at `folder`; false where there is none. */
export function removeAccelerator(folder: string): boolean {
  checkIsOurs(folder)
  if (!existsSync(folder)) return false
  const old = `${folder}.replaced`
  try {
    rmSync(old, { recursive: true, force: true })
    renameSync(folder, old)
    rmSync(old, { recursive: true, force: true })
  } catch (error) {
    throw cannotWrite(folder, error)
  }
  return true
}
