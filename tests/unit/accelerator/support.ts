import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { PLATFORM } from '../../../src/main/accelerator/installed.ts'
import { writeManifest } from '../../../src/main/accelerator/manifest.ts'
import type { Manifest } from '../../../src/main/accelerator/manifest.ts'
import { describeFiles } from '../../../src/main/accelerator/verify.ts'
import type { Failure } from '../../../src/preload/contract/failure.ts'
import type { StageContext } from '../../../src/preload/contract/progress.ts'

/** A folder for each test. */
export function freshFolder(): { readonly path: (...parts: readonly string[]) => string } {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cgr-accelerator-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  return { path: (...parts) => join(folder, ...parts) }
}

export const never = new AbortController().signal

export const context = (signal = never): StageContext => ({ signal, report: () => {}, log: () => {}, warn: () => {} })

export function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** Files and a manifest that lists them: an accelerator in all but what it computes. */
export async function madeOf(folder: string, files: Readonly<Record<string, string>>, changes: Partial<Manifest> = {}): Promise<Manifest> {
  rmSync(join(folder, 'manifest.json'), { force: true })
  for (const [path, content] of Object.entries(files)) put(join(folder, path), content)
  const manifest: Manifest = {
    schema: 1, platform: PLATFORM, tensorflow: '2.15.1', cuda: false, tfjsNode: '4.22.0', sources: ['tensorflow-cpu==2.15.1'], installed: '2026-01-01T00:00:00.000Z',
    files: await describeFiles(folder, never), ...changes,
  }
  writeManifest(folder, manifest)
  return manifest
}

/** What a call throws. */
export async function thrownBy(call: () => unknown): Promise<Failure> {
  try {
    await call()
  } catch (error) {
    return error as Failure
  }
  throw new Error('nothing was thrown')
}
