import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { acceleratorFolder, namedFolder } from '../../../src/main/accelerator/location.ts'

test.each([
  ['linux', {}, 'home/.cache/cgr/accelerator'],
  ['linux', { XDG_CACHE_HOME: '/big/cache' }, '/big/cache/cgr/accelerator'],
  ['linux', { XDG_CACHE_HOME: 'not/absolute' }, 'home/.cache/cgr/accelerator'],
  ['linux', { XDG_CACHE_HOME: '' }, 'home/.cache/cgr/accelerator'],
  ['darwin', { XDG_CACHE_HOME: '/big/cache' }, 'home/Library/Caches/cgr/accelerator'],
  ['win32', { LOCALAPPDATA: 'local' }, 'local/cgr/accelerator'],
  ['win32', {}, 'home/AppData/Local/cgr/accelerator'],
] as const)('on %s with %o it is %s', (platform, environment, folder) => {
  expect(acceleratorFolder(environment, platform, 'home')).toBe(folder)
})

test('CGR_ACCELERATOR_DIR goes before everything, from wherever it is read', () => {
  expect(acceleratorFolder({ CGR_ACCELERATOR_DIR: '/scratch/tf', XDG_CACHE_HOME: '/big' }, 'linux', 'home')).toBe('/scratch/tf')
  expect(acceleratorFolder({ CGR_ACCELERATOR_DIR: 'tf' }, 'linux', 'home')).toBe(resolve('tf'))
  expect(namedFolder({ CGR_ACCELERATOR_DIR: '' })).toBeUndefined()
  expect(namedFolder({})).toBeUndefined()
})
