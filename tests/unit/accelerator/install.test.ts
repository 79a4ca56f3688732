import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { installAccelerator } from '../../../src/main/accelerator/install.ts'
import type { SelfTestResult } from '../../../src/main/accelerator/install.ts'
import { readManifest } from '../../../src/main/accelerator/manifest.ts'
import { checkIsOurs, moveIntoPlace, removeAccelerator } from '../../../src/main/accelerator/place.ts'
import { planInstall } from '../../../src/main/accelerator/plan.ts'
import { openStaging, stagingFolder } from '../../../src/main/accelerator/staging.ts'
import { context, freshFolder, madeOf, put, thrownBy } from './support.ts'

const folder = freshFolder()
const target = (): string => folder.path('cache', 'accelerator')
const source = (version: string): Promise<unknown> => madeOf(folder.path('source'), { 'tfjs-node/package.json': `"${version}"`, 'tfjs-node/dist/index.js': 'x' }, { tensorflow: version })
const version = (): string => readFileSync(folder.path('cache/accelerator/tfjs-node/package.json'), 'utf8')

/** Notes where it was run, and answers. */
const selfTest = (answer: SelfTestResult, seen: string[] = []) => async (at: string): Promise<SelfTestResult> => {
  seen.push(at, readFileSync(`${at}/tfjs-node/package.json`, 'utf8'))
  return answer
}
const install = (answer: SelfTestResult = { works: true }, seen: string[] = [], ctx = context()): Promise<unknown> =>
  installAccelerator(planInstall({ cuda: false, from: folder.path('source') }), target(), selfTest(answer, seen), ctx)

test('it is tested where it was made, then takes the place of the old one, and nothing else is left', async () => {
  const seen: string[] = []
  await source('1')
  await install({ works: true }, seen)
  expect(version()).toBe('"1"')
  await source('2')
  put(folder.path('source/not-listed.txt'), 'left where it is')
  await install({ works: true }, seen)
  expect(version()).toBe('"2"')
  expect(seen.map(one => (one.startsWith('"') ? one : basename(one)))).toEqual(['accelerator', '"1"', 'accelerator', '"2"'])
  expect(seen[0].startsWith(stagingFolder(target()))).toBe(true)
  expect(readdirSync(folder.path('cache'))).toEqual(['accelerator'])
  expect(readdirSync(target()).toSorted()).toEqual(['manifest.json', 'tfjs-node'])
})

test.each([
  ['the self-test fails', async () => install({ works: false, reason: 'its matrix product is wrong' }), /TensorFlow 2 does not compute here: its matrix product is wrong; nothing was installed/],
  ['a file was changed', async () => {
    put(folder.path('source/tfjs-node/dist/index.js'), 'y')
    return install()
  }, /source\/tfjs-node\/dist\/index\.js: SHA-256 .* the file was changed or is damaged; copy that folder/],
  ['a file was cut off', async () => {
    put(folder.path('source/tfjs-node/dist/index.js'), '')
    return install()
  }, /source\/tfjs-node\/dist\/index\.js: 0 bytes, and 1 were installed; copy that folder/],
  ['a file is missing', async () => {
    put(folder.path('source/manifest.json'), readFileSync(folder.path('source/manifest.json'), 'utf8').replace('dist/index.js', 'dist/gone.js'))
    return install()
  }, /gone\.js: no such file, and the manifest lists it/],
  ['it is stopped', async () => {
    const stop = new AbortController()
    return install({ works: true }, [], { ...context(stop.signal), report: ({ stage }) => stage === 'check the copy' && stop.abort(new Error('stopped')) })
  }, /stopped/],
] as const)('if %s, the one that was there stays, and nothing else is left', async (_, attempt, message) => {
  await source('1')
  await install()
  await source('2')
  const failure = await thrownBy(attempt)
  expect(failure.line ?? failure.message).toMatch(message)
  expect(version()).toBe('"1"')
  expect(readdirSync(folder.path('cache'))).toEqual(['accelerator'])
})

test('one at a time: a living process is waited for, a dead one’s rest is cleared away', async () => {
  await source('1')
  const first = openStaging(target())
  expect((await thrownBy(install)).line).toMatch(new RegExp(`process ${process.pid} on ${hostname()} is installing there; wait for it`))
  first.remove()
  // As SIGKILL leaves it. No process has this number: Linux ends at 2²².
  put(folder.path('cache/accelerator.installing/owner.json'), JSON.stringify({ pid: 2 ** 30, host: hostname() }))
  put(folder.path('cache/accelerator.installing/scratch/half'), 'x')
  put(folder.path('cache/accelerator.installing.77-abc/half'), 'x')
  await install()
  expect(readdirSync(folder.path('cache'))).toEqual(['accelerator'])
})

test('another machine’s process is believed to live', async () => {
  await source('1')
  put(folder.path('cache/accelerator.installing/owner.json'), JSON.stringify({ pid: 2 ** 30, host: 'elsewhere' }))
  expect((await thrownBy(install)).line).toMatch(/process 1073741824 on elsewhere is installing there; wait for it, or remove that folder/)
})

test('a folder with other people’s files is neither replaced nor removed', async () => {
  await source('1')
  put(folder.path('cache/accelerator/thesis.tex'), 'x')
  for (const attempt of [install, () => removeAccelerator(target()), () => moveIntoPlace(folder.path('source'), target())]) {
    expect((await thrownBy(attempt)).line).toMatch(/accelerator: holds thesis\.tex, so it is no accelerator’s folder; name an empty or new folder/)
  }
  put(folder.path('cache/accelerator/manifest.json'), '{}')
  expect((await thrownBy(() => checkIsOurs(target()))).line).toMatch(/holds thesis\.tex/)
  expect(readFileSync(folder.path('cache/accelerator/thesis.tex'), 'utf8')).toBe('x')
})

test('an empty folder that was named is used, a damaged accelerator is replaced and can be removed', async () => {
  await source('1')
  mkdirSync(target(), { recursive: true })
  await install()
  put(folder.path('cache/accelerator/manifest.json'), '{')
  await install()
  expect(readManifest(target())).toMatchObject({ tensorflow: '1' })
  put(folder.path('cache/accelerator/manifest.json'), '{')
  expect(removeAccelerator(target())).toBe(true)
  expect(removeAccelerator(target())).toBe(false)
  expect(existsSync(target())).toBe(false)
})

test('what cannot be made is said before anything is done', async () => {
  await source('1')
  await madeOf(folder.path('other'), { 'tfjs-node/package.json': '' }, { platform: 'darwin-arm64' })
  mkdirSync(folder.path('empty'))
  const plan = (from: string, cuda = false) => thrownBy(() => planInstall({ cuda, from: folder.path(from) })).then(failure => failure.line)
  expect(await plan('nowhere')).toMatch(/nowhere: no such folder/)
  expect(await plan('source/manifest.json')).toMatch(/no such folder/)
  expect(await plan('other')).toMatch(/built for darwin-arm64/)
  expect(await plan('source', true)).toMatch(/without CUDA; leave --cuda out/)
  expect(await plan('empty')).toMatch(/tensorflow_cpu-2\.15\.1\S*\.whl, tensorflow-tfjs-node-4\.22\.0\.tgz, google-protobuf-3\.21\.4\.tgz, node-api-headers-1\.9\.0\.tgz missing; fetch it elsewhere with python3 -m pip download .* tensorflow-cpu==2\.15\.1, and npm pack @tensorflow/)
  expect(await plan('empty', true)).toMatch(/tensorflow-2\.20\.0\S*\.whl, nvidia_cublas_cu12\S*\.whl/)
})
