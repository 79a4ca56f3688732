import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, refuseLink, removeFolders } from './outputFolder.ts'
import { removeUnfinished } from './runFiles.ts'

/**
 * Does work that writes into `folder`, by way of its `scratch`, which is there and empty meanwhile. What was begun and not ended, now or by a
 * program that was killed, is taken away; so is a folder that was made for nothing. Throws Failure 'output' where it cannot be written.
 */
export async function withScratch<Result>(folder: string, scratch: string, work: () => Promise<Result>): Promise<Result> {
  const removeLeftovers = (): void => {
    rmSync(join(folder, scratch), { recursive: true, force: true })
    removeUnfinished(folder)
  }
  refuseLink(folder)
  const made = makeFolder(join(folder, scratch))
  try {
    removeLeftovers()
    makeFolder(join(folder, scratch))
    return await work()
  } finally {
    removeLeftovers()
    removeFolders(made.slice(1))
  }
}
