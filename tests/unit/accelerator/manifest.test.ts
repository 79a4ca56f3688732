import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { installedAccelerator } from '../../../src/main/accelerator/installed.ts'
import { readManifest } from '../../../src/main/accelerator/manifest.ts'
import { checkContents } from '../../../src/main/accelerator/verify.ts'
import { freshFolder, madeOf, never, put, thrownBy } from './support.ts'

const folder = freshFolder()
const FILES = { 'tfjs-node/package.json': '{}', 'tfjs-node/deps/lib/libtensorflow_cc.so.2': 'x'.repeat(3_000_000), 'tfjs-node/dist/empty.js': '' }
const whole = (): Promise<unknown> => madeOf(folder.path(), FILES)
const check = (): Promise<void> => checkContents(folder.path(), readManifest(folder.path())!, never, () => {})

test('what was written is read, lists every file with its size, and agrees with the disk', async () => {
  const manifest = await madeOf(folder.path(), FILES)
  expect(readManifest(folder.path())).toEqual(manifest)
  expect(manifest.files.map(({ path, bytes }) => [path, bytes])).toEqual([['tfjs-node/deps/lib/libtensorflow_cc.so.2', 3_000_000], ['tfjs-node/dist/empty.js', 0], ['tfjs-node/package.json', 2]])
  // printf '{}' | sha256sum
  expect(manifest.files[2].sha256).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
  expect(installedAccelerator(folder.path())).toEqual(manifest)
  const seen: number[] = []
  await checkContents(folder.path(), manifest, never, (done, total) => seen.push(done / total))
  expect(seen.at(-1)).toBe(1)
})

test('where there is none, there is none', () => {
  expect(readManifest(folder.path())).toBeNull()
  expect(installedAccelerator(folder.path('nowhere'))).toBeNull()
})

test('a truncated file is found by its size alone', async () => {
  await whole()
  truncateSync(folder.path('tfjs-node/deps/lib/libtensorflow_cc.so.2'), 2_999_999)
  const failure = await thrownBy(() => installedAccelerator(folder.path()))
  expect(failure).toMatchObject({ kind: 'data', message: `${folder.path('tfjs-node/deps/lib/libtensorflow_cc.so.2')}: 2999999 bytes, and 3000000 were installed`, advice: expect.stringContaining('cgr accelerator install') })
})

test('one changed byte is found by the SHA-256', async () => {
  await whole()
  writeFileSync(folder.path('tfjs-node/deps/lib/libtensorflow_cc.so.2'), `${'x'.repeat(2_000_000)}y${'x'.repeat(999_999)}`)
  expect(installedAccelerator(folder.path())).not.toBeNull()
  expect((await thrownBy(check)).line).toMatch(/libtensorflow_cc\.so\.2: SHA-256 \w{12}…, and \w{12}… was installed: the file was changed or is damaged; install/)
})

test('a file that is gone, or a folder in its place, is named', async () => {
  await madeOf(folder.path(), { ...FILES, 'tfjs-node/dist/a/b.js': '' })
  const { files } = readManifest(folder.path())!
  const manifest = JSON.parse(readFileSync(folder.path('manifest.json'), 'utf8')) as { files: unknown[] }
  put(folder.path('manifest.json'), JSON.stringify({ ...manifest, files: [...files, { path: 'tfjs-node/gone.js', bytes: 0, sha256: '0'.repeat(64) }] }))
  expect((await thrownBy(() => installedAccelerator(folder.path()))).message).toBe(`${folder.path('tfjs-node/gone.js')}: the file is gone`)
  put(folder.path('manifest.json'), JSON.stringify({ ...manifest, files: [{ path: 'tfjs-node/dist', bytes: 4096, sha256: '0'.repeat(64) }] }))
  expect((await thrownBy(() => installedAccelerator(folder.path()))).message).toMatch(/dist: the file is gone/)
})

test('an accelerator of another kind of machine is not loaded', async () => {
  await madeOf(folder.path(), FILES, { platform: 'darwin-arm64' })
  expect((await thrownBy(() => installedAccelerator(folder.path()))).line).toMatch(/built for darwin-arm64, and this is \w+-\w+; install it anew/)
})

test('a manifest cut off anywhere is refused or whole, never half', async () => {
  await whole()
  const text = readFileSync(folder.path('manifest.json'), 'utf8')
  for (let length = 0; length < text.length - 2; length += 37) {
    put(folder.path('manifest.json'), text.slice(0, length))
    expect((await thrownBy(() => readManifest(folder.path()))).kind).toBe('data')
  }
})

const file = { path: 'tfjs-node/a', bytes: 1, sha256: '0'.repeat(64) }

test.each([
  ['null', /schema: not a manifest/],
  ['[]', /schema: not a manifest/],
  [{ schema: 2 }, /schema: not a manifest/],
  [{ tensorflow: 2 }, /tensorflow: missing/],
  [{ platform: '' }, /platform: missing/],
  [{ cuda: 'no' }, /cuda: missing/],
  [{ sources: [1] }, /sources: missing/],
  [{ files: [] }, /files: missing/],
  [{ files: [file, file] }, /listed twice/],
  [{ files: [file, null] }, /file 2: not a path inside/],
  [{ files: [{ ...file, bytes: -1 }] }, /file 1: not a path inside/],
  [{ files: [{ ...file, bytes: 1.5 }] }, /file 1: not a path inside/],
  [{ files: [{ ...file, sha256: 'abc' }] }, /file 1: not a path inside/],
  ...['../a', '/etc/passwd', 'manifest.json', 'a', 'tfjs-node/../../b', 'tfjs-node//b', 'tfjs-node/./a', 'tfjs-node/', 'tfjs-node', '', 'tfjs-node/a\\..\\b', 'tfjs-node/C:a', 'tfjs-node/a\0b'].map(path => [{ files: [{ ...file, path }] }, /file 1: not a path inside/] as const),
] as const)('a manifest with %j is refused', async (changes, message) => {
  await whole()
  const manifest = JSON.parse(readFileSync(folder.path('manifest.json'), 'utf8')) as object
  put(folder.path('manifest.json'), typeof changes === 'string' ? changes : JSON.stringify({ ...manifest, ...changes }))
  const failure = await thrownBy(() => readManifest(folder.path()))
  expect(failure.line).toMatch(message)
  expect(failure.line).toContain(folder.path('manifest.json'))
})

test('checking stops when it is told to', async () => {
  await whole()
  const stop = new AbortController()
  stop.abort(new Error('enough'))
  await expect(checkContents(folder.path(), readManifest(folder.path())!, stop.signal, () => {})).rejects.toThrow('enough')
})
