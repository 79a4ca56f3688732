import { execFileSync } from 'node:child_process'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { NPM_PACKAGES } from '../../../src/main/accelerator/packages.ts'
import type { Archive } from '../../../src/main/accelerator/packages.ts'
import { checkPackage } from '../../../src/main/accelerator/fetchPackages.ts'
import { unpackArchive } from '../../../src/main/accelerator/unpackArchive.ts'
import { unzipEntry, zipEntries } from '../../../src/main/accelerator/unzip.ts'
import { context, freshFolder, never, put, thrownBy } from './support.ts'

const folder = freshFolder()

/** An archive as Python writes wheels: one file deflated, one stored, one empty, a name beyond ASCII, and a comment at the end. */
function zip(): string {
  execFileSync('python3', ['-c', `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('tensorflow/libtensorflow_cc.so.2', bytes(i * i % 251 for i in range(300000)))
    z.writestr(zipfile.ZipInfo('tensorflow/libtensorflow_framework.so.2'), b'stored')
    z.writestr('tensorflow/empty', b'')
    z.writestr('tensorflow/é.txt', b'not needed')
    z.comment = b'PK' * 200
`, folder.path('a.whl')])
  return folder.path('a.whl')
}

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251))

test('reads what Python’s zipfile writes', async () => {
  const path = zip()
  const entries = zipEntries(path)
  expect(entries.map(({ name, bytes }) => [name, bytes])).toEqual([['tensorflow/libtensorflow_cc.so.2', 300_000], ['tensorflow/libtensorflow_framework.so.2', 6], ['tensorflow/empty', 0], ['tensorflow/é.txt', 10]])
  for (const entry of entries) await unzipEntry(path, entry, folder.path('out', entry.name), never)
  expect(readFileSync(folder.path('out/tensorflow/libtensorflow_cc.so.2')).equals(CONTENT)).toBe(true)
  expect(readFileSync(folder.path('out/tensorflow/libtensorflow_framework.so.2'), 'utf8')).toBe('stored')
  expect(readFileSync(folder.path('out/tensorflow/empty'))).toHaveLength(0)
})

test('of a wheel, the libraries come to their place and nothing else comes', async () => {
  const archive = { holds: 'libtensorflow', spec: 'tensorflow', file: 'a.whl', bytes: 0, sha256: '', unpacked: 0 } satisfies Archive
  await unpackArchive(zip(), archive, folder.path('acc'), context())
  expect(execFileSync('find', ['.', '-type', 'f'], { cwd: folder.path('acc'), encoding: 'utf8' }).trim().split('\n').toSorted()).toEqual(['./tfjs-node/deps/lib/libtensorflow_cc.so.2', './tfjs-node/deps/lib/libtensorflow_framework.so.2'])
  await expect(unpackArchive(folder.path('a.whl'), { ...archive, holds: 'nvidia' }, folder.path('none'), context())).rejects.toThrow(/holds 0 of the libraries/)
})

test('cut off anywhere, it is refused', async () => {
  const size = readFileSync(zip()).length
  for (const length of [0, 1, 21, 1000, size >> 1, size - 450]) {
    truncateSync(zip(), length)
    expect((await thrownBy(() => zipEntries(folder.path('a.whl')))).kind).toBe('data')
  }
})

test('damaged bytes inside are refused', async () => {
  const bytes = readFileSync(zip())
  const [entry] = zipEntries(folder.path('a.whl'))
  const damage = async (at: number): Promise<string> => {
    writeFileSync(folder.path('b.whl'), Buffer.concat([bytes.subarray(0, at), Buffer.alloc(40, 0xff), bytes.subarray(at + 40)]))
    return (await thrownBy(() => unzipEntry(folder.path('b.whl'), entry, folder.path('out'), never))).line
  }
  expect(await damage(0)).toMatch(/header is damaged; fetch the archive again/)
  expect(await damage(100)).toMatch(/compressed bytes are damaged; fetch|of 300000 bytes came out; fetch/)
})

test('a package is taken only as it was tried: its size, then its SHA-256', async () => {
  const wanted = NPM_PACKAGES.nodeHeaders
  const path = folder.path(wanted.file)
  expect((await thrownBy(() => checkPackage(path, wanted, never))).line).toBe(`${path}: no such file; it is node-api-headers@1.9.0`)
  put(path, 'short')
  expect((await thrownBy(() => checkPackage(path, wanted, never))).line).toMatch(/5 bytes, and node-api-headers@1\.9\.0 has 16974; fetch it again/)
  put(path, Buffer.alloc(wanted.bytes))
  expect((await thrownBy(() => checkPackage(path, wanted, never))).line).toMatch(/SHA-256 \w{12}…, and that of node-api-headers@1\.9\.0 is 6cbfac495421…/)
})
