import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../preload/contract/failure.ts'
import { cannotWrite } from '../../files/atomicWrite.ts'
import type { MethodsOf } from '../methods.ts'
import { listFolder } from './listFolder.ts'
import { lookAt } from './lookAt.ts'

export const fileMethods = (): MethodsOf<'files'> => ({
  'files.list': ({ path, hidden }) => listFolder(path, hidden),
  'files.look': ({ path }) => lookAt(path),
  'files.makeFolder': ({ parent, name }) => {
    if (/[/\\\0]/.test(name) || name === '.' || name === '..') throw new Failure('usage', `${name}: not a name for a folder`, 'leave out / and \\')
    const path = join(parent, name)
    try {
      mkdirSync(path)
    } catch (error) {
      throw cannotWrite(path, error)
    }
    return { path }
  },
})
